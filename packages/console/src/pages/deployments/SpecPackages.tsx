import type { ReactNode } from 'react';
import type { PackageChange, Reach } from '../../approval/reach.ts';
import { Count } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

const columns: readonly Column<PackageChange>[] = [
  { id: 'name', title: 'Package', width: '30%', cell: (row) => <Name of={row.name} strong /> },
  { id: 'architecture', title: 'Architecture', width: '120px', room: 'middle', cell: (row) => row.architecture },
  { id: 'from', title: 'From', wraps: true, cell: (row) => row.from ?? 'not there' },
  { id: 'to', title: 'To', wraps: true, cell: (row) => row.to ?? 'removed' },
  {
    id: 'devices',
    title: 'Devices',
    width: '96px',
    align: 'end',
    cell: (row) => <Count value={row.devices} label={['device', 'devices']} />,
  },
];

/** Which package goes from which version to which, and on how many devices. */
export function SpecPackages({ reach }: { reach: Reach }): ReactNode {
  return (
    <DataTable
      label="Packages of this spec"
      rows={reach.packages}
      rowKey={(row) => row.key}
      columns={columns}
      empty={<Empty title="No package changes">The spec holds no change.</Empty>}
    />
  );
}
