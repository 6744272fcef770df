import { Button, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import style from './form.module.css';

/** Another name for a client; its records keep their id. */
export function ClientRenameForm({ client, onDone }: { client: CallOutput<'getClient'>; onDone: () => void }): ReactNode {
  const form = useForm({ initialValues: { name: client.name }, validate: { name: nameProblem } });
  const saving = useSaving('updateClient', () => {
    toast('good', 'Renamed');
    onDone();
  });
  const submit = form.onSubmit(({ name }) =>
    saving.mutate({ params: { id: client.id }, body: { name: name.trim() } }, { onError: (error) => form.setErrors(fieldErrors(error)) }),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <TextInput
        label="Name"
        description="Documents that were made keep the name that they had."
        data-autofocus
        {...form.getInputProps('name')}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Rename
        </Button>
      </div>
    </form>
  );
}
