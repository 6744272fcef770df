import type { ReactNode } from 'react';
import { ContactCreateForm } from '../../forms/contact-create.tsx';
import { SiteForm } from '../../forms/site-form.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { useSaving } from '../../session/saving.ts';
import { Count } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { useNow } from '../../ui/now.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { timeOfDay } from '../../ui/time.ts';
import { toast } from '../../ui/toast.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Client } from './ClientPage.tsx';
import { DestinationsSection } from './DestinationsSection.tsx';

/** The client's places and the people who are told. */
export function PeopleTab({ client, blocked }: { client: Client; blocked: string | null }): ReactNode {
  const { part, change } = useListState();
  const now = useNow();
  const close = (): void => change({ do: '', site: '' });
  const editing = client.siteList.find((one) => one.id === part('site'));
  return (
    <>
      <Section
        title="Sites"
        count={client.siteList.length}
        note="A place with a clock: windows open by it."
        actions={
          <ReasonButton reason={blocked} onClick={() => change({ do: 'site' })}>
            Add a site
          </ReasonButton>
        }
      >
        <DataTable
          label="Sites"
          rows={client.siteList}
          rowKey={(row) => row.id}
          rowHref={(row) => paths.client(client.id, { tab: 'people', site: row.id })}
          current={editing?.id ?? ''}
          columns={[
            { id: 'name', title: 'Site', cell: (row) => <Name of={row.name} strong /> },
            { id: 'zone', title: 'Time zone', width: '220px', cell: (row) => row.zone },
            { id: 'clock', title: 'Its clock now', width: '140px', cell: (row) => timeOfDay(new Date(now).toISOString(), row.zone) },
            {
              id: 'devices',
              title: 'Devices',
              width: '110px',
              align: 'end',
              cell: (row) => (
                <Count value={row.devices} href={paths.client(client.id, { tab: 'devices', site: row.id })} label={['device', 'devices']} />
              ),
            },
          ]}
          empty={<Empty title="No sites">Every client has at least one.</Empty>}
        />
      </Section>
      <Section
        title="Contacts"
        count={client.contacts.length}
        note="They get the notices: what is planned, started, finished, failed."
        actions={
          <ReasonButton reason={blocked} onClick={() => change({ do: 'contact' })}>
            Add a contact
          </ReasonButton>
        }
      >
        <DataTable
          label="Contacts"
          rows={client.contacts}
          rowKey={(row) => row.id}
          columns={[
            { id: 'name', title: 'Name', cell: (row) => <Name of={row.name} strong /> },
            { id: 'mail', title: 'Mail address', width: '30%', cell: (row) => <a href={`mailto:${row.mail}`}>{row.mail}</a> },
            { id: 'language', title: 'Language', width: '100px', cell: (row) => row.language },
            {
              id: 'sites',
              title: 'Told about',
              width: '22%',
              wraps: true,
              cell: (row) =>
                row.siteIds.length === 0
                  ? 'all sites'
                  : row.siteIds.map((id) => client.siteList.find((site) => site.id === id)?.name ?? 'a site that is gone').join(', '),
            },
            {
              id: 'remove',
              title: 'Action',
              width: '110px',
              bare: true,
              cell: (row) => <RemoveContact id={row.id} name={row.name} blocked={blocked} />,
            },
          ]}
          empty={
            <Empty title="Nobody is told yet">
              Without a contact nobody at the client learns of planned changes. Add at least one person.
            </Empty>
          }
        />
      </Section>
      <DestinationsSection clientId={client.id} blocked={blocked} />
      {blocked === null && part('do') === 'site' && (
        <DetailDrawer title="Add a site" onClose={close}>
          <SiteForm clientId={client.id} site={null} onDone={close} />
        </DetailDrawer>
      )}
      {blocked === null && editing !== undefined && (
        <DetailDrawer title="Change this site" onClose={close}>
          <SiteForm clientId={client.id} site={editing} onDone={close} />
        </DetailDrawer>
      )}
      {blocked === null && part('do') === 'contact' && (
        <DetailDrawer title="Add a contact" onClose={close}>
          <ContactCreateForm client={client} onDone={close} />
        </DetailDrawer>
      )}
    </>
  );
}

function RemoveContact({ id, name, blocked }: { id: string; name: string; blocked: string | null }): ReactNode {
  const removing = useSaving('deleteContact', () => toast('good', 'Removed', `${name} gets no more notices.`));
  return (
    <ReasonButton
      reason={blocked}
      variant="subtle"
      loading={removing.isPending}
      onClick={() => removing.mutate({ params: { id } }, { onError: (error) => toast('failing', 'Not removed', error.message) })}
    >
      Remove
    </ReasonButton>
  );
}
