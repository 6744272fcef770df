import { Button, MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { instantOfWall } from '../pages/calendar/days.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

/** Records that a named person accepts changes that nobody can undo. */
export function AcceptNoWayBackForm({ clientId, onDone }: { clientId: string; onDone: () => void }): ReactNode {
  const form = useForm({
    initialValues: { software: '', scope: 'client', ids: [] as string[], acceptedBy: '', until: '', reason: '' },
    validate: {
      software: (text: string) => (/^\S+$/.test(text.trim()) ? null : 'Name one package; * stands for any text.'),
      ids: (ids: string[], { scope }) => (scope !== 'client' && ids.length === 0 ? 'Choose at least one.' : null),
      acceptedBy: (text: string) => (text.trim() === '' ? 'Name the person.' : null),
      until: (text: string) => (instantOfWall(text) === null ? 'Give its end: none stays for ever.' : null),
      reason: (text: string) => (text.trim().length < 3 ? 'Say why, in at least three letters.' : null),
    },
  });
  const { values } = form;
  const sites = useQuery({ ...reading('getClient', { params: { id: clientId } }), enabled: values.scope === 'site' }).data?.siteList ?? [];
  const devices =
    useQuery({ ...reading('listDevices', { query: { clientId, limit: 500 } }), enabled: values.scope === 'devices' }).data?.items ?? [];
  const saving = useSaving('acceptNoWayBack', (accepted) => {
    toast('good', 'Accepted', `${accepted.software}, by ${accepted.acceptedBy}`);
    onDone();
  });
  const submit = form.onSubmit(({ software, scope, ids, acceptedBy, until, reason }) =>
    saving.mutate(
      {
        body: {
          clientId,
          software: software.trim(),
          scope: scope === 'site' || scope === 'devices' ? { kind: scope, ids } : { kind: 'client' },
          acceptedBy: acceptedBy.trim(),
          until: instantOfWall(until) ?? '',
          reason: reason.trim(),
        },
      },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <TextInput
        label="Software"
        description="The name of a package; * stands for any text."
        data-autofocus
        {...form.getInputProps('software')}
      />
      <Select
        label="Where"
        data={[
          { value: 'client', label: 'Everywhere at this client' },
          { value: 'site', label: 'At some sites' },
          { value: 'devices', label: 'On some devices' },
        ]}
        allowDeselect={false}
        value={values.scope}
        onChange={(scope) => form.setValues({ scope: scope ?? 'client', ids: [] })}
      />
      {values.scope !== 'client' && (
        <MultiSelect
          label={values.scope === 'site' ? 'Sites' : 'Devices'}
          data={(values.scope === 'site' ? sites : devices).map((one) => ({ value: one.id, label: plainName(one.name) }))}
          searchable
          {...form.getInputProps('ids')}
        />
      )}
      <TextInput
        label="Accepted by"
        description="By name: mostly somebody of the client, who answers for it."
        maxLength={200}
        {...form.getInputProps('acceptedBy')}
      />
      <TextInput
        type="datetime-local"
        label="Until"
        description="Within a year: then it is looked at again."
        {...form.getInputProps('until')}
      />
      <Textarea label="Reason" autosize minRows={2} maxLength={4000} {...form.getInputProps('reason')} />
      <p className={style.faint}>
        Where a policy lets changes without a way back take place only if somebody accepted them, those of this software take place until
        then. It stands in the audit trail with your name beside theirs.
      </p>
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Record the acceptance
        </Button>
      </div>
    </form>
  );
}
