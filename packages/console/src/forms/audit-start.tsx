import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { useMe } from '../session/me.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import style from './form.module.css';

type Props = { readonly clientId: string; readonly onDone: (number: number) => void };

/** Starts an audit of the process: a draft of whoever answers for it. */
export function AuditStartForm({ clientId, onDone }: Props): ReactNode {
  const me = useMe();
  const form = useForm({ initialValues: { auditor: me.person?.name ?? '' }, validate: { auditor: nameProblem } });
  const saving = useSaving('startProcessAudit', ({ number }) => {
    toast('good', 'Started', `Audit ${number} is a draft.`);
    onDone(number);
  });
  const submit = form.onSubmit(({ auditor }) =>
    saving.mutate(
      { params: { id: clientId }, body: { auditor: auditor.trim() } },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <p>It is a draft until it is concluded. Then the twelve steps are kept with it as they stand, and nothing of it changes any more.</p>
      <TextInput label="Auditor" description="Who audits, and answers for it." data-autofocus {...form.getInputProps('auditor')} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Start
        </Button>
      </div>
    </form>
  );
}
