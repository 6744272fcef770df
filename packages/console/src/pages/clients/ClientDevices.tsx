import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { oneOf } from '../../session/list-state.ts';
import { deviceColumns } from '../devices/columns.tsx';
import type { Client } from './ClientPage.tsx';

/** The client's machines, by site where it has several. */
export function ClientDevices({ client }: { client: Client }): ReactNode {
  const { part, sort, onSort, change } = useListState();
  const site = client.siteList.find((one) => one.id === part('site'));
  const text = part('q');
  const order = oneOf(sort?.by ?? '', ['name', 'missing', 'seen']);
  const list = useRows('listDevices', {
    query: {
      clientId: client.id,
      ...(site === undefined ? {} : { siteId: site.id }),
      ...(text === '' ? {} : { text }),
      ...(order === undefined ? {} : { sort: order }),
    },
  });
  return (
    <>
      <FilterBar
        search={{ label: 'Name or system', value: text }}
        filters={
          client.siteList.length < 2
            ? []
            : [
                {
                  id: 'site',
                  label: 'Site',
                  value: site?.id ?? '',
                  options: [{ value: '', label: 'Any site' }, ...client.siteList.map((one) => ({ value: one.id, label: one.name }))],
                },
              ]
        }
        onChange={change}
        summary={list.first === null ? undefined : `${list.first.total} ${list.first.total === 1 ? 'device' : 'devices'}`}
      />
      <RowsTable
        label="Devices"
        columns={deviceColumns(false)}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.device(row.id)}
        sort={sort}
        onSort={onSort}
        empty={
          text !== '' || site !== undefined ? (
            <Empty title="No device fits">None of this client's devices fits the filters.</Empty>
          ) : (
            <Empty title="No devices yet" action={<a href={paths.client(client.id, { tab: 'enrol' })}>Make an enrolment token</a>}>
              A device appears here when its agent has enrolled.
            </Empty>
          )
        }
      />
    </>
  );
}
