import type { ReactNode } from 'react';
import { healthWord } from '../../parts/marks.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { number } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { deviceColumns } from './columns.tsx';

const healths = ['good', 'attention', 'failing', 'unknown'] as const;

/** Every machine: how it is, what it misses, when it was last seen. Filtered, sorted and counted by the server. */
export function DevicesPage(): ReactNode {
  const client = useClientInView();
  const { part, sort, onSort, change } = useListState();
  const text = part('q');
  const health = oneOf(part('health'), healths);
  const order = oneOf(sort?.by ?? '', ['name', 'missing', 'seen']);
  const list = useRows('listDevices', {
    query: {
      ...(client === undefined ? {} : { clientId: client }),
      ...(text === '' ? {} : { text }),
      ...(health === undefined ? {} : { health }),
      ...(order === undefined ? {} : { sort: order }),
    },
  });
  const total = list.first?.total;
  const narrowed = text !== '' || health !== undefined;
  return (
    <>
      <PageHeader
        title="Devices"
        lead="What each machine is, has and misses."
        actions={client === undefined ? undefined : <a href={paths.client(client, { tab: 'enrol' })}>Enrol a device</a>}
      />
      <FilterBar
        search={{ label: 'Name or system', value: text }}
        filters={[
          {
            id: 'health',
            label: 'Health',
            value: health ?? '',
            options: [{ value: '', label: 'Any health' }, ...healths.map((value) => ({ value, label: healthWord[value] }))],
          },
        ]}
        onChange={change}
        summary={total === undefined ? undefined : `${number(total)} ${total === 1 ? 'device' : 'devices'}`}
      />
      <RowsTable
        label="Devices"
        columns={deviceColumns(client === undefined)}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.device(row.id)}
        sort={sort}
        onSort={onSort}
        empty={narrowed ? <NoneFits text={text} health={health} /> : <NoneYet client={client} />}
      />
    </>
  );
}

function NoneFits({ text, health }: { text: string; health: (typeof healths)[number] | undefined }): ReactNode {
  const parts = [
    text !== '' && `has “${text}” in its name or system`,
    health !== undefined && `has the health “${healthWord[health]}”`,
  ].filter((part) => part !== false);
  return <Empty title="No device fits">No device {parts.join(' and ')}.</Empty>;
}

function NoneYet({ client }: { client: string | undefined }): ReactNode {
  return (
    <Empty
      title="No devices yet"
      action={
        <a href={client === undefined ? paths.clients() : paths.client(client, { tab: 'enrol' })}>
          {client === undefined ? 'Choose a client' : 'Make an enrolment token'}
        </a>
      }
    >
      A device appears here when its agent has enrolled. Make an enrolment token on the client's page and run the line that it shows on the
      machine.
    </Empty>
  );
}
