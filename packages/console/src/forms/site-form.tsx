import { Button, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { viewerZone } from '../ui/time.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import { ZoneField } from './ZoneField.tsx';
import style from './form.module.css';

type Site = CallOutput<'getClient'>['siteList'][number];

/** A new site, or another name or clock for one. */
export function SiteForm({ clientId, site, onDone }: { clientId: string; site: Site | null; onDone: () => void }): ReactNode {
  const [zone, setZone] = useState(site?.zone ?? viewerZone());
  const form = useForm({ initialValues: { name: site?.name ?? '' }, validate: { name: nameProblem } });
  const done = (): void => {
    toast('good', 'Saved');
    onDone();
  };
  const adding = useSaving('createSite', done);
  const changing = useSaving('updateSite', done);
  const error = adding.error ?? changing.error;
  const submit = form.onSubmit(({ name }) => {
    const options = { onError: (cause: unknown) => form.setErrors(fieldErrors(cause)) };
    const body = { name: name.trim(), zone };
    if (site === null) adding.mutate({ params: { id: clientId }, body }, options);
    else changing.mutate({ params: { id: site.id }, body }, options);
  });
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {error !== null && <Problem error={error} />}
      <TextInput label="Name" description="For example Head office, or the town." data-autofocus {...form.getInputProps('name')} />
      <ZoneField value={zone} onChange={setZone} error={form.errors['zone']} />
      {site !== null && zone !== site.zone && <p>Windows of {site.devices} devices move to this clock with the next look.</p>}
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={adding.isPending || changing.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
