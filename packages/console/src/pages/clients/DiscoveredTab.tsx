import type { ReactNode } from 'react';
import { DiscoveredImportForm } from '../../forms/discovered-import.tsx';
import { RecordDiscoveredForm } from '../../forms/discovered-record.tsx';
import { discoveredKindWords } from '../../parts/discovered-words.ts';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Client } from './ClientPage.tsx';
import { DiscoveredDrawer } from './DiscoveredDrawer.tsx';

/** Machines of the client on which no agent runs. */
export function DiscoveredTab({ client }: { client: Client }): ReactNode {
  const { part, change } = useListState();
  const blocked = mayNot(useMe(), 'device.write', 'record machines');
  const text = part('q');
  const state = oneOf(part('state'), ['gap', 'settled']);
  const list = useRows('listDiscovered', {
    query: { clientId: client.id, ...(text === '' ? {} : { text }), ...(state === undefined ? {} : { state }) },
  });
  const close = (): void => change({ do: '', machine: '' });
  return (
    <Section
      title="Machines without agent"
      note="As people and files tell of them. What they miss is not known."
      actions={
        <>
          <ReasonButton reason={blocked} variant="subtle" onClick={() => change({ do: 'import' })}>
            From a file…
          </ReasonButton>
          <ReasonButton reason={blocked} onClick={() => change({ do: 'record' })}>
            Record a machine…
          </ReasonButton>
        </>
      }
    >
      <FilterBar
        search={{ label: 'Name, address or number', value: text }}
        filters={[
          {
            id: 'state',
            label: 'State',
            value: state ?? '',
            options: [
              { value: '', label: 'All' },
              { value: 'gap', label: 'Needs a person' },
              { value: 'settled', label: 'Settled' },
            ],
          },
        ]}
        onChange={change}
      />
      <RowsTable
        label="Machines without agent"
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.client(client.id, { tab: 'discovered', machine: row.id })}
        columns={[
          { id: 'name', title: 'Machine', cell: (row) => <Name of={row.name} strong /> },
          { id: 'kind', title: 'Kind', width: '12%', cell: (row) => discoveredKindWords[row.kind] },
          {
            id: 'address',
            title: 'Address',
            width: '14%',
            cell: (row) => (row.address === null ? 'Not known' : <Name of={row.address} />),
          },
          { id: 'system', title: 'System', width: '16%', cell: (row) => (row.system === null ? 'Not known' : <Name of={row.system} />) },
          { id: 'stands', title: 'How it stands', width: '38%', wraps: true, cell: (row) => <Name of={row.sentence} wraps /> },
        ]}
        empty={
          text !== '' || state !== undefined ? (
            <Empty title="No machine fits">None of this client's machines without agent fits the filters.</Empty>
          ) : (
            <Empty title="No machine without agent is known">
              Whether there are any is not known. Record routers, printers, cameras, storage and servers without agent, or bring a list of
              them.
            </Empty>
          )
        }
      />
      {blocked === null && part('do') === 'import' && (
        <DetailDrawer title="Machines from a file" onClose={close}>
          <DiscoveredImportForm clientId={client.id} onDone={close} />
        </DetailDrawer>
      )}
      {blocked === null && part('do') === 'record' && (
        <DetailDrawer title="Record a machine" onClose={close}>
          <RecordDiscoveredForm clientId={client.id} sites={client.siteList} before={null} onDone={close} />
        </DetailDrawer>
      )}
      {part('machine') !== '' && <DiscoveredDrawer id={part('machine')} sites={client.siteList} onClose={close} />}
    </Section>
  );
}
