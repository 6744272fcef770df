import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { viewerZone } from '../ui/time.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import { ZoneField } from './ZoneField.tsx';
import style from './form.module.css';

/** A new client with its first site. */
export function ClientCreateForm({ onDone, onLeave }: { onDone: (id: string) => void; onLeave: () => void }): ReactNode {
  const [zone, setZone] = useState(viewerZone());
  const form = useForm({ initialValues: { name: '', site: '' }, validate: { name: nameProblem, site: nameProblem } });
  const saving = useSaving('createClient', (client) => onDone(client.id));
  const submit = form.onSubmit(({ name, site }) =>
    saving.mutate(
      { body: { name: name.trim(), site: { name: site.trim(), zone } } },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <TextInput
        label="Name"
        description="As the client calls itself; it stands in reports and notices."
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput label="First site" description="A place of the client, for example Head office." {...form.getInputProps('site')} />
      <ZoneField value={zone} onChange={setZone} error={form.errors['site.zone']} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Make the client
        </Button>
        <Button onClick={onLeave}>Leave it</Button>
      </div>
    </form>
  );
}
