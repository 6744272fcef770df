import { Button, MultiSelect, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallInput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { instantOfWall } from '../pages/calendar/days.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { viewerZone } from '../ui/time.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import { everybody, WhomField } from './WhomField.tsx';
import style from './form.module.css';

type Body = CallInput<'declareFreeze'>['body'];
const scopes = [
  { value: 'client', label: 'The whole client' },
  { value: 'sites', label: 'Some sites' },
  { value: 'rings', label: 'Some rings' },
];

/** Says when nothing new starts: whom it is for, from when until when, and why. */
export function DeclareFreezeForm({ clientId, onDone }: { clientId: string | undefined; onDone: () => void }): ReactNode {
  const form = useForm({
    initialValues: {
      clientId: clientId ?? '',
      name: '',
      reason: '',
      scope: 'client',
      siteIds: [] as string[],
      rings: [] as string[],
      from: '',
      until: '',
      exceptUrgent: false,
    },
    validate: {
      clientId: (id: string) => (id === '' ? 'Choose whom it is for.' : null),
      name: nameProblem,
      reason: (text: string) => (text.trim().length < 3 ? 'Say why, in at least three letters.' : null),
      siteIds: (ids: string[], { scope }) => (scope === 'sites' && ids.length === 0 ? 'Choose at least one site.' : null),
      rings: (names: string[], { scope }) => (scope === 'rings' && names.length === 0 ? 'Name at least one ring.' : null),
      until: (text: string) => (instantOfWall(text) === null ? 'Give its end: no freeze stays for ever.' : null),
    },
  });
  const { values } = form;
  const sites = useQuery({
    ...reading('getClient', { params: { id: values.clientId } }),
    enabled: values.scope === 'sites' && values.clientId !== '' && values.clientId !== everybody,
  }).data;
  const saving = useSaving('declareFreeze', (freeze) => {
    toast('good', freeze.standing === 'planned' ? 'Planned' : 'In force', freeze.name);
    onDone();
  });
  const submit = form.onSubmit((said) =>
    saving.mutate({ body: requestOf(said) }, { onError: (error) => form.setErrors(fieldErrors(error)) }),
  );
  const text = { autosize: true, minRows: 2, maxLength: 4000 };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      {clientId === undefined && <WhomField input={form.getInputProps('clientId')} />}
      <TextInput label="Name" description="As people know it: Christmas trade, year end." data-autofocus {...form.getInputProps('name')} />
      {values.clientId !== everybody && <Select label="Of" data={scopes} allowDeselect={false} {...form.getInputProps('scope')} />}
      {values.clientId !== everybody && values.scope === 'sites' && (
        <MultiSelect
          label="Sites"
          data={sites?.siteList.map((site) => ({ value: site.id, label: plainName(site.name) })) ?? []}
          {...form.getInputProps('siteIds')}
        />
      )}
      {values.clientId !== everybody && values.scope === 'rings' && (
        <TagsInput
          label="Rings"
          description="By their names in the policy, such as broad. Rings before them go on."
          {...form.getInputProps('rings')}
        />
      )}
      <div className={style.pair}>
        <TextInput
          type="datetime-local"
          label="From"
          description={`Empty: now. By your clock, ${viewerZone()}.`}
          {...form.getInputProps('from')}
        />
        <TextInput type="datetime-local" label="Until" description="It ends by itself then." {...form.getInputProps('until')} />
      </div>
      <Switch
        label="Urgent updates go on"
        description="A deployment goes on if each of its updates was urgent when it was planned."
        {...form.getInputProps('exceptUrgent', { type: 'checkbox' })}
      />
      <Textarea label="Reason" description="Whoever waits is told it." {...text} {...form.getInputProps('reason')} />
      <p className={style.faint}>
        No device starts a change in this time. What has begun is finished. A device that is out of contact may not hear of it before it
        comes back.
      </p>
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Declare the freeze
        </Button>
      </div>
    </form>
  );
}

type Said = {
  readonly clientId: string;
  readonly name: string;
  readonly reason: string;
  readonly scope: string;
  readonly siteIds: string[];
  readonly rings: string[];
  readonly from: string;
  readonly until: string;
  readonly exceptUrgent: boolean;
};

function requestOf({ clientId, name, reason, scope, siteIds, rings, from, until, exceptUrgent }: Said): Body {
  const isAll = clientId === everybody;
  return {
    clientId: isAll ? null : clientId,
    name: name.trim(),
    reason: reason.trim(),
    scope: isAll
      ? { kind: 'all' }
      : scope === 'sites'
        ? { kind: 'sites', ids: siteIds }
        : scope === 'rings'
          ? { kind: 'rings', names: rings }
          : { kind: 'client' },
    from: instantOfWall(from),
    until: instantOfWall(until) ?? '',
    exceptUrgent,
  };
}
