/** What people said of the urgency of an update, in the words that every screen of it uses. */
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Name } from '../ui/Name.tsx';
import { plainName } from '../ui/name-text.ts';
import { UrgencyMark } from './marks.tsx';
import style from './marks.module.css';

type Says = CallOutput<'listUrgencyWords'>['items'][number]['says'];

const verbs: Readonly<Record<Says, string>> = { fault: 'raised for a fault', urgent: 'raised', normal: 'lowered' };

/** `lowered by Ada`, `raised for a fault by Ada`; and `Ada would lower it` where that is not followed, or not everywhere. */
export function saidText({ says, by }: { readonly says: Says; readonly by: string }, urgency?: 'urgent' | 'normal'): string {
  const wanted = says === 'normal' ? 'normal' : 'urgent';
  if (urgency !== undefined && urgency !== wanted) return `${plainName(by)} would ${says === 'normal' ? 'lower' : 'raise'} it`;
  return `${verbs[says]} by ${plainName(by)}`;
}

/** The urgency, and beside it that a person said it: never without who. */
export function SaidUrgency({ urgency, said }: { urgency: 'urgent' | 'normal'; said: readonly { says: Says; by: string }[] }): ReactNode {
  const [first] = said;
  return (
    <>
      <UrgencyMark urgency={urgency} />
      {first !== undefined && (
        <span className={style.said}>
          {saidText(first, urgency)}
          {said.length > 1 && `, and ${said.length - 1} more`}
        </span>
      )}
    </>
  );
}

type Said = CallOutput<'listUpdates'>['items'][number]['said'][number];

/** Where and why, one line for each person who said something; nothing where nobody did. */
export function SaidReasons({ said }: { said: readonly Said[] }): ReactNode {
  return said.map((one) => (
    <div key={`${one.clientName} ${one.by} ${one.reason}`}>
      <Name
        of={`${one.clientName}, ${saidText(one)}${one.endsAt === null ? '' : ` until ${one.endsAt.slice(0, 10)}`}: ${one.reason}`}
        wraps
      />
    </div>
  ));
}
