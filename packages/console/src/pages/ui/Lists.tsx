import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { paths } from '../../paths.ts';
import { Count } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column, Sort } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { type Machine, machines, many } from './specimens.ts';
import style from './ui-page.module.css';

const columns: readonly Column<Machine>[] = [
  { id: 'name', title: 'Device', sorts: 'both', cell: (row) => <Name of={row.name} strong /> },
  {
    id: 'health',
    title: 'Health',
    bare: true,
    width: '180px',
    cell: (row) => <StatusMark status={row.status} word={row.word} quiet={row.status === 'good'} />,
  },
  {
    id: 'missing',
    title: 'Missing',
    width: '96px',
    align: 'end',
    sorts: 'both',
    cell: (row) => <Count value={row.missing} label="updates missing" />,
  },
  {
    id: 'security',
    title: 'Security',
    width: '96px',
    align: 'end',
    cell: (row) => <Count value={row.security} of={row.missing} label="of them security updates" />,
  },
  { id: 'client', title: 'Client', width: '200px', room: 'middle', cell: (row) => <Name of={row.client} /> },
  { id: 'os', title: 'System', width: '180px', room: 'wide', cell: (row) => row.os },
  { id: 'seen', title: 'Seen', width: '120px', sorts: 'both', cell: (row) => <Age at={row.seen} /> },
];

/** A list with everything, a list that loads, an empty one, and one of five thousand rows. */
export function Lists(): ReactNode {
  const [sort, order] = useState<Sort | null>({ by: 'name', down: false });
  const [selected, select] = useState<ReadonlySet<string>>(new Set(['d3']));
  const [asked, ask] = useState<Readonly<Record<string, string>>>({ health: 'attention' });
  const [long, showLong] = useState(false);
  const empty = (
    <Empty title="No device fits" action={<Button onClick={() => ask({})}>Clear the filters</Button>}>
      Nothing has “zrh” in its name and needs attention.
    </Empty>
  );
  return (
    <div className={style.stack}>
      <div>
        <FilterBar
          search={{ label: 'Name, address or owner', value: asked['q'] ?? '' }}
          filters={[
            {
              id: 'health',
              label: 'Health',
              value: asked['health'] ?? '',
              options: [
                { value: '', label: 'Any health' },
                { value: 'attention', label: 'Needs attention' },
                { value: 'failing', label: 'Failing' },
              ],
            },
          ]}
          onChange={(changed) => ask({ ...asked, ...changed })}
          summary="5 devices"
        />
        <DataTable
          label="Devices"
          columns={columns}
          rows={machines}
          rowKey={(row) => row.id}
          rowHref={(row) => paths.device(row.id)}
          sort={sort}
          onSort={order}
          selected={selected}
          onSelect={select}
          current="d2"
          arrived={{ count: 3, show: () => undefined }}
          empty={empty}
        />
      </div>
      <DataTable label="Devices, loading" columns={columns} rows={null} rowKey={(row) => row.id} empty={empty} />
      <DataTable label="No devices" columns={columns} rows={[]} rowKey={(row) => row.id} empty={empty} />
      <label className={style.row}>
        <input type="checkbox" checked={long} onChange={(event) => showLong(event.currentTarget.checked)} /> Show five thousand rows
      </label>
      {long && (
        <DataTable
          label="Five thousand devices"
          columns={columns}
          rows={many}
          rowKey={(row) => row.id}
          rowHref={(row) => paths.device(row.id)}
          empty={empty}
        />
      )}
    </div>
  );
}
