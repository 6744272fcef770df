import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useSaving } from '../../session/saving.ts';
import { Empty } from '../../ui/Empty.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../session/Problem.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';

type Look = CallOutput<'listProposalLooks'>['items'][number];

/** Whether Fettle proposes by itself here, what the last look did, and when the next is. */
export function ProposedByItself({ clientId }: { clientId: string }): ReactNode {
  const query = useQuery(reading('listProposalLooks', { query: { clientId } }));
  const me = useMe();
  const saving = useSaving('lookForProposals', ({ lanes }) => {
    const made = lanes.flatMap(({ deploymentIds }) => deploymentIds).length;
    toast(
      'good',
      'Looked',
      made === 0 ? 'It proposed nothing new.' : made === 1 ? 'It proposed one deployment.' : `It proposed ${made} deployments.`,
    );
  });
  const look = query.data?.items[0];
  const blocked =
    mayNot(me, 'deployment.propose', 'propose') ??
    (look?.byItself === false ? 'Its policy has a person propose: there is nothing to look for.' : null) ??
    (saving.isPending ? 'It looks just now.' : null);
  return (
    <Section
      title="Proposed by itself"
      note="On the days and at the time that the policy says: what lies within a standing approval runs, what lies outside waits for a person, once."
      actions={
        <ReasonButton reason={blocked} onClick={() => saving.mutate({ params: { id: clientId } })}>
          Look now
        </ReasonButton>
      }
    >
      {saving.error !== null && <Problem error={saving.error} />}
      <Loaded query={query} lines={3}>
        {({ items: [look] }) =>
          look === undefined ? <Empty title="This client is out of your reach">Choose another.</Empty> : <OneLook look={look} />
        }
      </Loaded>
    </Section>
  );
}

function OneLook({ look }: { look: Look }): ReactNode {
  if (!look.byItself)
    return (
      <Empty title="A person proposes here">
        {look.sentence} In the policy, under “Who proposes”, Fettle can be told to do it on days of its own.
      </Empty>
    );
  return (
    <>
      {look.trouble !== null && <Notice status="attention" title={look.trouble} />}
      <KeyValue
        facts={[
          { name: 'Policy', value: <Name of={look.sentence} wraps /> },
          { name: 'Looked at', value: look.lookedAt === null ? 'not yet' : <Time at={look.lookedAt} /> },
          { name: 'Looks next', value: look.nextAt === null ? 'never' : <Time at={look.nextAt} /> },
          ...look.lanes.map((lane) => ({
            name: lane.lane === null ? 'What it did' : `Lane “${lane.lane}”`,
            value: <What lane={lane} />,
          })),
        ]}
      />
    </>
  );
}

function What({ lane }: { lane: Look['lanes'][number] }): ReactNode {
  return (
    <>
      <Name of={lane.sentence} wraps />
      {lane.trouble !== null && <Name of={` ${lane.trouble}`} wraps />}
      {lane.deploymentIds.map((id, index) => (
        <span key={id}>
          {' '}
          <a href={paths.deployment(id)}>{lane.deploymentIds.length === 1 ? 'The deployment' : `Deployment ${index + 1}`}</a>
        </span>
      ))}
    </>
  );
}
