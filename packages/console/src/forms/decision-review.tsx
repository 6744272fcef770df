import { Button, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { AnswerFields } from './decision/AnswerFields.tsx';
import { endOfDay, hasAnswered, orNull, startOfDay } from './decision/draft.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Decision = CallOutput<'getDecision'>;

/** Lets a decision stand with new dates and the client's word of today. The one before stays in the history. */
export function ReviewDecisionForm({
  decision,
  onDone,
  onLeave,
}: {
  decision: Decision;
  onDone: (next: Decision) => void;
  onLeave: () => void;
}): ReactNode {
  const form = useForm({
    initialValues: {
      clientSaid: decision.clientSaid,
      saidBy: decision.saidBy ?? '',
      evidence: '',
      compensatingControl: decision.compensatingControl ?? '',
      endsAt: '',
      reviewAt: '',
      because: '',
    },
    validate: { because: (text: string) => (text.trim().length < 3 ? 'Give a reason of at least three letters.' : null) },
  });
  const saving = useSaving('reviewDecision', (next) => {
    toast('good', 'It stands', 'With the new dates.');
    onDone(next);
  });
  const submit = form.onSubmit((values) =>
    saving.mutate(
      {
        params: { id: decision.id },
        body: {
          because: values.because.trim(),
          clientSaid: values.clientSaid,
          saidBy: hasAnswered(values.clientSaid) ? orNull(values.saidBy) : null,
          evidence: orNull(values.evidence),
          compensatingControl: orNull(values.compensatingControl),
          endsAt: endOfDay(values.endsAt),
          reviewAt: startOfDay(values.reviewAt),
        },
      },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <p>It stands as a new decision that names this one. If it should end instead, leave this and revoke it.</p>
      <Textarea label="Why it stands" autosize minRows={2} maxLength={2000} data-autofocus {...form.getInputProps('because')} />
      <AnswerFields clientSaid={form.values.clientSaid} field={(name) => form.getInputProps(name)} />
      {decision.kind === 'exception' && (
        <Textarea
          label="What lowers the risk meanwhile"
          description="Look whether it still does."
          autosize
          minRows={2}
          maxLength={4000}
          {...form.getInputProps('compensatingControl')}
        />
      )}
      <div className={style.pair}>
        <TextInput
          type="date"
          label="New last day"
          description={decision.kind === 'exception' ? 'Within a year.' : 'Empty: until somebody revokes it.'}
          {...form.getInputProps('endsAt')}
        />
        <TextInput type="date" label="Review on" {...form.getInputProps('reviewAt')} />
      </div>
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Let it stand
        </Button>
        <Button variant="subtle" onClick={onLeave}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
