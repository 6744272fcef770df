/** What people said of the urgency of an update, in the words that every screen of it uses. */
import { lowestFirst, saidLine, saidText } from '@fettle/core/urgency-words';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Name } from '../ui/Name.tsx';
import { plainName } from '../ui/name-text.ts';
import { UrgencyMark } from './marks.tsx';
import style from './marks.module.css';

type Says = CallOutput<'listUrgencyWords'>['items'][number]['says'];

/** The urgency, and beside it that people said it, or would have it otherwise: never without who. */
export function SaidUrgency({ urgency, said }: { urgency: 'urgent' | 'normal'; said: readonly { says: Says; by: string }[] }): ReactNode {
  const line = saidLine(
    urgency,
    said.map(({ says, by }) => ({ says, by: plainName(by) })),
  );
  return (
    <>
      <UrgencyMark urgency={urgency} />
      {line !== null && <span className={style.said}>{line}</span>}
    </>
  );
}

type Said = CallOutput<'listUpdates'>['items'][number]['said'][number];

/** Where and why, one line for each thing that was said, what lowers it first; nothing where nobody said anything. */
export function SaidReasons({ said }: { said: readonly Said[] }): ReactNode {
  return lowestFirst(said).map((one, n) => (
    <div key={`${n} ${one.clientName} ${one.by} ${one.reason}`}>
      <Name
        of={`${one.clientName}, ${saidText({ says: one.says, by: plainName(one.by) })}${one.endsAt === null ? '' : ` until ${one.endsAt.slice(0, 10)}`}: ${one.reason}`}
        wraps
      />
    </div>
  ));
}
