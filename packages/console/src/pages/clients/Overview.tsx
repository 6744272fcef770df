import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { DeviceOpenings } from '../../parts/DeviceOpenings.tsx';
import { PutOff } from '../../parts/PutOff.tsx';
import { TodayQueue } from '../../parts/TodayQueue.tsx';
import { paths } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Count } from '../../ui/Count.tsx';
import { type Fact, KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Client } from './ClientPage.tsx';

/** What needs a person at this client, how it stands in numbers, and when its machines may be touched next. */
export function Overview({ client }: { client: Client }): ReactNode {
  const standing = useQuery(reading('listPolicyStandings', { query: { clientId: client.id } }));
  const today = useQuery(reading('today', { query: { clientId: client.id } }));
  return (
    <>
      <Section title="Needs a person" count={today.data?.items.length ?? client.needsPerson}>
        <Loaded query={today} lines={3}>
          {({ items }) =>
            items.length === 0 ? (
              <p>
                {client.devices === 0
                  ? 'No device reports here yet, so what needs a person is not known.'
                  : 'Nothing waits for a person here.'}
              </p>
            ) : (
              <TodayQueue items={items} showClient={false} />
            )
          }
        </Loaded>
      </Section>
      <Section title="How it stands">
        <KeyValue columns={2} facts={[...numbers(client), policies(client.id, standing.data?.items[0])]} />
      </Section>
      {client.devices > 0 && <PutOff clientId={client.id} />}
      <DeviceOpenings clientId={client.id} />
    </>
  );
}

const stateWords = { good: 'good', attention: 'worth a look', failing: 'can not work' } as const;

/** How its policies stand by the daily look, with the way to what was found. */
function policies(clientId: string, standing: CallOutput<'listPolicyStandings'>['items'][number] | undefined): Fact {
  return {
    name: 'Its policies',
    value:
      standing === undefined ? (
        <StatusMark status="unknown" word="not known" />
      ) : (
        <a href={paths.policies({ tab: 'found', client: clientId })}>
          <StatusMark status={standing.state} word={stateWords[standing.state]} />
        </a>
      ),
    note: standing === undefined ? undefined : <Name of={standing.sentence} wraps />,
  };
}

function numbers(client: Client): Fact[] {
  const query = { client: client.id };
  return [
    {
      name: 'Devices',
      value: <Count value={client.devices} href={paths.devices(query)} label={['device', 'devices']} show />,
    },
    {
      name: 'Silent',
      value: (
        <Count
          value={client.silentDevices}
          of={client.devices}
          href={paths.devices({ ...query, health: 'unknown' })}
          label={['does not report', 'do not report']}
          show
        />
      ),
    },
    {
      name: 'Security',
      value: (
        <Count
          value={client.devicesMissingSecurity}
          of={client.devices}
          href={paths.devices({ ...query, sort: '-missing' })}
          label={['misses a security update', 'miss a security update']}
          show
        />
      ),
    },
    {
      name: 'Urgent',
      value: <Count value={client.urgentUpdates} href={paths.updates(query)} label={['update is urgent', 'updates are urgent']} show />,
    },
    { name: 'Deployments', value: <Count value={client.activeDeployments} href={paths.deployments(query)} label="open" show /> },
    {
      name: 'Policy',
      value:
        client.policyId === null || client.policyName === null ? (
          'none yet'
        ) : (
          <a href={paths.policy(client.policyId)}>
            <Name of={client.policyName} />
          </a>
        ),
    },
  ];
}
