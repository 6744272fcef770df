import { Button, Checkbox, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { CommandLine } from '../ui/CommandLine.tsx';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { fieldErrors, mailProblem, nameProblem } from './field-errors.ts';
import { type Grant, withoutDoubles } from './grants.ts';
import { GrantsField } from './GrantsField.tsx';
import style from './form.module.css';

/** Invites a person: roles, flags, and a one-time link that is shown once. */
export function InvitePersonForm({ onDone }: { onDone: () => void }): ReactNode {
  const [grants, setGrants] = useState<readonly Grant[]>([{ role: 'technician', clientId: null }]);
  const [made, setMade] = useState<CallOutput<'invitePerson'> | null>(null);
  const form = useForm({
    initialValues: { name: '', mail: '', approver: false, reviewer: false },
    validate: { name: nameProblem, mail: mailProblem },
  });
  const saving = useSaving('invitePerson', setMade);
  const submit = form.onSubmit(({ name, mail, approver, reviewer }) =>
    saving.mutate(
      { body: { name: name.trim(), mail: mail.trim(), grants: [...withoutDoubles(grants)], approver, reviewer } },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  if (made !== null) return <Link made={made} onDone={onDone} />;
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
      <TextInput label="Mail address" type="email" description="They sign in with it." {...form.getInputProps('mail')} />
      <GrantsField grants={grants} onChange={setGrants} />
      <Flags approver={form.values.approver} reviewer={form.values.reviewer} onChange={(flags) => form.setValues(flags)} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Invite
        </Button>
      </div>
    </form>
  );
}

/** What a person is besides the roles: named in documents, told first. The right to approve comes from the authority alone. */
export function Flags({
  approver,
  reviewer,
  onChange,
}: {
  approver: boolean;
  reviewer: boolean;
  onChange: (flags: { approver: boolean; reviewer: boolean }) => void;
}): ReactNode {
  return (
    <>
      <Checkbox
        label="Approver"
        description="Is asked to approve deployments. Whether a signature counts is said by the authority alone: the key must be admitted there."
        checked={approver}
        onChange={(event) => onChange({ approver: event.currentTarget.checked, reviewer })}
      />
      <Checkbox
        label="Reviewer"
        description="Is named as the responsible reviewer in documents."
        checked={reviewer}
        onChange={(event) => onChange({ approver, reviewer: event.currentTarget.checked })}
      />
    </>
  );
}

function Link({ made, onDone }: { made: CallOutput<'invitePerson'>; onDone: () => void }): ReactNode {
  return (
    <div className={style.form}>
      <Notice status="good" title="Invited. The link is shown only now." live>
        Give it to <Name of={made.person.name} /> yourself, by a way that you trust. It is good for one use, for a week; whoever has it
        enters.
      </Notice>
      <CommandLine where="The one-time link" command={made.link} />
      <div className={style.actions}>
        <Button onClick={onDone}>Done</Button>
      </div>
    </div>
  );
}
