import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { CommandLine } from '../ui/CommandLine.tsx';
import { plainName } from '../ui/name-text.ts';
import { Notice } from '../ui/Notice.tsx';
import { fieldErrors, nameProblem } from './field-errors.ts';
import style from './form.module.css';

const everybody = 'all';

/** A secret address for a calendar program; it is shown once. */
export function CreateCalendarAddressForm({ clientId, onDone }: { clientId: string | undefined; onDone: () => void }): ReactNode {
  const [made, setMade] = useState<CallOutput<'createCalendarFeed'> | null>(null);
  const form = useForm({ initialValues: { name: '', clientId: clientId ?? everybody }, validate: { name: nameProblem } });
  const clients = useQuery(reading('listClients', { query: { limit: 500 } })).data;
  const saving = useSaving('createCalendarFeed', setMade);
  const submit = form.onSubmit((said) =>
    saving.mutate(
      { body: { name: said.name.trim(), clientId: said.clientId === everybody ? null : said.clientId } },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  if (made !== null) {
    return (
      <div className={style.form}>
        <Notice status="good" title="The address is made. It is shown only now." live>
          Add it to your calendar program as a calendar from the internet. Revoke it when a device that knows it is lost.
        </Notice>
        <CommandLine where="The address" command={made.address} />
        <div className={style.actions}>
          <Button onClick={onDone}>Done</Button>
        </div>
      </div>
    );
  }
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <TextInput label="Name" description="Where you will use it: phone, laptop." data-autofocus {...form.getInputProps('name')} />
      <Select
        label="Shows"
        data={[
          { value: everybody, label: 'All clients that you may see' },
          ...(clients?.items.map((one) => ({ value: one.id, label: plainName(one.name) })) ?? []),
        ]}
        allowDeselect={false}
        searchable
        {...form.getInputProps('clientId')}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Make the address
        </Button>
      </div>
    </form>
  );
}
