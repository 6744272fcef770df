import { startingPolicy } from '@fettle/core/policy';
import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { reading } from '../../api.ts';
import { PolicyEditor } from '../../forms/policy/PolicyEditor.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useSaving } from '../../session/saving.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { toast } from '../../ui/toast.ts';
import { inAYear } from './ChangePolicy.tsx';

/** The policy of a client that has none: begins with a careful one. */
export function NewPolicyPage(): ReactNode {
  const client = useClientInView();
  if (client === undefined) {
    return (
      <>
        <PageHeader title="Make a policy" />
        <Empty title="Of which client?" action={<a href={paths.clients()}>Choose a client</a>}>
          A policy belongs to one client.
        </Empty>
      </>
    );
  }
  return <ForClient id={client} />;
}

function ForClient({ id }: { id: string }): ReactNode {
  const query = useQuery(reading('getClient', { params: { id } }));
  return (
    <Loaded query={query} lines={12}>
      {(client) => <Write client={client} />}
    </Loaded>
  );
}

function Write({ client }: { client: CallOutput<'getClient'> }): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  const [start] = useState(() =>
    startingPolicy({
      name: client.name.slice(0, 100),
      owner: (me.person?.name ?? me.apiKey?.name ?? '').slice(0, 200),
      reviewAt: inAYear(),
    }),
  );
  const saving = useSaving('createPolicy', (made) => {
    toast('good', 'The policy is made', 'Deployments of this client follow it.');
    void navigate({ href: paths.policy(made.id) });
  });
  return (
    <>
      <PageHeader
        title="Make the policy"
        lead="It begins careful: a tenth of the devices first, a day of soak, Sundays at two. Change what does not fit."
        trail={[
          { key: 'client', label: <Name of={client.name} />, href: paths.client(client.id) },
          { key: 'policies', label: 'Policies', href: paths.policies({ client: client.id }) },
        ]}
      />
      {client.policyId !== null ? (
        <Empty title="This client has its policy already" action={<a href={paths.policy(client.policyId)}>Open it</a>}>
          A client has one policy; change it there.
        </Empty>
      ) : (
        <PolicyEditor
          clientId={client.id}
          start={start}
          error={saving.error}
          busy={saving.isPending}
          blocked={mayNot(me, 'policy.write', 'make policies')}
          verb="Make the policy"
          onSave={(policy) => saving.mutate({ params: { id: client.id }, body: { body: policy } })}
        />
      )}
    </>
  );
}
