import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { CreateCalendarAddressForm } from '../../forms/calendar-address-create.tsx';
import { useClientInView } from '../../session/client-in-view.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { useSaving } from '../../session/saving.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Feed = CallOutput<'listCalendarFeeds'>['items'][number];

/** Secret addresses from which one's own calendar program reads windows, freezes and deployments. */
export function AddressesTab(): ReactNode {
  const client = useClientInView();
  const { part, change } = useListState();
  const query = useQuery(reading('listCalendarFeeds', {}));
  return (
    <Section
      title="In your own calendar"
      count={query.data?.items.length ?? null}
      note="An address for a calendar program: windows, freezes and deployments of the next 90 days. Whoever has it sees what you may see, so treat it as a password."
      actions={
        <ReasonButton reason={null} onClick={() => change({ do: 'address' })}>
          Make an address
        </ReasonButton>
      }
    >
      <Loaded query={query} lines={3}>
        {({ items }) => (
          <DataTable
            label="Calendar addresses"
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              { id: 'name', title: 'Name', width: '28%', cell: (row) => <Name of={row.name} strong /> },
              {
                id: 'client',
                title: 'Shows',
                cell: (row) => (
                  <Name of={row.clientId === null ? 'all clients that you may see' : (row.clientName ?? 'a client out of your reach')} />
                ),
              },
              { id: 'made', title: 'Made', width: '130px', room: 'middle', cell: (row) => <Age at={row.madeAt} /> },
              { id: 'read', title: 'Last read', width: '130px', cell: (row) => <Age at={row.lastReadAt} /> },
              { id: 'revoke', title: 'Action', width: '120px', bare: true, cell: (row) => <Revoke feed={row} /> },
            ]}
            empty={<Empty title="No addresses">Make one and add it to your calendar program as a calendar from the internet.</Empty>}
          />
        )}
      </Loaded>
      {part('do') === 'address' && (
        <DetailDrawer title="Make an address" onClose={() => change({ do: '' })}>
          <CreateCalendarAddressForm clientId={client} onDone={() => change({ do: '' })} />
        </DetailDrawer>
      )}
    </Section>
  );
}

function Revoke({ feed }: { feed: Feed }): ReactNode {
  const revoking = useSaving('revokeCalendarFeed', () => toast('good', 'Revoked', 'The address leads nowhere now.'));
  return (
    <ReasonButton
      reason={feed.revokedAt === null ? null : 'It was revoked.'}
      variant="subtle"
      loading={revoking.isPending}
      aria-label={`Revoke ${feed.name}`}
      onClick={() => revoking.mutate({ params: { id: feed.id } }, { onError: (error) => toast('failing', 'Not revoked', error.message) })}
    >
      {feed.revokedAt === null ? 'Revoke' : 'Revoked'}
    </ReasonButton>
  );
}
