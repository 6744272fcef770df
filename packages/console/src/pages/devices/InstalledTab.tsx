import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Column } from '../../ui/table/column.ts';
import type { Device } from './types.ts';

type Row = CallOutput<'getDeviceSoftware'>['items'][number];

const columns: readonly Column<Row>[] = [
  { id: 'name', title: 'Package', cell: (row) => <Name of={row.name} strong /> },
  { id: 'version', title: 'Version', width: '30%', wraps: true, cell: (row) => row.version },
  { id: 'architecture', title: 'Architecture', width: '120px', cell: (row) => row.architecture },
  { id: 'source', title: 'Source', width: '20%', room: 'middle', cell: (row) => <Name of={row.sourceName} /> },
  { id: 'condition', title: 'Condition', width: '200px', cell: Condition },
];

/** Everything that is installed, as the device last said it. */
export function InstalledTab({ device }: { device: Device }): ReactNode {
  const { part, change } = useListState();
  const text = part('q');
  const list = useRows('getDeviceSoftware', { params: { id: device.id }, query: text === '' ? { limit: 200 } : { text, limit: 200 } });
  return (
    <>
      <FilterBar search={{ label: 'Package', value: text }} onChange={change} />
      <RowsTable
        label="Installed packages"
        columns={columns}
        list={list}
        rowKey={(row) => `${row.name}:${row.architecture}:${row.version}`}
        empty={
          text === '' ? (
            <Empty title="No inventory yet">The device sends it with its first report.</Empty>
          ) : (
            <Empty title="No package fits">Nothing that is installed here has “{text}” in its name.</Empty>
          )
        }
      />
    </>
  );
}

function Condition(row: Row): ReactNode {
  return (
    <>
      {row.condition === 'installed' ? 'whole' : <StatusMark status="failing" word={row.condition} />}
      {row.pinned && ', pinned'}
    </>
  );
}
