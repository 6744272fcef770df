import { isOver, standingWords } from '@fettle/core/campaigns';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Count } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { type CampaignClient, type CampaignDetail, standingMarks } from './words.ts';
import style from './campaigns.module.css';

const order = ['failing', 'attention', 'running', 'waiting', 'unknown', 'good'];

/** A line for each client in reach: how it stands, what it waits for in words, and the way to its deployment. */
export function CampaignClients({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const rows = campaign.items.toSorted(
    (a, b) =>
      order.indexOf(standingMarks[a.standing]) - order.indexOf(standingMarks[b.standing]) || a.clientName.localeCompare(b.clientName),
  );
  return (
    <DataTable
      label="Clients of the campaign"
      rows={rows}
      rowKey={(row) => row.clientId}
      columns={columns(campaign.id)}
      empty={<Empty title="No clients">No client of this campaign is in your reach.</Empty>}
    />
  );
}

function columns(campaignId: string): readonly Column<CampaignClient>[] {
  return [
    {
      id: 'client',
      title: 'Client',
      width: '20%',
      wraps: true,
      cell: (row) =>
        row.deploymentId === null ? (
          <Name of={row.clientName} strong wraps />
        ) : (
          <a href={paths.deployment(row.deploymentId)}>
            <Name of={row.clientName} strong wraps />
          </a>
        ),
    },
    {
      id: 'state',
      title: 'State',
      width: '170px',
      wraps: true,
      cell: (row) => (
        <>
          <StatusMark
            status={standingMarks[row.standing]}
            word={standingWords[row.standing].label}
            quiet={isOver(row.standing) && standingMarks[row.standing] !== 'attention'}
          />
          {row.approvals.needed > 1 && row.until !== null && (
            <div className={style.small}>
              {row.approvals.given} of {row.approvals.needed} approvals
            </div>
          )}
        </>
      ),
    },
    {
      id: 'waits',
      title: 'Waits for',
      wraps: true,
      // What its policy left for later stands in the detail, whatever else it waits for.
      cell: (row) =>
        [...new Set([row.waiting ?? '', row.detail])].map((line) =>
          line === '' ? null : (
            <div key={line}>
              <Name of={line} wraps />
            </div>
          ),
        ),
    },
    {
      id: 'verified',
      title: 'Verified',
      width: '92px',
      align: 'end',
      cell: (row) =>
        row.deploymentId === null ? '' : <Count value={row.verified} of={row.devices} label={['device verified', 'devices verified']} />,
    },
    {
      id: 'overdue',
      title: 'Overdue',
      width: '84px',
      align: 'end',
      room: 'wide',
      cell: (row) =>
        row.deploymentId === null ? '' : <Count value={row.overdue} label={['device past its deadline', 'devices past their deadline']} />,
    },
    {
      id: 'until',
      title: 'Ends',
      width: '120px',
      room: 'middle',
      cell: (row) => (row.until === null ? '' : <Age at={row.until} />),
    },
    {
      id: 'out',
      title: 'Leave out',
      width: '96px',
      cell: (row) =>
        isOver(row.standing) || !row.may.hold ? (
          ''
        ) : (
          <a href={paths.campaign(campaignId, { do: 'leave-out', leave: row.clientId })}>
            Leave out<span className="visually-hidden"> {row.clientName}</span>
          </a>
        ),
    },
  ];
}
