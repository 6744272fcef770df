import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { discoveredKinds } from '@fettle/core/discovered';
import { deviceTiers } from '@fettle/core/risk';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { discoveredKindWords } from '../parts/discovered-words.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Props = {
  readonly clientId: string;
  readonly sites: readonly { readonly id: string; readonly name: string }[];
  /** Null: it is recorded anew. */
  readonly before: CallOutput<'getDiscovered'> | null;
  readonly onDone: () => void;
};

/** What is known of a machine without an agent. What is left empty is not known. */
export function RecordDiscoveredForm({ clientId, sites, before, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: {
      name: before?.name ?? '',
      kind: before?.kind ?? 'other',
      siteId: before?.siteId ?? null,
      owner: before?.owner ?? '',
      tier: before?.tier ?? null,
      address: before?.address ?? '',
      serial: before?.serial ?? '',
      mac: before?.mac ?? '',
      system: before?.system ?? '',
      lastSeen: before?.lastSeen ?? '',
    },
    validate: { name: (text: string) => (text.trim() === '' ? 'Say what people call it.' : null) },
  });
  const done = ({ name }: { readonly name: string }): void => {
    toast('good', 'Recorded', plainName(name));
    onDone();
  };
  const recording = useSaving('recordDiscovered', done);
  const changing = useSaving('changeDiscovered', done);
  const onError = (error: Error): void => form.setErrors(fieldErrors(error));
  const submit = form.onSubmit(({ kind, siteId, tier, ...texts }) => {
    const text = (key: keyof typeof texts): string | null => (texts[key].trim() === '' ? null : texts[key].trim());
    const body = {
      name: texts.name.trim(),
      kind,
      siteId,
      tier,
      owner: text('owner'),
      address: text('address'),
      serial: text('serial'),
      mac: text('mac'),
      system: text('system'),
      lastSeen: text('lastSeen'),
    };
    if (before === null) recording.mutate({ params: { id: clientId }, body }, { onError });
    else changing.mutate({ params: { id: before.id }, body: { ...body, source: before.source, basedOn: before.version } }, { onError });
  });
  const error = recording.error ?? changing.error;
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {error !== null && <Problem error={error} />}
      <TextInput label="Name" maxLength={200} {...form.getInputProps('name')} />
      <Select
        label="Kind"
        allowDeselect={false}
        data={discoveredKinds.map((value) => ({ value, label: discoveredKindWords[value] }))}
        {...form.getInputProps('kind')}
      />
      <Select
        label="Site"
        clearable
        placeholder="Not known"
        data={sites.map(({ id, name }) => ({ value: id, label: plainName(name) }))}
        {...form.getInputProps('siteId')}
      />
      <TextInput label="Owner" maxLength={200} {...form.getInputProps('owner')} />
      <Select label="Tier" clearable placeholder="Not said" data={[...deviceTiers]} {...form.getInputProps('tier')} />
      <TextInput label="Address" description="In the network." maxLength={200} {...form.getInputProps('address')} />
      <TextInput label="Serial number" maxLength={200} {...form.getInputProps('serial')} />
      <TextInput label="MAC address" description="Such as 00:1b:63:84:45:e6." maxLength={200} {...form.getInputProps('mac')} />
      <TextInput label="System or firmware" description="As far as it is known." maxLength={200} {...form.getInputProps('system')} />
      <TextInput type="date" label="Last seen" {...form.getInputProps('lastSeen')} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={recording.isPending || changing.isPending}>
          {before === null ? 'Record it' : 'Change it'}
        </Button>
      </div>
    </form>
  );
}
