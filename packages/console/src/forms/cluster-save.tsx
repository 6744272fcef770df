import { Button, MultiSelect, NumberInput, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';
import style from './form.module.css';

type Cluster = CallOutput<'getCapacity'>['clusters'][number];

/** A new cluster, or another name, number or members for one. */
export function ClusterForm({ clientId, cluster, onDone }: { clientId: string; cluster: Cluster | null; onDone: () => void }): ReactNode {
  const [name, setName] = useState(cluster?.name ?? '');
  const [most, setMost] = useState<number | string>(cluster?.most ?? 1);
  const [deviceIds, setDevices] = useState(cluster?.members.map(({ id }) => id) ?? []);
  const devices = useQuery(reading('listDevices', { query: { clientId, limit: 500 } })).data?.items ?? [];
  const done = (): void => {
    toast('good', 'Saved');
    onDone();
  };
  const adding = useSaving('createCluster', done);
  const changing = useSaving('saveCluster', done);
  const error = adding.error ?? changing.error;
  const known = new Map([...(cluster?.members ?? []), ...devices].map((one) => [one.id, plainName(one.name)]));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body = { name: name.trim(), most: Number(most), deviceIds };
    if (cluster === null) adding.mutate({ params: { id: clientId }, body });
    else changing.mutate({ params: { id: cluster.id }, body: { ...body, basedOn: cluster.version } });
  };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {error !== null && <Problem error={error} />}
      <TextInput
        label="Name"
        description="For example Databases, or Domain controllers."
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <MultiSelect
        label="Devices"
        description="Who hosts one of them counts as well: its restart takes it down."
        data={[...known].map(([value, label]) => ({ value, label }))}
        value={deviceIds}
        onChange={setDevices}
        searchable
        limit={50}
        hidePickedOptions
        nothingFoundMessage="No device has this in its name"
      />
      <NumberInput
        label="At once"
        description="So many of them may be changing, restarting or unwell at once, over all deployments."
        value={most}
        onChange={setMost}
        min={1}
        max={Math.max(1, deviceIds.length - 1)}
        allowDecimal={false}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={adding.isPending || changing.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

/** The devices stay; nothing keeps them apart any more. */
export function ClusterRemoveForm({ cluster, onDone }: { cluster: Cluster; onDone: () => void }): ReactNode {
  const removing = useSaving('removeCluster', () => {
    toast('good', 'Removed');
    onDone();
  });
  return (
    <BecauseForm
      verb="Remove"
      danger
      busy={removing.isPending}
      error={removing.error}
      onSubmit={(because) => removing.mutate({ params: { id: cluster.id }, body: { because } })}
    >
      <p>Its {cluster.members.length} devices stay. From then on all of them may change at once.</p>
    </BecauseForm>
  );
}

/** A person looked: it counts as unwell no more. */
export function SayWellForm({ deviceId, name, onDone }: { deviceId: string; name: string; onDone: () => void }): ReactNode {
  const saying = useSaving('sayWell', () => {
    toast('good', 'Saved', `${name} counts as well.`);
    onDone();
  });
  return (
    <BecauseForm
      verb="It is well"
      busy={saying.isPending}
      error={saying.error}
      onSubmit={(because) => saying.mutate({ params: { id: deviceId }, body: { because } })}
    >
      <p>A change of {name} ended badly, or nobody knows how. Say that it is well once you have looked: what waits for it goes on.</p>
    </BecauseForm>
  );
}
