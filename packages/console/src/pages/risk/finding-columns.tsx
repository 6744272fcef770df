import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { EpssText, KevMark, SeverityText, StateMark } from '../../parts/risk-marks.tsx';
import { paths } from '../../paths.ts';
import { Count, number } from '../../ui/Count.tsx';
import { Name } from '../../ui/Name.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import style from './risk.module.css';

export type Finding = CallOutput<'listFindings'>['items'][number];

/** The columns of the list of findings; how many clients have it only says something where all are in view. */
export function findingColumns(client: string | undefined): readonly Column<Finding>[] {
  return [
    { id: 'id', title: 'Advisory', width: '19%', sorts: 'up', cell: (row) => <Name of={row.id} strong /> },
    { id: 'packages', title: 'In', width: '12%', cell: (row) => <Name of={row.packages.join(', ')} /> },
    { id: 'severity', title: 'CVSS', width: '100px', cell: (row) => <SeverityText severity={row.severity} /> },
    { id: 'epss', title: 'EPSS', width: '96px', sorts: 'down', room: 'middle', cell: (row) => <EpssText epss={row.epss} /> },
    { id: 'kev', title: 'Exploited', width: '124px', sorts: 'down', cell: (row) => <KevMark added={row.kevAdded} /> },
    {
      id: 'devices',
      title: 'Devices',
      width: '88px',
      align: 'end',
      sorts: 'down',
      cell: (row) => (
        <Count value={row.devices} href={paths.advisory(row.id, { client })} label={['device that has it', 'devices that have it']} />
      ),
    },
    ...(client === undefined
      ? [
          {
            id: 'clients',
            title: 'Clients',
            width: '70px',
            align: 'end',
            room: 'wide',
            cell: (row) => <Count value={row.clients} href={paths.advisory(row.id)} label={['client', 'clients']} />,
          } satisfies Column<Finding>,
        ]
      : []),
    { id: 'states', title: 'How they stand', wraps: true, cell: (row) => <States row={row} /> },
    { id: 'since', title: 'First seen', width: '104px', room: 'wide', cell: (row) => <Age at={row.since} /> },
  ];
}

type Counted = Pick<Finding, 'fixOffered' | 'fixNotOffered' | 'noFix' | 'restartPending' | 'unknown'>;

/** How many devices stand how; states without any are left out. */
export function States({ row }: { row: Counted }): ReactNode {
  const parts = [
    ['no-fix', row.noFix],
    ['fix-not-offered', row.fixNotOffered],
    ['unknown', row.unknown],
    ['fix-offered', row.fixOffered],
    ['restart-pending', row.restartPending],
  ] as const;
  return (
    <span className={style.marks}>
      {parts
        .filter(([, count]) => count > 0)
        .map(([state, count]) => (
          <span key={state}>
            <StateMark state={state} /> {number(count)}
          </span>
        ))}
    </span>
  );
}
