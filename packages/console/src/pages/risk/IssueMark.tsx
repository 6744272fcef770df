import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { StatusMark } from '../../ui/StatusMark.tsx';

export type Issue = CallOutput<'listKnownIssues'>['items'][number];

/** Whether a known issue stands, or what mended it. */
export function IssueMark({ issue: { resolved } }: { issue: Issue }): ReactNode {
  if (resolved === null) return <StatusMark status="attention" word="Open" />;
  return <StatusMark status="good" word={resolved.inVersion === null ? 'No longer happens' : `Mended in ${resolved.inVersion}`} quiet />;
}
