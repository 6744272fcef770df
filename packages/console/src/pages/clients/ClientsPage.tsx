import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ClientCreateForm } from '../../forms/client-create.tsx';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { sorted } from '../../ui/table/column.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { ClientsMonth } from './ClientsMonth.tsx';
import { ClientsSteps } from './ClientsSteps.tsx';
import { clientColumns, clientOrders } from './columns.tsx';

/** Who is well and who is not: all clients, those that need a person first, by numbers and by the twelve steps. */
export function ClientsPage(): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  const { part, change } = useListState();
  const tab = oneOf(part('tab'), ['steps', 'months']) ?? 'list';
  const blocked = mayNot(me, 'client.write', 'add clients');
  const add = (
    <ReasonButton variant="filled" reason={blocked} onClick={() => change({ add: 'client' })}>
      Add a client
    </ReasonButton>
  );
  return (
    <>
      <PageHeader title="Clients" lead="Who is well and who is not." actions={add} />
      <Tabs
        label="Views of the clients"
        current={tab}
        tabs={[
          { id: 'list', label: 'What waits', href: paths.clients() },
          { id: 'steps', label: 'Twelve steps', href: paths.clients({ tab: 'steps' }) },
          { id: 'months', label: 'Deadlines by month', href: paths.clients({ tab: 'months' }) },
        ]}
      />
      {tab === 'list' && <ClientsList add={add} />}
      {tab === 'steps' && <ClientsSteps />}
      {tab === 'months' && <ClientsMonth />}
      {part('add') === 'client' && blocked === null && (
        <DetailDrawer title="Add a client" onClose={() => change({ add: '' })}>
          <ClientCreateForm
            onDone={(id) => void navigate({ href: paths.client(id, { tab: 'enrol' }) })}
            onLeave={() => change({ add: '' })}
          />
        </DetailDrawer>
      )}
    </>
  );
}

/** A provider has few enough clients to load all. */
function ClientsList({ add }: { add: ReactNode }): ReactNode {
  const { part, sort, onSort, change } = useListState();
  const list = useRows('listClients', { query: { limit: 500 } });
  const wanted = part('q').toLocaleLowerCase();
  const rows =
    list.rows === null
      ? null
      : sorted(
          wanted === '' ? list.rows : list.rows.filter((row) => row.name.toLocaleLowerCase().includes(wanted)),
          sort ?? { by: 'needs', down: true },
          clientOrders,
        );
  return (
    <>
      {list.rows !== null && list.rows.length > 0 && (
        <FilterBar
          search={{ label: 'Name', value: part('q') }}
          onChange={change}
          summary={`${rows?.length ?? 0} of ${list.rows.length} clients`}
        />
      )}
      <RowsTable
        label="Clients"
        columns={clientColumns}
        list={{ ...list, rows, key: `${list.key} ${wanted} ${part('sort')}` }}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.client(row.id)}
        sort={sort}
        onSort={onSort}
        empty={
          wanted === '' ? (
            <Empty title="No clients yet" action={add}>
              A client is a customer of yours: its devices, people and evidence are kept apart from everybody else's. Add the first one,
              then enrol its machines.
            </Empty>
          ) : (
            <Empty title="No client fits">Nothing here has “{part('q')}” in its name.</Empty>
          )
        }
      />
    </>
  );
}
