/** How actions of audits, and the standing of audits, are shown wherever they stand. */
import type { CallOutput } from '@fettle/protocol/client';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Status } from '../../ui/status.ts';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';

type Audits = CallOutput<'listProcessAudits'>;
export type Action = Audits['actions'][number];

/** As step 12 judges it. */
export function auditStatus({ state, overdueActions }: Audits['standing']): Status {
  if (state === 'long-overdue') return 'failing';
  if (state === 'overdue' || overdueActions > 0) return 'attention';
  return state === 'never' ? 'unknown' : 'good';
}

type Given = {
  readonly clientId: string;
  /** Whether the reader may end them. */
  readonly mayEnd: boolean;
  /** The audit on whose page they stand; null: those of all. */
  readonly ofAudit: number | null;
};

export function actionColumns({ clientId, mayEnd, ofAudit }: Given): readonly Column<Action>[] {
  return [
    { id: 'text', title: 'Action', wraps: true, cell: (row) => <Name of={row.text} wraps /> },
    { id: 'owner', title: 'Who', width: '180px', wraps: true, cell: (row) => <Name of={row.owner} wraps /> },
    {
      id: 'due',
      title: 'By',
      width: '180px',
      cell: (row) => (row.overdue ? <StatusMark status="attention" word={`${row.dueOn}, overdue`} quiet /> : row.dueOn),
    },
    {
      id: 'end',
      title: 'End',
      width: '220px',
      wraps: true,
      cell: (row) =>
        row.end !== null ? (
          <>
            {row.end.ended === 'done' ? 'Done by' : 'Dropped by'} <Name of={row.end.person} /> <Age at={row.end.at} />:{' '}
            <Name of={row.end.note} wraps />
          </>
        ) : mayEnd ? (
          <a href={paths.client(clientId, { tab: 'audits', ...(ofAudit === null ? {} : { audit: String(ofAudit) }), action: row.id })}>
            End it<span className="visually-hidden">: {row.text}</span>
          </a>
        ) : (
          'open'
        ),
    },
  ];
}
