import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { secretInText } from '@fettle/core/stand-ins';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type StandIn = CallOutput<'recordStandIn'>;
type Props = {
  clientId: string;
  device: { readonly id: string; readonly name: string };
  before: StandIn | null;
  onDone: () => void;
};

/** Names what changes of a device are tried on first. What was said before is there to be said again. */
export function RecordStandInForm({ clientId, device, before, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: {
      kind: before?.standIn.kind ?? 'device',
      deviceId: before?.standIn.deviceId ?? '',
      name: before?.standIn.kind === 'outside' ? before.standIn.name : '',
      place: before?.place ?? '',
      differs: before?.differs ?? '',
      credentialsAt: before?.credentialsAt ?? '',
      note: before?.note ?? '',
      reviewAt: '',
    },
    validate: {
      deviceId: (id: string, { kind }) => (kind === 'device' && id === '' ? 'Choose the device.' : null),
      name: (text: string, { kind }) => (kind === 'outside' && text.trim() === '' ? 'Say by which name people know it.' : null),
      place: (text: string, { kind }) =>
        secretInText(text) ?? (kind === 'outside' && text.trim() === '' ? 'Say where it is: nobody could find it.' : null),
      differs: (text: string) => secretInText(text) ?? (text.trim().length < 3 ? 'Say what differs; “nothing” is an answer too.' : null),
      credentialsAt: (text: string) => secretInText(text) ?? (text.trim().length < 3 ? 'Say where they are kept.' : null),
      note: (text: string) => secretInText(text),
      reviewAt: (day: string) => (day === '' ? 'Say by when it is looked at again.' : null),
    },
  });
  const { values } = form;
  const all =
    useQuery({ ...reading('listDevices', { query: { clientId, limit: 500 } }), enabled: values.kind === 'device' }).data?.items ?? [];
  const saving = useSaving('recordStandIn', ({ standIn }) => {
    toast('good', 'Recorded', `${standIn.name} stands for ${device.name}.`);
    onDone();
  });
  const submit = form.onSubmit(({ kind, deviceId, name, place, differs, credentialsAt, note, reviewAt }) =>
    saving.mutate(
      {
        body: {
          clientId,
          deviceId: device.id,
          standIn: kind === 'device' ? { kind, deviceId } : { kind, name: name.trim() },
          place: place.trim() === '' ? null : place.trim(),
          differs: differs.trim(),
          credentialsAt: credentialsAt.trim(),
          note: note.trim() === '' ? null : note.trim(),
          reviewAt,
        },
      },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Select
        label="The stand-in is"
        data={[
          { value: 'device', label: 'Another device of this client' },
          { value: 'outside', label: 'Something outside of Fettle' },
        ]}
        allowDeselect={false}
        value={values.kind}
        onChange={(kind) => form.setFieldValue('kind', kind === 'outside' ? kind : 'device')}
      />
      {values.kind === 'device' ? (
        <Select
          label="Device"
          description="Changes are tried on it first. A mission-critical one is no place for that."
          searchable
          data={all
            .filter(({ id, tier, status }) => id !== device.id && tier !== 'mission-critical' && status !== 'retired')
            .map((one) => ({ value: one.id, label: plainName(one.name) }))}
          {...form.getInputProps('deviceId')}
        />
      ) : (
        <TextInput label="Its name" maxLength={200} {...form.getInputProps('name')} />
      )}
      <TextInput label="Where it is" maxLength={200} {...form.getInputProps('place')} />
      <Textarea
        label="What differs"
        description="From the device: less data, other cards, no network. What both tell of their systems is compared by itself."
        autosize
        minRows={2}
        maxLength={4000}
        {...form.getInputProps('differs')}
      />
      <Textarea
        label="Where its credentials are kept"
        description="The entry of a vault, or who has them. Never what they are."
        autosize
        minRows={1}
        maxLength={4000}
        {...form.getInputProps('credentialsAt')}
      />
      <Textarea label="Note" autosize minRows={1} maxLength={4000} {...form.getInputProps('note')} />
      <TextInput type="date" label="Look again by" description="Within a year: systems grow apart." {...form.getInputProps('reviewAt')} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Record the stand-in
        </Button>
      </div>
    </form>
  );
}
