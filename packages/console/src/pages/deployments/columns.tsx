import type { ReactNode } from 'react';
import { Count } from '../../ui/Count.tsx';
import { Name } from '../../ui/Name.tsx';
import { useNow } from '../../ui/now.ts';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import type { DeploymentRow } from './types.ts';
import { lookOf } from './words.ts';
import style from './deployments.module.css';

/** The columns of the list of deployments. */
export function deploymentColumns(showClient: boolean): readonly Column<DeploymentRow>[] {
  return [
    {
      id: 'title',
      title: 'Deployment',
      width: showClient ? '22%' : '28%',
      wraps: true,
      cell: (row) => <Name of={row.title} strong wraps />,
    },
    ...(showClient
      ? [
          {
            id: 'client',
            title: 'Client',
            width: '15%',
            room: 'middle',
            cell: (row) => <Name of={row.clientName} />,
          } satisfies Column<DeploymentRow>,
        ]
      : []),
    { id: 'state', title: 'State', width: '180px', wraps: true, cell: State },
    { id: 'waits', title: 'Waits for', wraps: true, cell: (row) => <Waits {...row} /> },
    {
      id: 'verified',
      title: 'Verified',
      width: '96px',
      align: 'end',
      cell: (row) =>
        row.status === 'proposed' ? (
          ''
        ) : (
          <Count value={row.verified} of={row.devices} label={['device verified by a later scan', 'devices verified by a later scan']} />
        ),
    },
    {
      id: 'failed',
      title: 'Failed',
      width: '76px',
      align: 'end',
      cell: (row) =>
        row.status === 'proposed' ? (
          ''
        ) : (
          <Count value={row.failed} label={['device failed or rolled back', 'devices failed or rolled back']} />
        ),
    },
    { id: 'made', title: 'Made', width: '120px', room: 'middle', cell: (row) => <Age at={row.createdAt} /> },
  ];
}

function State(row: DeploymentRow): ReactNode {
  const look = lookOf(row);
  return (
    <>
      <StatusMark status={look.status} word={look.word} quiet={look.status === 'good'} />
      {row.status === 'active' && row.ring !== null && (
        <div className={style.small}>
          ring <Name of={row.ring} />
        </div>
      )}
    </>
  );
}

function Waits(row: DeploymentRow): ReactNode {
  const now = useNow();
  if (row.status !== 'active' && row.status !== 'proposed') return <span className={style.soft}>nothing: it is over</span>;
  const until = row.waiting?.until ?? null;
  return (
    <>
      {row.waiting === null ? (
        <span className={style.soft}>{row.status === 'proposed' ? 'the answers of its devices' : 'its next look'}</span>
      ) : (
        <Name of={row.waiting.sentence} wraps />
      )}
      <div className={style.small}>
        {until !== null ? (
          <>
            until <Age at={until} />
          </>
        ) : (
          row.wakeAt !== null && (
            <>
              {Date.parse(row.wakeAt) < now ? (
                'the next look is due'
              ) : (
                <>
                  next look <Age at={row.wakeAt} />
                </>
              )}
            </>
          )
        )}
      </div>
    </>
  );
}
