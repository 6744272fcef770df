/** How pages say what is known of a vulnerability: severity, probability, exploitation, deadline, state. Unknown has its own look and is never 0. */
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useNow } from '../ui/now.ts';
import type { Status } from '../ui/status.ts';
import { StatusMark } from '../ui/StatusMark.tsx';
import { Age } from '../ui/Time.tsx';
import style from './risk-marks.module.css';

type Finding = CallOutput<'listFindings'>['items'][number];
export type FindingState = CallOutput<'getAdvisoryDevices'>['items'][number]['state'];

export const stateLooks: Readonly<Record<FindingState, { readonly status: Status; readonly word: string }>> = {
  'fix-offered': { status: 'waiting', word: 'Fix offered' },
  'fix-not-offered': { status: 'failing', word: 'Fix not offered' },
  'no-fix': { status: 'attention', word: 'No fix' },
  'restart-pending': { status: 'attention', word: 'Restart pending' },
  unknown: { status: 'unknown', word: 'Not known' },
};

/** How something stands with an advisory, by shape and word. */
export function StateMark({ state }: { state: FindingState }): ReactNode {
  const { status, word } = stateLooks[state];
  return <StatusMark status={status} word={word} />;
}

/** `9.8 critical`; a publisher's word alone where it gave no vector. */
export function SeverityText({ severity }: { severity: Finding['severity'] }): ReactNode {
  if (severity === null || (severity.score === null && severity.word === null)) return <Unsaid>not known</Unsaid>;
  return (
    <span className={style.number}>
      {severity.score === null ? '' : `${severity.score.toFixed(1)} `}
      <span className={style.soft}>{severity.word ?? ''}</span>
    </span>
  );
}

/** A probability as `42.0 %`. */
export function EpssText({ epss }: { epss: number | null }): ReactNode {
  return epss === null ? <Unsaid>not known</Unsaid> : <span className={style.number}>{percent(epss)}</span>;
}

/** `42.0 %`, `0.04 %`: small ones keep what makes them more than nothing. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value >= 1 ? value.toFixed(1) : value.toFixed(2)} %`;
}

/** Whether the catalogue of known exploited vulnerabilities has it: the day on which it came in. */
export function KevMark({ added, known = true }: { added: string | null; known?: boolean }): ReactNode {
  if (added !== null) return <StatusMark status="failing" word={added} />;
  return known ? <span className={style.soft}>no</span> : <Unsaid>not known</Unsaid>;
}

type Due = NonNullable<Finding['due']>;

/** By when an update must be in, and by which clause; past it, in the failing look. `brief` leaves the clause to the hover. */
export function DueMark({ due, brief = false }: { due: Due | null; brief?: boolean }): ReactNode {
  const now = useNow();
  if (due === null) return <span className={style.soft}>no deadline</span>;
  const isOver = Date.parse(due.at) < now;
  return (
    <span title={brief ? due.by : undefined}>
      {isOver ? <StatusMark status="failing" word="Overdue" /> : null}{' '}
      <span className={isOver ? style.overdue : undefined}>
        <Age at={due.at} />
      </span>
      {brief ? <span className="visually-hidden"> by {due.by}</span> : <span className={style.by}>by {due.by}</span>}
    </span>
  );
}

/** What nobody said: not a value, and not nothing. */
export function Unsaid({ children }: { children: ReactNode }): ReactNode {
  return <span className={style.unknown}>{children}</span>;
}
