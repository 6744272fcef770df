import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { ClientRenameForm } from '../../forms/client-rename.tsx';
import { paths } from '../../paths.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { AgreementsTab } from './AgreementsTab.tsx';
import { AuditsTab } from './AuditsTab.tsx';
import { CapacityTab } from './CapacityTab.tsx';
import { ClientDevices } from './ClientDevices.tsx';
import { DiscoveredTab } from './DiscoveredTab.tsx';
import { EnrolTab } from './EnrolTab.tsx';
import { Overview } from './Overview.tsx';
import { MonthTab } from './MonthTab.tsx';
import { PeopleTab } from './PeopleTab.tsx';
import { ProgrammeTab } from './ProgrammeTab.tsx';
import { RollbackTab } from './RollbackTab.tsx';
import { StandInsTab } from './StandInsTab.tsx';
import { StepsTab } from './StepsTab.tsx';

export type Client = CallOutput<'getClient'>;

/** One client: how it stands in the twelve steps, what needs a person there, its devices, sites, contacts, next windows, and how a machine joins. */
export function ClientPage(): ReactNode {
  const { clientId } = useParams({ strict: false }) as { clientId: string }; // this page stands at /clients/$clientId
  const query = useQuery(reading('getClient', { params: { id: clientId } }));
  return (
    <Loaded query={query} lines={12}>
      {(client) => <ClientView client={client} />}
    </Loaded>
  );
}

function ClientView({ client }: { client: Client }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const tab =
    oneOf(part('tab'), [
      'steps',
      'overview',
      'devices',
      'discovered',
      'rollback',
      'stand-ins',
      'people',
      'capacity',
      'agreements',
      'programme',
      'audits',
      'month',
      'enrol',
    ]) ?? 'steps';
  const tabHref = (id: string): string => paths.client(client.id, { tab: id === 'steps' ? '' : id });
  const blocked = mayNot(me, 'client.write', 'change clients');
  const close = (): void => change({ do: '' });
  return (
    <>
      <PageHeader
        title={plainName(client.name)}
        heading={<Name of={client.name} wraps />}
        lead={`${client.sites} ${client.sites === 1 ? 'site' : 'sites'}, ${client.devices} ${client.devices === 1 ? 'device' : 'devices'}`}
        trail={[{ key: 'clients', label: 'Clients', href: paths.clients() }]}
        actions={
          <ReasonButton reason={blocked} onClick={() => change({ do: 'rename' })}>
            Rename
          </ReasonButton>
        }
      />
      <Tabs
        label="Views of this client"
        current={tab}
        tabs={[
          { id: 'steps', label: 'Twelve steps', href: tabHref('steps') },
          { id: 'overview', label: 'Overview', href: tabHref('overview'), count: client.needsPerson },
          { id: 'devices', label: 'Devices', href: tabHref('devices'), count: client.devices },
          { id: 'discovered', label: 'Without agent', href: tabHref('discovered') },
          { id: 'rollback', label: 'Rollback', href: tabHref('rollback') },
          { id: 'stand-ins', label: 'Stand-ins', href: tabHref('stand-ins') },
          { id: 'people', label: 'Sites and contacts', href: tabHref('people') },
          { id: 'capacity', label: 'Capacity', href: tabHref('capacity') },
          { id: 'agreements', label: 'Agreements', href: tabHref('agreements') },
          { id: 'programme', label: 'Programme', href: tabHref('programme') },
          { id: 'audits', label: 'Audits', href: tabHref('audits') },
          { id: 'month', label: 'Monthly report', href: tabHref('month') },
          { id: 'enrol', label: 'Enrol', href: tabHref('enrol') },
        ]}
      />
      {tab === 'steps' && <StepsTab client={client} />}
      {tab === 'overview' && <Overview client={client} />}
      {tab === 'devices' && <ClientDevices client={client} />}
      {tab === 'discovered' && <DiscoveredTab client={client} />}
      {tab === 'rollback' && <RollbackTab client={client} />}
      {tab === 'stand-ins' && <StandInsTab client={client} />}
      {tab === 'people' && <PeopleTab client={client} blocked={blocked} />}
      {tab === 'capacity' && <CapacityTab clientId={client.id} />}
      {tab === 'agreements' && <AgreementsTab client={client} />}
      {tab === 'programme' && <ProgrammeTab client={client} />}
      {tab === 'audits' && <AuditsTab client={client} />}
      {tab === 'month' && <MonthTab client={client} />}
      {tab === 'enrol' && <EnrolTab client={client} blocked={blocked} />}
      {part('do') === 'rename' && blocked === null && (
        <DetailDrawer title="Rename this client" onClose={close}>
          <ClientRenameForm client={client} onDone={close} />
        </DetailDrawer>
      )}
    </>
  );
}
