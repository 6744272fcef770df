import { Button, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Props = {
  readonly clientId: string;
  readonly number: number;
  /** Of the provider's own steps those that this audit has not judged. */
  readonly unjudged: number;
  readonly onDone: () => void;
};

/** Concludes an audit: from then on it is evidence. */
export function AuditConcludeForm({ clientId, number, unjudged, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: { conclusion: '' },
    validate: { conclusion: (text: string) => (text.trim().length < 3 ? 'Say what it comes to.' : null) },
  });
  const saving = useSaving('concludeProcessAudit', ({ nextOn }) => {
    toast('good', 'Concluded', `The next audit is due on ${nextOn ?? 'no day'}.`);
    onDone();
  });
  const submit = form.onSubmit(({ conclusion }) =>
    saving.mutate(
      { params: { id: clientId, number }, body: { conclusion: conclusion.trim() } },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <p>
        The twelve steps are computed now and kept with it, with findings and actions. Nothing of it can be changed afterwards; actions are
        ended by entries of their own, and what is wrong in it is corrected by a later audit.
      </p>
      {unjudged > 0 && (
        <p>
          {unjudged} of your own {unjudged === 1 ? 'step is' : 'steps are'} not judged in this audit: what was judged before holds for as
          long as it holds.
        </p>
      )}
      <Textarea label="Conclusion" autosize minRows={4} maxLength={4000} data-autofocus {...form.getInputProps('conclusion')} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Conclude
        </Button>
      </div>
    </form>
  );
}
