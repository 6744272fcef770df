import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { HealthMark, shortSystem } from '../../parts/marks.tsx';
import { paths } from '../../paths.ts';
import { Count } from '../../ui/Count.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';

export type DeviceRow = CallOutput<'listDevices'>['items'][number];

/** The columns of a list of devices; the client's is left out where one client is in view. */
export function deviceColumns(showClient: boolean): readonly Column<DeviceRow>[] {
  return [
    { id: 'name', title: 'Device', width: '20%', sorts: 'up', cell: (row) => <Name of={row.name} strong /> },
    { id: 'health', title: 'Health', width: '20%', bare: true, cell: (row) => <Health row={row} /> },
    {
      id: 'missing',
      title: 'Missing',
      width: '84px',
      align: 'end',
      sorts: 'down',
      cell: (row) => (
        <Count value={row.missing} href={paths.device(row.id, { tab: 'missing' })} label={['update missing', 'updates missing']} />
      ),
    },
    {
      id: 'security',
      title: 'Security',
      width: '84px',
      align: 'end',
      cell: (row) => (
        <Count
          value={row.missingSecurity}
          of={row.missing}
          href={paths.device(row.id, { tab: 'missing', class: 'security' })}
          label="of them security updates"
        />
      ),
    },
    ...(showClient
      ? [
          {
            id: 'client',
            title: 'Client',
            width: '16%',
            room: 'middle',
            cell: (row) => <Name of={row.clientName} />,
          } satisfies Column<DeviceRow>,
        ]
      : []),
    { id: 'site', title: 'Site', width: '11%', room: 'wide', cell: (row) => <Name of={row.siteName} /> },
    { id: 'os', title: 'System', width: '104px', room: 'middle', cell: (row) => <Name of={shortSystem(row.osName)} /> },
    { id: 'seen', title: 'Seen', width: '126px', sorts: 'up', cell: (row) => <Age at={row.lastSeenAt} zone={row.zone} /> },
  ];
}

function Health({ row }: { row: DeviceRow }): ReactNode {
  if (row.status === 'retired') return <StatusMark status="unknown" word="Retired" />;
  if (row.status === 'quarantined') return <StatusMark status="failing" word="Quarantined" />;
  return <HealthMark health={row.health} reason={row.healthReason} />;
}
