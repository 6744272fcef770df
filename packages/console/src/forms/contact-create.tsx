import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { spokenLanguages } from '@fettle/core/messages';
import type { CallOutput } from '@fettle/protocol/client';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors, mailProblem, nameProblem } from './field-errors.ts';
import style from './form.module.css';

/** Somebody at the client who is told about changes. */
export function ContactCreateForm({ client, onDone }: { client: CallOutput<'getClient'>; onDone: () => void }): ReactNode {
  const [sites, setSites] = useState<string[]>([]);
  const form = useForm({ initialValues: { name: '', mail: '', language: 'en' }, validate: { name: nameProblem, mail: mailProblem } });
  const saving = useSaving('createContact', () => {
    toast('good', 'Added');
    onDone();
  });
  const submit = form.onSubmit(({ name, mail, language }) =>
    saving.mutate(
      { params: { id: client.id }, body: { name: name.trim(), mail: mail.trim(), language, siteIds: sites } },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
      <TextInput label="Mail address" type="email" {...form.getInputProps('mail')} />
      <Select label="Language" description="Of the notices." data={languages} {...form.getInputProps('language')} />
      <MultiSelect
        label="Told about"
        description="No choice means all sites, also those that are added later."
        placeholder={sites.length === 0 ? 'All sites' : ''}
        data={client.siteList.map((site) => ({ value: site.id, label: plainName(site.name) }))}
        value={sites}
        onChange={setSites}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Add the contact
        </Button>
      </div>
    </form>
  );
}

const names = new Intl.DisplayNames(['en'], { type: 'language' });
const languages = spokenLanguages.map((value) => ({ value, label: names.of(value) ?? value }));
