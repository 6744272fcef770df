import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { channelWords, DestinationForm, kindWords } from '../../forms/destination-save.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { useSaving } from '../../session/saving.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Destination = CallOutput<'listNoticeDestinations'>['items'][number];

/** Shared places that the notices of the client are posted to, with how the last one went. */
export function DestinationsSection({ clientId, blocked }: { clientId: string; blocked: string | null }): ReactNode {
  const { part, change } = useListState();
  const query = useQuery(reading('listNoticeDestinations', { params: { id: clientId } }));
  const close = (): void => change({ do: '', destination: '' });
  const changing = query.data?.items.find((one) => one.id === part('destination'));
  return (
    <Section
      title="Posted to"
      count={query.data?.items.length ?? 0}
      note="Chats and systems that get the same notices. None of them counts as somebody who was told."
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'destination' })}>
          Add a destination
        </ReasonButton>
      }
    >
      <Loaded query={query} lines={3}>
        {({ items }) => (
          <DataTable
            label="Destinations of notices"
            rows={items}
            rowKey={(row) => row.id}
            rowHref={(row) => paths.client(clientId, { tab: 'people', destination: row.id })}
            current={changing?.id ?? ''}
            columns={columnsFor(blocked)}
            empty={
              <Empty title="Notices are posted nowhere">
                Add a Slack, Teams or ntfy channel, or a webhook of your own system, where people of the client or of yours read along.
              </Empty>
            }
          />
        )}
      </Loaded>
      {blocked === null && part('do') === 'destination' && (
        <DetailDrawer title="Add a destination" onClose={close}>
          <DestinationForm clientId={clientId} destination={null} onDone={close} />
        </DetailDrawer>
      )}
      {blocked === null && changing !== undefined && (
        <DetailDrawer title="Change this destination" onClose={close}>
          <DestinationForm key={`${changing.id} ${changing.version}`} clientId={clientId} destination={changing} onDone={close} />
        </DetailDrawer>
      )}
    </Section>
  );
}

function columnsFor(blocked: string | null): readonly Column<Destination>[] {
  return [
    { id: 'name', title: 'Name', wraps: true, cell: (row) => <Name of={row.name} strong wraps /> },
    { id: 'channel', title: 'Channel', width: '120px', cell: (row) => channelWords[row.channel] },
    { id: 'host', title: 'Where', width: '18%', wraps: true, cell: (row) => <Name of={`${row.host} …${row.hint}`} wraps /> },
    {
      id: 'kinds',
      title: 'What',
      width: '14%',
      wraps: true,
      room: 'wide',
      cell: (row) =>
        row.kinds.length === Object.keys(kindWords).length ? 'everything' : row.kinds.map((kind) => kindWords[kind]).join(', '),
    },
    { id: 'last', title: 'Last', width: '22%', wraps: true, cell: (row) => <Last destination={row} /> },
    { id: 'test', title: 'Action', width: '170px', bare: true, cell: (row) => <Actions destination={row} blocked={blocked} /> },
  ];
}

function Last({ destination: { on, lastDeliveredAt, lastTrouble } }: { destination: Destination }): ReactNode {
  if (!on) return <StatusMark status="waiting" word="off" quiet />;
  if (lastTrouble !== null) return <StatusMark status="failing" word={lastTrouble} />;
  if (lastDeliveredAt === null) return 'nothing was posted yet';
  return (
    <>
      taken over <Age at={lastDeliveredAt} />
    </>
  );
}

function Actions({ destination: { id, name }, blocked }: { destination: Destination; blocked: string | null }): ReactNode {
  const testing = useSaving('testNoticeDestination', ({ end, said }) =>
    toast(end === 'delivered' ? 'good' : 'failing', end === 'delivered' ? 'The test was taken over' : 'The test was not taken over', said),
  );
  const removing = useSaving('removeNoticeDestination', () => toast('good', 'Removed', `Nothing more is posted to ${name}.`));
  const failed = (error: Error): void => toast('failing', 'Not done', error.message);
  return (
    <>
      <ReasonButton
        reason={blocked}
        variant="subtle"
        loading={testing.isPending}
        onClick={() => testing.mutate({ params: { id } }, { onError: failed })}
      >
        Test<span className="visually-hidden"> {name}</span>
      </ReasonButton>
      <ReasonButton
        reason={blocked}
        variant="subtle"
        loading={removing.isPending}
        onClick={() => removing.mutate({ params: { id } }, { onError: failed })}
      >
        Remove<span className="visually-hidden"> {name}</span>
      </ReasonButton>
    </>
  );
}
