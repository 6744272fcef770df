import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { BecauseForm } from '../../forms/BecauseForm.tsx';
import { DeviceOpenings } from '../../parts/DeviceOpenings.tsx';
import { answerWords, GroupDevices } from '../../parts/group-devices.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useRows } from '../../session/rows.ts';
import { useSaving } from '../../session/saving.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Age } from '../../ui/Time.tsx';
import { toast } from '../../ui/toast.ts';

type Group = CallOutput<'getGroup'>;

/** One group: its rule in words, who is in it now, of whom it can not be said, and why. */
export function GroupPage(): ReactNode {
  const { groupId } = useParams({ strict: false }) as { groupId: string }; // this page stands at /policies/groups/$groupId
  const query = useQuery(reading('getGroup', { params: { id: groupId } }));
  return (
    <Loaded query={query} lines={12}>
      {(group) => <GroupView group={group} />}
    </Loaded>
  );
}

function GroupView({ group }: { group: Group }): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  const { part, change } = useListState();
  const answer = oneOf(part('answer'), ['yes', 'unknown', 'no']) ?? 'yes';
  const list = useRows('getGroupDevices', { params: { id: group.id }, query: { answer } });
  const blocked = mayNot(me, 'policy.write', 'change groups');
  const outside = group.devices - group.members - group.unknown;
  const href = (one: string): string => paths.group(group.id, { answer: one === 'yes' ? '' : one });
  const inView = useClientInView() ?? null;
  const of = group.clientId ?? inView;
  const place = { level: 'group', subject: group.id, ...(group.clientId === null ? {} : { client: group.clientId }) };
  return (
    <>
      <PageHeader
        title={plainName(group.name)}
        heading={<Name of={group.name} wraps />}
        lead={
          <>
            <Name of={group.words} wraps />. Rank {group.rank}; version {group.version}, saved <Age at={group.savedAt} /> by{' '}
            <Name of={group.savedBy} />.
          </>
        }
        trail={[
          { key: 'of', label: group.clientName === null ? 'The provider' : <Name of={group.clientName} />, href: paths.policies() },
          { key: 'groups', label: 'Groups', href: paths.policies({ tab: 'groups' }) },
        ]}
        actions={
          <>
            <a href={group.policy === null ? paths.editLevel(place) : paths.levelPolicy(group.policy.id)}>
              {group.policy === null ? 'Say something for it' : `Its policy: ${group.policy.name}`}
            </a>
            <ReasonButton reason={blocked} onClick={() => void navigate({ href: paths.editGroup(group.id) })}>
              Change
            </ReasonButton>
            <ReasonButton
              danger
              reason={blocked ?? (group.policy === null ? null : 'A policy is of this group. Remove that first.')}
              onClick={() => change({ do: 'remove' })}
            >
              Remove…
            </ReasonButton>
          </>
        }
      />
      <Tabs
        label="Devices of this group"
        current={answer}
        tabs={[
          { id: 'yes', label: answerWords.yes, href: href('yes'), count: group.members },
          { id: 'unknown', label: answerWords.unknown, href: href('unknown'), count: group.unknown },
          { id: 'no', label: answerWords.no, href: href('no'), count: outside },
        ]}
      />
      <GroupDevices devices={list.rows} loadMore={list.loadMore} />
      {of === null ? (
        <Section title="Next windows">
          <p>Openings go by the clocks of sites: choose a client above to see when its members may change.</p>
        </Section>
      ) : (
        <DeviceOpenings clientId={of} of={{ groupId: group.id }} />
      )}
      {part('do') === 'remove' && blocked === null && group.policy === null && (
        <DetailDrawer title="Remove this group" onClose={() => change({ do: '' })}>
          <RemoveGroup group={group} />
        </DetailDrawer>
      )}
    </>
  );
}

function RemoveGroup({ group }: { group: Group }): ReactNode {
  const navigate = useNavigate();
  const saving = useSaving('removeGroup', () => {
    toast('good', 'The group is removed', group.name);
    void navigate({ href: paths.policies({ tab: 'groups' }) });
  });
  return (
    <BecauseForm
      verb="Remove the group"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: group.id }, body: { because } })}
    >
      <p>No device changes by it: no policy is of this group.</p>
    </BecauseForm>
  );
}
