/** How pages say until when a system or software is supported, and what was decided about that. */
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { paths } from '../paths.ts';
import type { Status } from '../ui/status.ts';
import { StatusMark } from '../ui/StatusMark.tsx';
import { kindWords } from './decisions.tsx';

type Release = CallOutput<'listLifecycle'>['items'][number];
type Decision = CallOutput<'getLifecycleDevices'>['items'][number]['decision'];

export const supportLooks: Readonly<Record<Release['standing'], { readonly status: Status; readonly word: string }>> = {
  ended: { status: 'failing', word: 'Ended' },
  'regular-ended': { status: 'failing', word: 'Regular support ended' },
  ending: { status: 'attention', word: 'Ends soon' },
};

export function SupportMark({ standing }: Pick<Release, 'standing'>): ReactNode {
  return <StatusMark {...supportLooks[standing]} />;
}

/** What was decided about a release that one device has: the kind leads to the decision; open and open again look different. */
export function SupportDecision({ decision }: { decision: Decision }): ReactNode {
  const { state, id, kind } = decision;
  if (id !== null && kind !== null)
    return (
      <a href={paths.exception(id)}>
        <StatusMark status="good" word={kindWords[kind]} quiet />
      </a>
    );
  return state === 'expired' ? <StatusMark status="failing" word="Open again" /> : <StatusMark status="attention" word="Nothing decided" />;
}
