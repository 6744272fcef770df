import { Button, Select, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import style from './form.module.css';

const spans = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '1 week' },
  { value: '720', label: '30 days' },
];
const amounts = [
  { value: '1', label: '1 machine' },
  { value: '10', label: '10 machines' },
  { value: '100', label: '100 machines' },
  { value: 'any', label: 'any number' },
];

/** A token with its site, how often it may be used, and how long. */
export function TokenCreateForm({
  client,
  onMade,
}: {
  client: CallOutput<'getClient'>;
  onMade: (made: CallOutput<'createToken'>) => void;
}): ReactNode {
  const [siteId, setSite] = useState(client.siteList[0]?.id ?? '');
  const [uses, setUses] = useState('1');
  const [hours, setHours] = useState('24');
  const [note, setNote] = useState('');
  const saving = useSaving('createToken', onMade);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate({
      params: { id: client.id },
      body: { siteId, note: note.trim(), uses: uses === 'any' ? null : Number(uses), hours: Number(hours) },
    });
  };
  return (
    <form className={style.form} style={{ maxWidth: 900 }} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <div className={style.pair}>
        <Select
          label="Site"
          data={client.siteList.map((site) => ({ value: site.id, label: plainName(site.name) }))}
          value={siteId}
          onChange={(value) => setSite(value ?? siteId)}
        />
        <Select label="For" data={amounts} value={uses} onChange={(value) => setUses(value ?? '1')} />
        <Select label="Ends after" data={spans} value={hours} onChange={(value) => setHours(value ?? '24')} />
      </div>
      <TextInput
        label="Note"
        description="What it is for; seen in the list of tokens."
        value={note}
        maxLength={200}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Make a token
        </Button>
      </div>
    </form>
  );
}
