import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { timesWords } from '../../parts/agreed-words.ts';
import { Name } from '../../ui/Name.tsx';
import type { Status } from '../../ui/status.ts';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';

export type Agreements = CallOutput<'getAgreements'>;
export type Held = Agreements['frameworks'][number];

const looks: Readonly<Record<Held['standing'] | 'replaced', { readonly status: Status; readonly word: string }>> = {
  holds: { status: 'good', word: 'Holds' },
  'not-begun': { status: 'waiting', word: 'Begins later' },
  ended: { status: 'unknown', word: 'Ended' },
  replaced: { status: 'unknown', word: 'Replaced' },
};

/** Whether it holds today, by shape and word. */
export function HeldMark({ standing }: { standing: Held['standing'] | 'replaced' }): ReactNode {
  const { status, word } = looks[standing];
  return <StatusMark status={status} word={word} />;
}

/** The client's own times; where a clause asks for them and none are set, that is said. */
export function OwnTimes({ held }: { held: Held }): ReactNode {
  if (held.own !== null) return timesWords(held.own);
  if (held.framework === null) return 'not known here';
  if (!held.framework.asksOwnTimes) return 'not asked for';
  return held.standing === 'ended' ? 'none' : <StatusMark status="attention" word="Asked for, and not set" />;
}

/** Who said so, and when. */
export function Saved({ by, at }: { by: string; at: string }): ReactNode {
  return (
    <>
      by <Name of={by} />, <Time at={at} />
    </>
  );
}
