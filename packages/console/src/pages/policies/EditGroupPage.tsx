import { parseGroupRule } from '@fettle/core/policy';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { reading } from '../../api.ts';
import { type GroupDraft, GroupEditor } from '../../forms/group/GroupEditor.tsx';
import type { SiteChoice } from '../../forms/group/RuleFields.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useSaving } from '../../session/saving.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { toast } from '../../ui/toast.ts';

type Group = CallOutput<'getGroup'>;
const beginning: GroupDraft['rule'] = { all: [{ fact: 'tier', op: 'is', value: 'mission-critical' }] };

/** A new group: of the client in view, or without one of the provider, over all clients. */
export function NewGroupPage(): ReactNode {
  const clientId = useClientInView() ?? null;
  const groups = useQuery(reading('listGroups', { query: clientId === null ? {} : { clientId } }));
  return (
    <Loaded query={groups} lines={10}>
      {({ items }) => {
        const ranks = items.filter((one) => one.clientId === clientId).map(({ rank }) => rank);
        return (
          <Write clientId={clientId} group={null} start={{ name: '', rank: Math.min(1000, Math.max(0, ...ranks) + 10), rule: beginning }} />
        );
      }}
    </Loaded>
  );
}

/** Another rule, name or rank of a group that is there. */
export function EditGroupPage(): ReactNode {
  const { groupId } = useParams({ strict: false }) as { groupId: string }; // this page stands at /policies/groups/$groupId/edit
  const query = useQuery(reading('getGroup', { params: { id: groupId } }));
  return (
    <Loaded query={query} lines={10}>
      {(group) => {
        const read = parseGroupRule(group.rule);
        return (
          <Write
            clientId={group.clientId}
            group={group}
            start={{ name: group.name, rank: group.rank, rule: read.ok ? read.rule : beginning }}
          />
        );
      }}
    </Loaded>
  );
}

function Write({ clientId, group, start }: { clientId: string | null; group: Group | null; start: GroupDraft }): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  // The version that one began with: somebody else's save in between is refused, never overwritten unseen.
  const [basedOn] = useState(group?.version ?? 0);
  const sites = useSites(clientId);
  const done = (saved: Group): void => {
    toast('good', group === null ? 'The group is made' : `Saved as version ${saved.version}`, saved.words);
    void navigate({ href: paths.group(saved.id) });
  };
  const making = useSaving('createGroup', done);
  const saving = useSaving('saveGroup', done);
  const save = (draft: GroupDraft): void =>
    group === null
      ? making.mutate({ body: { clientId, ...draft } })
      : saving.mutate({ params: { id: group.id }, body: { ...draft, basedOn } });
  return (
    <>
      <PageHeader
        title={group === null ? 'Make a group' : `Change ${group.name}`}
        lead={
          clientId === null
            ? 'Over all clients: the provider’s. Choose a client above for a group of one client.'
            : 'Of one client. Who is in it follows from the facts, always as they are now.'
        }
        trail={[{ key: 'groups', label: 'Groups', href: paths.policies({ tab: 'groups', client: clientId }) }]}
      />
      <GroupEditor
        clientId={clientId}
        sites={sites}
        start={start}
        error={making.error ?? saving.error}
        busy={making.isPending || saving.isPending}
        blocked={mayNot(me, 'policy.write', 'change groups')}
        verb={group === null ? 'Make the group' : 'Save a new version'}
        onSave={save}
      />
    </>
  );
}

/** The sites that a rule of this client may ask for; null over all clients. */
function useSites(clientId: string | null): readonly SiteChoice[] | null {
  const query = useQuery({ ...reading('getClient', { params: { id: clientId ?? '' } }), enabled: clientId !== null });
  return clientId === null ? null : (query.data?.siteList.map((site) => ({ value: site.id, label: site.name })) ?? []);
}
