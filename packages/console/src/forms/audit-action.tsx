import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { mayNot, useMe } from '../session/me.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Props = { readonly audit: CallOutput<'getProcessAudit'>; readonly onDone: () => void };

const somebodyElse = 'somebody-else';

/** Records what is to be done, by whom and by when. */
export function AuditActionForm({ audit, onDone }: Props): ReactNode {
  const mayNotSee = mayNot(useMe(), 'people.read', 'see people') !== null;
  const people = useQuery({ ...reading('listPeople', {}), enabled: !mayNotSee }).data?.items ?? [];
  const form = useForm({
    initialValues: { findingId: '', text: '', personId: somebodyElse, owner: '', dueOn: '' },
    validate: {
      text: (text: string) => (text.trim().length < 3 ? 'Say what is to be done.' : null),
      owner: (name: string, { personId }) => (personId === somebodyElse && name.trim() === '' ? 'Say who does it.' : null),
      dueOn: (day: string) => (day === '' ? 'Say by which day.' : null),
    },
  });
  const { personId } = form.values;
  const saving = useSaving('addProcessAuditAction', () => {
    toast('good', 'Recorded', 'The action stands in the draft.');
    onDone();
  });
  const submit = form.onSubmit(({ findingId, text, owner, dueOn }) => {
    const body = {
      findingId: findingId === '' ? null : findingId,
      text: text.trim(),
      owner: personId === somebodyElse ? { name: owner.trim() } : { personId },
      dueOn,
    };
    const params = { id: audit.clientId, number: audit.number };
    saving.mutate({ params, body }, { onError: (error) => form.setErrors(fieldErrors(error)) });
  });
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Select
        label="What it mends"
        data={[
          { value: '', label: 'No single finding' },
          ...audit.findings.map(({ id, text }) => ({ value: id, label: plainName(text).slice(0, 120) })),
        ]}
        allowDeselect={false}
        {...form.getInputProps('findingId')}
      />
      <Textarea label="What is to be done" autosize minRows={2} maxLength={4000} data-autofocus {...form.getInputProps('text')} />
      {people.length > 0 && (
        <Select
          label="Who does it"
          data={[...people.map(({ id, name }) => ({ value: id, label: plainName(name) })), { value: somebodyElse, label: 'Somebody else' }]}
          allowDeselect={false}
          {...form.getInputProps('personId')}
        />
      )}
      {personId === somebodyElse ? (
        <TextInput label={people.length > 0 ? 'Their name' : 'Who does it'} maxLength={200} {...form.getInputProps('owner')} />
      ) : (
        form.errors['owner'] !== undefined && <p role="alert">{form.errors['owner']}</p>
      )}
      <TextInput type="date" label="By" description="From the day after it is overdue." {...form.getInputProps('dueOn')} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Record it
        </Button>
      </div>
    </form>
  );
}
