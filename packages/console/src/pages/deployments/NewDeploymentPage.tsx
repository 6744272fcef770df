import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { ProposeDeploymentForm } from '../../forms/deployment-propose.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** Proposing: `?client=` of one client, `?updates=1,2` or all that the policy selects, `?devices=` where not all, `?predecessor=` where it follows one. */
export function NewDeploymentPage(): ReactNode {
  const { part } = useListState();
  const me = useMe();
  const client = part('client');
  const blocked = mayNot(me, 'deployment.propose', 'propose deployments');
  return (
    <>
      <PageHeader
        title="Propose a deployment"
        lead="The devices simulate the change first; from their answers comes the spec that a person approves. Nothing changes before."
        trail={[{ key: 'deployments', label: 'Deployments', href: paths.deployments({ client }) }]}
      />
      {blocked !== null ? <Notice status="waiting" title={blocked} /> : client === '' ? <ChooseClient /> : <ForClient id={client} />}
    </>
  );
}

/** `1,2,,3` → three texts; an empty part is none. */
function listOf(text: string): readonly string[] {
  return [...new Set(text.split(',').filter((part) => part !== ''))];
}

function ForClient({ id }: { id: string }): ReactNode {
  const { part } = useListState();
  const navigate = useNavigate();
  const query = useQuery(reading('getClient', { params: { id } }));
  const updates = listOf(part('updates'));
  const devices = listOf(part('devices'));
  return (
    <Loaded query={query} lines={8}>
      {(client) =>
        client.policyId === null ? (
          <Empty title="This client has no policy yet" action={<a href={paths.newPolicy(client.id)}>Make its policy</a>}>
            A policy says through which rings and in which windows its devices may change. Without one nobody has said when.
          </Empty>
        ) : (
          <ProposeDeploymentForm
            client={client}
            updateIds={updates.length === 0 ? 'policy' : updates}
            deviceIds={devices.length === 0 ? null : devices}
            predecessorId={part('predecessor') === '' ? null : part('predecessor')}
            onDone={(deployment) => void navigate({ href: paths.deployment(deployment) })}
          />
        )
      }
    </Loaded>
  );
}

function ChooseClient(): ReactNode {
  const query = useQuery(reading('listClients', { query: { limit: 500 } }));
  return (
    <Loaded query={query} lines={6}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="There are no clients yet" action={<a href={paths.clients()}>Make one</a>}>
            A deployment changes devices of one client.
          </Empty>
        ) : (
          <Empty title="Of which client?">
            <p>A deployment changes devices of one client.</p>
            <ul>
              {items.map((client) => (
                <li key={client.id}>
                  <a href={paths.newDeployment({ client: client.id })}>
                    <Name of={client.name} />
                  </a>
                </li>
              ))}
            </ul>
          </Empty>
        )
      }
    </Loaded>
  );
}
