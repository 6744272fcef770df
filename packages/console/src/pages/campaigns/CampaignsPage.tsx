import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Count } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { EmergencyLane } from './EmergencyLane.tsx';
import { type Campaign, lookOfCampaign } from './words.ts';

/** One change for many clients at once: which there are, and what wants a person. */
export function CampaignsPage(): ReactNode {
  const list = useRows('listCampaigns', { query: {} });
  return (
    <>
      <PageHeader
        title="Campaigns"
        lead="One change for many clients at once, each under its own policy and windows."
        actions={<a href={paths.newCampaign()}>Propose a campaign</a>}
      />
      <RowsTable
        label="Campaigns"
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.campaign(row.id)}
        empty={
          <Empty title="No campaigns yet" action={<a href={paths.newCampaign()}>Propose one</a>}>
            A campaign brings the same change to many clients: what ends a vulnerability, a package from a version on, or all that is
            urgent. A deployment is planned for each client, under its own policy; nothing changes before a person has approved the specs.
          </Empty>
        }
      />
      <EmergencyLane />
    </>
  );
}

const columns: readonly Column<Campaign>[] = [
  { id: 'title', title: 'Campaign', width: '24%', wraps: true, cell: (row) => <Name of={row.title} strong wraps /> },
  {
    id: 'state',
    title: 'State',
    width: '190px',
    wraps: true,
    cell: (row) => {
      const { status, word } = lookOfCampaign(row);
      return <StatusMark status={status} word={word} quiet={status === 'good'} />;
    },
  },
  { id: 'about', title: 'Brings', wraps: true, cell: (row) => <Name of={row.aboutWords} wraps /> },
  {
    id: 'clients',
    title: 'Clients',
    width: '80px',
    align: 'end',
    cell: (row) => <Count value={row.clients} label={['client', 'clients']} />,
  },
  {
    id: 'verified',
    title: 'Verified',
    width: '100px',
    align: 'end',
    cell: (row) => (
      <Count value={row.verified} of={row.devices} label={['device verified by a later scan', 'devices verified by a later scan']} />
    ),
  },
  {
    id: 'failed',
    title: 'Failed',
    width: '76px',
    align: 'end',
    cell: (row) => <Count value={row.failed} label={['device failed', 'devices failed']} />,
  },
  { id: 'made', title: 'Made', width: '120px', room: 'middle', cell: (row) => <Age at={row.createdAt} /> },
];
