import { hasKnownIssue, newsWords } from '@fettle/core/desk';
import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { DueMark, EpssText, KevMark, Unsaid } from '../../parts/risk-marks.tsx';
import { SaidUrgency } from '../../parts/urgency-words.tsx';
import { paths } from '../../paths.ts';
import { Count, number } from '../../ui/Count.tsx';
import { Name } from '../../ui/Name.tsx';
import type { Status } from '../../ui/status.ts';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Column } from '../../ui/table/column.ts';
import { chooseAll, choiceOf, isOpen } from './choices.ts';
import type { Choices, DeskClient, DeskGroup } from './choices.ts';
import style from './desk.module.css';

/** Why something is on the desk: `New, now exploited`. */
export function newsText(news: DeskGroup['news']): string {
  const words = news.map((one) => newsWords[one]).join(', ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const states: Readonly<Record<DeskClient['state'], { readonly status: Status; readonly word: string }>> = {
  person: { status: 'attention', word: 'Needs a person' },
  deploy: { status: 'waiting', word: 'Open' },
  decided: { status: 'good', word: 'Decided' },
  policy: { status: 'unknown', word: 'By policy' },
};

/** How something stands at a client before anything is recorded. */
export function DeskMark({ state }: { state: DeskClient['state'] }): ReactNode {
  if (state === 'policy') return <span className={style.soft}>{states.policy.word}</span>;
  return <StatusMark {...states[state]} quiet={state === 'decided'} />;
}

export type Choosing = {
  readonly client: string | undefined;
  readonly choices: Choices;
  readonly choose: (choices: Choices) => void;
};

export function deskColumns({ client, choices, choose }: Choosing): readonly Column<DeskGroup>[] {
  return [
    {
      id: 'title',
      title: 'What',
      width: '24%',
      wraps: true,
      cell: (row) => <Name of={row.kind === 'update' ? row.title : `${row.title}, no fix`} strong />,
    },
    { id: 'news', title: 'Why here', width: '112px', wraps: true, cell: (row) => newsText(row.news) },
    { id: 'urgency', title: 'Urgency', width: '96px', cell: (row) => <SaidUrgency urgency={row.urgency} said={row.said} /> },
    {
      id: 'kev',
      title: 'Exploited',
      width: '120px',
      cell: (row) => <KevMark added={row.kev?.added ?? null} />,
    },
    { id: 'epss', title: 'EPSS', width: '96px', room: 'wide', cell: (row) => <EpssText epss={row.epss} /> },
    { id: 'cvss', title: 'CVSS', width: '96px', room: 'wide', cell: (row) => <Cvss cvss={row.cvss} /> },
    { id: 'due', title: 'Due', width: '112px', wraps: true, room: 'middle', cell: (row) => <DueMark due={row.due} brief /> },
    {
      id: 'devices',
      title: 'Devices',
      width: '80px',
      align: 'end',
      cell: (row) => <Count value={row.devices} href={paths.desk({ client, group: row.id })} label={['device', 'devices']} />,
    },
    ...(client === undefined
      ? [
          {
            id: 'clients',
            title: 'Clients',
            width: '70px',
            align: 'end',
            room: 'middle',
            cell: (row) => <Count value={row.clients.length} href={paths.desk({ group: row.id })} label={['client', 'clients']} />,
          } satisfies Column<DeskGroup>,
        ]
      : []),
    {
      id: 'decision',
      title: 'Would be decided',
      width: '22%',
      wraps: true,
      cell: (row) => <Would row={row} choices={choices} choose={choose} />,
    },
  ];
}

/** The highest score; unknown is not 0. */
export function Cvss({ cvss }: { cvss: number | null }): ReactNode {
  return cvss === null ? <Unsaid>not known</Unsaid> : cvss.toFixed(1);
}

/** A box for what can be decided here, with how it stands at the clients where it can not. */
function Would({ row, choices, choose }: { row: DeskGroup; choices: Choices; choose: Choosing['choose'] }): ReactNode {
  const open = row.clients.filter(isOpen);
  const chosen = open.filter((one) => choiceOf(choices, row, one) === 'deploy');
  const rest = row.clients.filter((one) => !chosen.includes(one));
  const marks = (['person', 'decided', 'policy'] as const).flatMap((state) => {
    const count = rest.filter((one) => one.state === state).length;
    return count === 0 ? [] : [{ state, count }];
  });
  const left = rest.filter((one) => one.state === 'deploy' && one.mayDecide).length;
  const notYours = rest.filter((one) => one.state === 'deploy' && !one.mayDecide).length;
  return (
    <span className={style.would}>
      {open.length > 0 && (
        <Checkbox
          label={
            <>
              Deploy{chosen.length > 0 && ` at ${clientsText(chosen.length)}`}
              <span className="visually-hidden"> ({row.title})</span>
            </>
          }
          checked={chosen.length === open.length}
          indeterminate={chosen.length > 0 && chosen.length < open.length}
          onChange={() => choose(chooseAll(choices, row, chosen.length === open.length ? 'leave' : 'deploy'))}
        />
      )}
      <RiskMark risk={row.patchRisk} />
      {left > 0 && <span className={style.soft}>Left open at {clientsText(left)}</span>}
      {notYours > 0 && <span className={style.soft}>{clientsText(notYours)} not yours to decide for</span>}
      {marks.map(({ state, count }) => (
        <span key={state} className={style.mark}>
          <DeskMark state={state} /> {row.clients.length > 1 && <span className={style.soft}>{number(count)}</span>}
        </span>
      ))}
    </span>
  );
}

/** What one should know before deciding: an issue that is known of it, or a risk that is high for other reasons. The group says why. */
function RiskMark({ risk }: { risk: DeskGroup['patchRisk'] }): ReactNode {
  if (risk === null) return null;
  if (hasKnownIssue(risk)) return <StatusMark status="attention" word="Known issue" />;
  return risk.level === 'high' ? <StatusMark status="attention" word="Patch risk high" /> : null;
}

function clientsText(count: number): string {
  return `${number(count)} ${count === 1 ? 'client' : 'clients'}`;
}
