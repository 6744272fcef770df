import { Button, TextInput, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Props = { readonly one: CallOutput<'getDiscovered'>; readonly onDone: () => void };

/** Records what was patched by hand. */
export function PatchedDiscoveredForm({ one, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: { what: '', fromVersion: '', toVersion: '', doneOn: '', person: '', note: '' },
    validate: {
      what: (text: string) => (text.trim() === '' ? 'Say what was patched, such as firmware.' : null),
      doneOn: (day: string) => (day === '' ? 'Say on which day.' : null),
      person: (text: string) => (text.trim() === '' ? 'Say who did it.' : null),
    },
  });
  const saving = useSaving('recordDiscoveredPatch', ({ name }) => {
    toast('good', 'Recorded', plainName(name));
    onDone();
  });
  const submit = form.onSubmit(({ what, fromVersion, toVersion, doneOn, person, note }) => {
    const said = (text: string): string | null => (text.trim() === '' ? null : text.trim());
    const body = {
      what: what.trim(),
      fromVersion: said(fromVersion),
      toVersion: said(toVersion),
      doneOn,
      person: person.trim(),
      note: said(note),
    };
    saving.mutate({ params: { id: one.id }, body }, { onError: (error) => form.setErrors(fieldErrors(error)) });
  });
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <p>Entries are only added: they can not be changed later.</p>
      <TextInput label="What" description="Such as firmware." maxLength={200} {...form.getInputProps('what')} />
      <TextInput label="From version" maxLength={200} {...form.getInputProps('fromVersion')} />
      <TextInput label="To version" maxLength={200} {...form.getInputProps('toVersion')} />
      <TextInput type="date" label="Day" {...form.getInputProps('doneOn')} />
      <TextInput label="Who did it" maxLength={200} {...form.getInputProps('person')} />
      <Textarea label="Note" autosize minRows={1} maxLength={4000} {...form.getInputProps('note')} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Record it
        </Button>
      </div>
    </form>
  );
}
