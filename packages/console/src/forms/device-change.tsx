import { Button, MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { deviceTiers } from '@fettle/core/risk';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { oneOf } from '../session/list-state.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import style from './form.module.css';

const exposures = ['internet', 'internal', 'isolated'] as const;
const unknown = { value: '', label: 'not known' };
const measured = { value: '', label: 'as measured' };

/** What people know of a device and no agent can: what it is worth, who reaches it, whose it is, what it needs. */
export function DeviceChangeForm({ device, onDone }: { device: CallOutput<'getDevice'>; onDone: () => void }): ReactNode {
  const [tier, setTier] = useState<string>(device.tier ?? '');
  const [exposure, setExposure] = useState<string>(device.exposure ?? '');
  const [owner, setOwner] = useState(device.owner ?? '');
  const [service, setService] = useState(device.service ?? '');
  const [outage, setOutage] = useState(device.outage ?? '');
  const [siteId, setSite] = useState(device.siteId);
  const [needs, setNeeds] = useState(device.dependsOn.map((one) => one.id));
  const [hostId, setHost] = useState(device.host?.id ?? '');
  const client = useQuery(reading('getClient', { params: { id: device.clientId } })).data;
  const others = useQuery(reading('listDevices', { query: { clientId: device.clientId, limit: 500 } })).data?.items.filter(
    (one) => one.id !== device.id,
  );
  const saving = useSaving('updateDevice', () => {
    toast('good', 'Saved');
    onDone();
  });
  const known = new Map(
    [...device.dependsOn, ...(device.host === null ? [] : [device.host]), ...(others ?? [])].map((one) => [one.id, plainName(one.name)]),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate({
      params: { id: device.id },
      body: {
        tier: oneOf(tier, deviceTiers) ?? null,
        exposure: oneOf(exposure, exposures) ?? null,
        owner: owner.trim() === '' ? null : owner.trim(),
        service: service.trim() === '' ? null : service.trim(),
        outage: outage.trim() === '' ? null : outage.trim(),
        siteId,
        dependsOn: needs,
        hostId: hostId === '' ? null : hostId,
      },
    });
  };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Select
        label="Tier"
        description="How critical it is for the client. It moves deadlines and the order of rings."
        data={[unknown, ...deviceTiers]}
        value={tier}
        onChange={(value) => setTier(value ?? '')}
      />
      <Select
        label="Exposure"
        description={`Who can reach it. What is set here counts; without it, what the device measures: ${device.exposureMeasured.value ?? 'not known'}.`}
        data={[measured, ...exposures]}
        value={exposure}
        onChange={(value) => setExposure(value ?? '')}
      />
      <TextInput
        label="Owner"
        description="The person or team that answers for it."
        value={owner}
        maxLength={200}
        onChange={(event) => setOwner(event.currentTarget.value)}
      />
      <TextInput
        label="Business service"
        description="What it carries, by the client’s name for it."
        value={service}
        maxLength={200}
        onChange={(event) => setService(event.currentTarget.value)}
      />
      <Textarea
        label="What its outage means"
        description="In the client’s words. It stands in the risk statement of each update."
        autosize
        minRows={2}
        value={outage}
        maxLength={2000}
        onChange={(event) => setOutage(event.currentTarget.value)}
      />
      <Select
        label="Site"
        description="Its windows open by the clock of its site."
        data={
          client?.siteList.map((site) => ({ value: site.id, label: `${plainName(site.name)} (${site.zone})` })) ?? [
            { value: device.siteId, label: plainName(device.siteName) },
          ]
        }
        value={siteId}
        onChange={(value) => setSite(value ?? device.siteId)}
      />
      <MultiSelect
        label="Depends on"
        description="Devices that must work for this one to work. The two are never changed at once."
        data={[...known].map(([value, label]) => ({ value, label }))}
        value={needs}
        onChange={setNeeds}
        searchable
        limit={50}
        hidePickedOptions
        nothingFoundMessage="No device has this in its name"
      />
      <Select
        label="Runs on"
        description="The device that hosts it. The two are never changed at once, and the host comes after it."
        data={[{ value: '', label: 'not recorded' }, ...[...known].map(([value, label]) => ({ value, label }))]}
        value={hostId}
        onChange={(value) => setHost(value ?? '')}
        searchable
        limit={50}
        nothingFoundMessage="No device has this in its name"
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
