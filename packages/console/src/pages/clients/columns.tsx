import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Count } from '../../ui/Count.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Column } from '../../ui/table/column.ts';

type Client = CallOutput<'listClients'>['items'][number];

/** The columns of the list of clients. */
export const clientColumns: readonly Column<Client>[] = [
  { id: 'name', title: 'Client', sorts: 'both', cell: (row) => <Name of={row.name} strong /> },
  { id: 'needs', title: 'Needs a person', bare: true, width: '190px', sorts: 'both', cell: Needs },
  {
    id: 'devices',
    title: 'Devices',
    width: '96px',
    align: 'end',
    sorts: 'both',
    cell: (row) => <Count value={row.devices} href={paths.devices({ client: row.id })} label={['device', 'devices']} />,
  },
  {
    id: 'silent',
    title: 'Silent',
    width: '110px',
    align: 'end',
    sorts: 'both',
    cell: (row) => (
      <Count
        value={row.silentDevices}
        of={row.devices}
        href={paths.devices({ client: row.id, health: 'unknown' })}
        label={['device that does not report', 'devices that do not report']}
      />
    ),
  },
  {
    id: 'security',
    title: 'Missing security',
    width: '140px',
    align: 'end',
    sorts: 'both',
    cell: (row) => (
      <Count
        value={row.devicesMissingSecurity}
        of={row.devices}
        href={paths.devices({ client: row.id, sort: 'missing' })}
        label={['device that misses a security update', 'devices that miss a security update']}
      />
    ),
  },
  {
    id: 'urgent',
    title: 'Urgent updates',
    width: '130px',
    align: 'end',
    room: 'middle',
    sorts: 'both',
    cell: (row) => <Count value={row.urgentUpdates} href={paths.updates({ client: row.id })} label={['urgent update', 'urgent updates']} />,
  },
  {
    id: 'deployments',
    title: 'Deployments',
    width: '120px',
    align: 'end',
    room: 'middle',
    sorts: 'both',
    cell: (row) => (
      <Count value={row.activeDeployments} href={paths.deployments({ client: row.id })} label={['open deployment', 'open deployments']} />
    ),
  },
];

/** What each column is sorted by. */
export const clientOrders: Readonly<Record<string, (row: Client) => string | number>> = {
  name: (row) => row.name,
  needs: (row) => row.needsPerson,
  devices: (row) => row.devices,
  silent: (row) => row.silentDevices,
  security: (row) => row.devicesMissingSecurity,
  urgent: (row) => row.urgentUpdates,
  deployments: (row) => row.activeDeployments,
};

/** Nothing waits is only good where something reports; with no device, or with silent ones, it is not known. */
function Needs(row: Client): ReactNode {
  if (row.needsPerson > 0) {
    return (
      <a href={paths.today({ client: row.id })}>
        <StatusMark status="attention" word={row.needsPerson === 1 ? '1 thing waits' : `${row.needsPerson} things wait`} />
      </a>
    );
  }
  if (row.devices === 0) return <StatusMark status="unknown" word="No devices yet" />;
  if (row.silentDevices > 0) return <StatusMark status="unknown" word="Some are silent" />;
  return <StatusMark status="good" word="Nothing waits" quiet />;
}
