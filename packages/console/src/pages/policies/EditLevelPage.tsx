import { Select } from '@mantine/core';
import { policyLevels, type PolicyLevel } from '@fettle/core/policy';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { reading } from '../../api.ts';
import { LevelEditor } from '../../forms/policy/LevelEditor.tsx';
import form from '../../forms/form.module.css';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { useSaving } from '../../session/saving.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { toast } from '../../ui/toast.ts';
import { inAYear } from './ChangePolicy.tsx';
import { levelWords } from '../../parts/level-words.ts';

type Place = { readonly level: PolicyLevel; readonly clientId: string | null; readonly subjectId: string | null };
type Preview = CallOutput<'previewPolicyLevel'>;

/** Writes the policy of a level: a new one, or the next version of the one that is there. Of what is in the address. */
export function EditLevelPage(): ReactNode {
  const client = useClientInView() ?? null;
  const { part, change } = useListState();
  const level = oneOf(part('level'), policyLevels) ?? (client === null ? 'provider' : 'client');
  const subject = part('subject') === '' ? null : part('subject');
  const place: Place = {
    level,
    clientId: level === 'provider' ? null : client,
    subjectId: level === 'provider' || level === 'client' ? null : subject,
  };
  const whole = level === 'provider' || (level === 'client' ? client !== null : subject !== null && (client !== null || level === 'group'));
  return (
    <>
      <PageHeader
        title="Say what is otherwise"
        lead="Each setting that is not said here is as the levels above say. The narrowest level that says a setting counts."
        trail={[{ key: 'levels', label: 'All levels', href: paths.policies({ tab: 'levels', client }) }]}
      />
      <div className={form.pair}>
        <Select
          label="Level"
          data={policyLevels.map((one) => ({ value: one, label: one }))}
          value={level}
          onChange={(one) => change({ level: one ?? '', subject: '' })}
          allowDeselect={false}
        />
        <SubjectField place={place} onPick={(id) => change({ subject: id })} />
      </div>
      {whole ? (
        <Begin key={JSON.stringify(place)} place={place} />
      ) : (
        <p className={form.faint}>
          {client === null && level !== 'group' ? 'Choose a client first, at the top of the page.' : `Choose of which ${level} it is.`}
        </p>
      )}
    </>
  );
}

function SubjectField({ place, onPick }: { place: Place; onPick: (id: string) => void }): ReactNode {
  const { level, clientId, subjectId } = place;
  const client = useQuery({ ...reading('getClient', { params: { id: clientId ?? '' } }), enabled: level === 'site' && clientId !== null });
  const groups = useQuery({ ...reading('listGroups', { query: clientId === null ? {} : { clientId } }), enabled: level === 'group' });
  const devices = useQuery({
    ...reading('listDevices', { query: { limit: 500, ...(clientId === null ? {} : { clientId }) } }),
    enabled: level === 'device' && clientId !== null,
  });
  if (level === 'provider' || level === 'client') return null;
  const data = {
    site: client.data?.siteList.map((one) => ({ value: one.id, label: one.name })),
    group: groups.data?.items
      .filter((one) => one.clientId === clientId)
      .map((one) => ({ value: one.id, label: `${one.name} (rank ${one.rank})` })),
    device: devices.data?.items.map((one) => ({ value: one.id, label: one.name })),
  }[level];
  return (
    <Select
      label={{ site: 'Site', group: 'Group', device: 'Device' }[level]}
      data={data ?? []}
      value={subjectId}
      searchable
      onChange={(id) => onPick(id ?? '')}
      nothingFoundMessage="None."
    />
  );
}

/** Reads what is there and what holds above, then lets one write. */
function Begin({ place }: { place: Place }): ReactNode {
  const preview = useQuery(reading('previewPolicyLevel', { body: { ...place, body: null } }));
  return (
    <Loaded query={preview} lines={12}>
      {(above) =>
        above.current === null ? (
          <Write place={place} above={above} body={null} basedOn={0} />
        ) : (
          <Current place={place} above={above} id={above.current.id} />
        )
      }
    </Loaded>
  );
}

function Current({ place, above, id }: { place: Place; above: Preview; id: string }): ReactNode {
  const query = useQuery(reading('getPolicyLevel', { params: { id } }));
  return (
    <Loaded query={query} lines={12}>
      {(policy) => <Write place={place} above={above} body={policy.body} basedOn={policy.version} />}
    </Loaded>
  );
}

function Write({ place, above, body, basedOn: version }: { place: Place; above: Preview; body: unknown; basedOn: number }): ReactNode {
  const me = useMe();
  // The version that one began with: somebody else's save in between is refused, never overwritten unseen.
  const [basedOn] = useState(version);
  const navigate = useNavigate();
  const saving = useSaving('savePolicyLevel', (saved) => {
    toast('good', `Saved as version ${saved.version}`, `Of ${levelWords(saved)}. Deployments that are planned from now on follow it.`);
    void navigate({ href: paths.levelPolicy(saved.id) });
  });
  const about = { name: above.subject.slice(0, 100), owner: (me.person?.name ?? me.apiKey?.name ?? '').slice(0, 200), reviewAt: inAYear() };
  return (
    <LevelEditor
      place={place}
      start={body ?? about}
      error={saving.error}
      busy={saving.isPending}
      blocked={mayNot(me, 'policy.write', 'change policies')}
      onSave={(written) => saving.mutate({ body: { ...place, body: written, basedOn } })}
    />
  );
}
