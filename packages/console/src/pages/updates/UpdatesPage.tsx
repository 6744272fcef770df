import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { number } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { updateColumns } from './columns.tsx';
import { ProposeUpdates } from './ProposeUpdates.tsx';
import { UpdateDrawer } from './UpdateDrawer.tsx';

/** What is offered, to how many devices, how urgent: one row an update, never one a device. The row that is open has its own address. */
export function UpdatesPage(): ReactNode {
  const { updateId } = useParams({ strict: false }) as { updateId?: string }; // this page stands at /updates and /updates/$updateId
  const navigate = useNavigate();
  const client = useClientInView();
  const { part, sort, onSort, change } = useListState();
  const text = part('q');
  const kind = oneOf(part('class'), ['security', 'normal']);
  const urgency = oneOf(part('urgency'), ['urgent', 'normal']);
  const order = oneOf(sort?.by ?? '', ['urgency', 'devices', 'name']);
  const list = useRows('listUpdates', {
    query: {
      ...(client === undefined ? {} : { clientId: client }),
      ...(text === '' ? {} : { text }),
      ...(kind === undefined ? {} : { class: kind }),
      ...(urgency === undefined ? {} : { urgency }),
      ...(order === undefined ? {} : { sort: order }),
    },
  });
  const query = { client, q: text, class: kind, urgency, sort: part('sort') };
  const total = list.first?.total;
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <PageHeader
        title="Updates"
        lead="What the devices' own package managers offer, to how many, and how urgent it is."
        actions={<ProposeUpdates client={client} selected={selected} />}
      />
      <FilterBar
        search={{ label: 'Package or source', value: text }}
        filters={[
          {
            id: 'urgency',
            label: 'Urgency',
            value: urgency ?? '',
            options: [
              { value: '', label: 'Any urgency' },
              { value: 'urgent', label: 'Urgent' },
              { value: 'normal', label: 'Normal' },
            ],
          },
          {
            id: 'class',
            label: 'Class',
            value: kind ?? '',
            options: [
              { value: '', label: 'Any class' },
              { value: 'security', label: 'Security' },
              { value: 'normal', label: 'Normal' },
            ],
          },
        ]}
        onChange={change}
        summary={total === undefined ? undefined : `${number(total)} ${total === 1 ? 'update' : 'updates'}`}
      />
      <RowsTable
        label="Updates"
        columns={updateColumns(client)}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.update(row.id, query)}
        sort={sort}
        onSort={onSort}
        selected={selected}
        onSelect={select}
        current={updateId ?? ''}
        empty={
          text !== '' || kind !== undefined || urgency !== undefined ? (
            <Empty title="No update fits">Nothing that is offered fits the filters.</Empty>
          ) : (
            <Empty title="Nothing is offered" action={<a href={paths.devices({ client })}>Look at the devices</a>}>
              No device that could be asked misses anything. A device that could not be asked is not counted here; its page says so.
            </Empty>
          )
        }
      />
      {updateId !== undefined && (
        <UpdateDrawer id={updateId} client={client} onClose={() => void navigate({ href: paths.updates(query), resetScroll: false })} />
      )}
    </>
  );
}
