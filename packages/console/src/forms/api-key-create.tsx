import { Button, Select, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { CommandLine } from '../ui/CommandLine.tsx';
import { Notice } from '../ui/Notice.tsx';
import { fieldErrors, nameProblem } from './field-errors.ts';
import { type Grant, withoutDoubles } from './grants.ts';
import { GrantsField } from './GrantsField.tsx';
import style from './form.module.css';

const spans = [
  { value: '7', label: 'a week' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
  { value: 'never', label: 'never' },
];

/** An API key for the CLI or a script; its secret is shown once. */
export function ApiKeyCreateForm({ onDone }: { onDone: () => void }): ReactNode {
  const [grants, setGrants] = useState<readonly Grant[]>([{ role: 'reader', clientId: null }]);
  const [days, setDays] = useState('90');
  const [made, setMade] = useState<CallOutput<'createApiKey'> | null>(null);
  const form = useForm({ initialValues: { name: '' }, validate: { name: nameProblem } });
  const saving = useSaving('createApiKey', setMade);
  const submit = form.onSubmit(({ name }) =>
    saving.mutate(
      { body: { name: name.trim(), grants: [...withoutDoubles(grants)], days: days === 'never' ? null : Number(days) } },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  if (made !== null) {
    return (
      <div className={style.form}>
        <Notice status="good" title="The key is made. Its secret is shown only now." live>
          Whoever has it may do what its roles allow. It can never approve: that takes a key that the authority names.
        </Notice>
        <CommandLine where="The secret" command={made.secret} />
        <div className={style.actions}>
          <Button onClick={onDone}>Done</Button>
        </div>
      </div>
    );
  }
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <TextInput label="Name" description="What uses it; stands in the audit trail." data-autofocus {...form.getInputProps('name')} />
      <GrantsField grants={grants} onChange={setGrants} />
      <Select label="Ends after" data={spans} value={days} onChange={(value) => setDays(value ?? days)} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Make the key
        </Button>
      </div>
    </form>
  );
}
