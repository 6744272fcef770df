import { Button, MultiSelect, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { managerIds, managerTable } from '@fettle/core/inventory';
import type { CallInput } from '@fettle/protocol/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { plainName } from '../ui/name-text.ts';
import { Section } from '../ui/Section.tsx';
import { toast } from '../ui/toast.ts';
import { nameProblem } from './field-errors.ts';
import style from './form.module.css';

type Body = CallInput<'proposeCampaign'>['body'];
type Kind = Body['about']['kind'];
type Manager = Extract<Body['about'], { kind: 'package' }>['manager'];

const kinds: { value: Kind; label: string }[] = [
  { value: 'advisory', label: 'A vulnerability' },
  { value: 'package', label: 'A package' },
  { value: 'urgent', label: 'All that is urgent' },
];

/** What it brings, for whom, and whom that would reach just now. */
export function ProposeCampaignForm({ owner: me, onDone }: { owner: string; onDone: (id: string) => void }): ReactNode {
  const [kind, setKind] = useState<Kind>('advisory');
  const [ids, setIds] = useState('');
  const [name, setName] = useState('');
  const [fixed, setFixed] = useState('');
  const [manager, setManager] = useState<Manager>('apt');
  const [title, setTitle] = useState('');
  const [owner, setOwner] = useState(me);
  const [reason, setReason] = useState('');
  const [chosen, choose] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const clients = useQuery(reading('listClients', { query: { limit: 500 } })).data?.items ?? [];
  const about = aboutOf(kind, { ids, name, fixed, manager });
  const saving = useSaving('proposeCampaign', (campaign) => {
    toast('good', 'Proposed', 'Each client’s devices are asked to simulate the change.');
    onDone(campaign.id);
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (about === null || nameProblem(title) !== null || owner.trim() === '') return;
    const clientIds = chosen.length === 0 ? ('all' as const) : chosen;
    saving.mutate({ body: { title: title.trim(), reason: reason.trim(), owner: owner.trim(), about, clientIds, expiresInDays: 14 } });
  };
  return (
    <form className={style.form} style={{ maxWidth: 900 }} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <SegmentedControl aria-label="What it brings" data={kinds} value={kind} onChange={(value) => setKind(kindOf(value))} />
      {kind === 'advisory' && (
        <TextInput
          label="Vulnerabilities or advisories"
          description="CVE ids, or ids of advisories, separated by commas: what ends one of them is brought."
          value={ids}
          onChange={(event) => setIds(event.currentTarget.value)}
          error={tried && about === null ? 'Name one at least.' : null}
        />
      )}
      {kind === 'package' && (
        <div className={style.pair}>
          <TextInput
            label="Package"
            description="By its own or its source’s name."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Fixed version"
            description="This one, or a later one."
            value={fixed}
            onChange={(event) => setFixed(event.currentTarget.value)}
            error={tried && about === null ? 'Name the package and the version.' : null}
          />
          <Select
            label="Package manager"
            description="Versions are compared as it does."
            data={managerIds.map((id) => ({ value: id, label: managerTable[id].displayName }))}
            value={manager}
            onChange={(value) => setManager(managerIds.find((id) => id === value) ?? manager)}
          />
        </div>
      )}
      <MultiSelect
        label="Clients"
        description="None chosen: all in your reach."
        data={clients.map((client) => ({ value: client.id, label: plainName(client.name) }))}
        value={chosen}
        onChange={choose}
        searchable
        clearable
      />
      <TextInput
        label="Title"
        description="Stands in notices to the clients, the reports and the audit trail."
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.currentTarget.value)}
        error={tried ? nameProblem(title) : null}
      />
      <div className={style.pair}>
        <TextInput
          label="Owner"
          description="Who answers for it."
          value={owner}
          maxLength={200}
          onChange={(event) => setOwner(event.currentTarget.value)}
          error={tried && owner.trim() === '' ? 'Say who answers for it.' : null}
        />
      </div>
      <Textarea
        label="Reason"
        description="Why now; may stay empty."
        maxLength={4000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {about !== null && <Reach about={about} clientIds={chosen.length === 0 ? 'all' : chosen} />}
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Propose and simulate
        </Button>
      </div>
    </form>
  );
}

/** Whom it would reach, looked up while one writes. */
function Reach({ about, clientIds }: Pick<Body, 'about' | 'clientIds'>): ReactNode {
  const [settled] = useDebouncedValue({ about, clientIds }, 350);
  const query = useQuery({ ...reading('previewCampaign', { body: settled }), placeholderData: keepPreviousData, staleTime: 0 });
  if (query.error !== null) return <Problem error={query.error} />;
  if (query.data === undefined) return <p className={style.faint}>It is being looked at.</p>;
  const { clients, devices, items } = query.data;
  return (
    <Section title="Whom it would reach" note="Devices to which such an update is offered just now.">
      <p>
        {devices} {devices === 1 ? 'device' : 'devices'} of {clients} {clients === 1 ? 'client' : 'clients'}.
        {clients === 0 && ' For the others there would be nothing to do.'}
      </p>
      <ul>
        {items.slice(0, 20).map((item) => (
          <li key={item.clientId}>
            <Name of={item.clientName} />: {item.devices} {item.devices === 1 ? 'device' : 'devices'}
            {item.missionCritical > 0 && `, ${item.missionCritical} of them mission-critical`}
            {item.noPolicy && '; it has no policy, so nothing could be planned'}
          </li>
        ))}
      </ul>
      {items.length > 20 && <p className={style.faint}>And {items.length - 20} more.</p>}
    </Section>
  );
}

function kindOf(text: string): Kind {
  return kinds.find(({ value }) => value === text)?.value ?? 'advisory';
}

function aboutOf(
  kind: Kind,
  { ids, name, fixed, manager }: { readonly ids: string; readonly name: string; readonly fixed: string; readonly manager: Manager },
): Body['about'] | null {
  if (kind === 'urgent') return { kind };
  if (kind === 'package')
    return name.trim() === '' || fixed.trim() === '' ? null : { kind, manager, name: name.trim(), fixed: fixed.trim() };
  const list = [...new Set(ids.split(/[\s,;]+/u).filter((id) => id.length > 2))];
  return list.length === 0 ? null : { kind, ids: list };
}
