import { Button, Radio, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type StepState, stepStates } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Props = {
  readonly clientId: string;
  readonly number: number;
  readonly step: CallOutput<'listProcessAudits'>['ownSteps'][number];
  readonly onDone: () => void;
};

const words: Readonly<Record<StepState, string>> = {
  good: 'Good',
  attention: 'Needs attention',
  failing: 'Failing',
  unknown: 'It can not be told',
};

/** A person's judgement of one of the provider's own steps. */
export function AuditJudgeForm({ clientId, number, step, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: { result: '' as StepState | '', note: '' },
    validate: {
      result: (result) => (result === '' ? 'Say how it stands.' : null),
      note: (note: string, { result }) => (result !== 'good' && note.trim().length < 3 ? 'Say why.' : null),
    },
  });
  const saving = useSaving('judgeOwnStep', () => {
    toast('good', 'Judged', 'It holds once the audit is concluded.');
    onDone();
  });
  const submit = form.onSubmit(({ result, note }) => {
    if (result === '') return;
    const body = { result, note: note.trim() === '' ? null : note.trim() };
    saving.mutate({ params: { id: clientId, number, stepId: step.id }, body }, { onError: (error) => form.setErrors(fieldErrors(error)) });
  });
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <p>
        Good means: <Name of={step.good} wraps />
      </p>
      <p>
        To be judged by <Name of={step.judge} />. A judgement holds for {step.months} {step.months === 1 ? 'month' : 'months'}.
      </p>
      <Radio.Group
        label="How does it stand?"
        value={form.values.result}
        error={form.errors['result']}
        onChange={(value) => form.setFieldValue('result', stepStates.find((each) => each === value) ?? '')}
      >
        <div className={style.choices}>
          {(['good', 'attention', 'failing', 'unknown'] as const).map((state) => (
            <Radio key={state} value={state} label={words[state]} />
          ))}
        </div>
      </Radio.Group>
      <Textarea label="Note" description="Needed for all but good." autosize minRows={2} maxLength={4000} {...form.getInputProps('note')} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Judge
        </Button>
      </div>
    </form>
  );
}
