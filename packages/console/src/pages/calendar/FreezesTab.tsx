import type { CallOutput } from '@fettle/protocol/client';
import { freezeLabels } from '@fettle/core/calendar';
import type { ReactNode } from 'react';
import { DeclareFreezeForm } from '../../forms/freeze-declare.tsx';
import { ImportFreezesForm } from '../../forms/freeze-import.tsx';
import { EndFreezeForm } from '../../forms/freeze-end.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Status } from '../../ui/status.ts';
import { Age, Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';

type Freeze = CallOutput<'listFreezes'>['items'][number];

const marks: Readonly<Record<Freeze['standing'], Status>> = {
  planned: 'waiting',
  'in-force': 'attention',
  over: 'good',
  'ended-early': 'good',
};

/** Times in which nothing new starts, with past ones. */
export function FreezesTab(): ReactNode {
  const me = useMe();
  const client = useClientInView();
  const { part, change } = useListState();
  const state = oneOf(part('state'), ['past', 'all']) ?? 'open';
  const list = useRows('listFreezes', { query: { state, ...(client === undefined ? {} : { clientId: client }) } });
  const blocked = mayNot(me, 'freeze.write', 'declare or end freezes');
  const open = part('freeze');
  const shown = list.rows?.find((row) => row.id === open);
  return (
    <Section
      title="Freezes"
      note="Nothing new starts in one; what runs is finished. When it is over, work goes on by itself."
      actions={
        <>
          <ReasonButton reason={blocked} onClick={() => change({ do: 'freeze-import' })}>
            From a calendar file
          </ReasonButton>
          <ReasonButton reason={blocked} onClick={() => change({ do: 'freeze' })}>
            Declare a freeze
          </ReasonButton>
        </>
      }
    >
      <FilterBar
        filters={[
          {
            id: 'state',
            label: 'State',
            value: state === 'open' ? '' : state,
            options: [
              { value: '', label: 'In force and planned' },
              { value: 'past', label: 'Past' },
              { value: 'all', label: 'All' },
            ],
          },
        ]}
        onChange={change}
      />
      <RowsTable
        label="Freezes"
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.calendar({ client, tab: 'freezes', state: state === 'open' ? '' : state, freeze: row.id })}
        current={open}
        empty={
          <Empty title="Nothing is frozen">
            Declare a freeze where a client agreed to no changes for a while: a sale, the end of a year, a move. Deployments wait and say
            so.
          </Empty>
        }
      />
      {part('do') === 'freeze' && blocked === null && (
        <DetailDrawer title="Declare a freeze" onClose={() => change({ do: '' })}>
          <DeclareFreezeForm clientId={client} onDone={() => change({ do: '' })} />
        </DetailDrawer>
      )}
      {part('do') === 'freeze-import' && blocked === null && (
        <DetailDrawer title="Freezes from a calendar file" onClose={() => change({ do: '' })}>
          <ImportFreezesForm clientId={client} onDone={() => change({ do: '' })} />
        </DetailDrawer>
      )}
      {shown !== undefined && !(part('do') ?? '').startsWith('freeze') && (
        <DetailDrawer title={<Name of={shown.name} strong />} onClose={() => change({ freeze: '', do: '' })}>
          <FreezeDetail freeze={shown} />
          {shown.mayEnd && <EndFreezeForm freeze={shown} onDone={() => change({ freeze: '' })} />}
        </DetailDrawer>
      )}
    </Section>
  );
}

const columns: readonly Column<Freeze>[] = [
  { id: 'name', title: 'Freeze', width: '22%', cell: (row) => <Name of={row.name} strong /> },
  {
    id: 'state',
    title: 'State',
    width: '130px',
    cell: (row) => <StatusMark status={marks[row.standing]} word={freezeLabels[row.standing].label} />,
  },
  { id: 'client', title: 'Client', width: '18%', cell: (row) => <Name of={row.clientName ?? 'All clients'} /> },
  { id: 'of', title: 'Of', room: 'wide', cell: (row) => <Name of={row.of} /> },
  { id: 'from', title: 'From', width: '130px', room: 'middle', cell: (row) => <Age at={row.from} /> },
  { id: 'until', title: 'Until', width: '130px', cell: (row) => <Age at={row.ended?.at ?? row.until} /> },
  { id: 'urgent', title: 'Urgent updates', width: '130px', room: 'wide', cell: (row) => (row.exceptUrgent ? 'go on' : 'wait too') },
];

function FreezeDetail({ freeze }: { freeze: Freeze }): ReactNode {
  const { ended } = freeze;
  return (
    <KeyValue
      facts={[
        { name: 'State', value: `${freezeLabels[freeze.standing].label}. ${freezeLabels[freeze.standing].means}` },
        { name: 'Client', value: <Name of={freeze.clientName ?? 'All clients'} /> },
        { name: 'Of', value: <Name of={freeze.of} wraps /> },
        { name: 'From', value: <Time at={freeze.from} /> },
        { name: 'Until', value: <Time at={freeze.until} /> },
        {
          name: 'Urgent updates',
          value: freeze.exceptUrgent ? 'Go on: deployments of which every update was urgent when planned.' : 'Wait too.',
        },
        { name: 'Reason', value: <Name of={freeze.reason} wraps /> },
        { name: 'Declared by', value: <Name of={freeze.by} /> },
        ...(ended === null ? [] : [{ name: 'Ended by', value: <Name of={`${ended.by}: ${ended.because}`} wraps /> }]),
      ]}
    />
  );
}
