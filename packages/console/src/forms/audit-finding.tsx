import { Button, Radio, Select, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { stepTitles } from '@fettle/core/checklist';
import { type FindingSeverity, findingSeverities, severityWords } from '@fettle/core/process-audit';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Props = { readonly clientId: string; readonly number: number; readonly onDone: () => void };

const wholeProcess = { value: '0', label: 'The process as a whole' };
const steps = stepTitles.map((title, index) => ({ value: String(index + 1), label: `${index + 1} ${title}` }));

/** Records what an audit found. */
export function AuditFindingForm({ clientId, number, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: { step: '0', severity: 'minor' as FindingSeverity, text: '', asks: '' },
    validate: { text: (text: string) => (text.trim().length < 3 ? 'Say what was found.' : null) },
  });
  const saving = useSaving('addProcessAuditFinding', () => {
    toast('good', 'Recorded', 'The finding stands in the draft.');
    onDone();
  });
  const submit = form.onSubmit(({ step, severity, text, asks }) => {
    const body = {
      step: step === '0' ? null : Number(step),
      severity,
      text: text.trim(),
      asks: asks.trim() === '' ? null : asks.trim(),
    };
    saving.mutate({ params: { id: clientId, number }, body }, { onError: (error) => form.setErrors(fieldErrors(error)) });
  });
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Select label="Of which step" data={[wholeProcess, ...steps]} allowDeselect={false} {...form.getInputProps('step')} />
      <Radio.Group
        label="How bad is it?"
        value={form.values.severity}
        onChange={(value) => form.setFieldValue('severity', findingSeverities.find((each) => each === value) ?? 'minor')}
      >
        <div className={style.choices}>
          {findingSeverities.map((severity) => (
            <Radio key={severity} value={severity} label={severityWords[severity]} />
          ))}
        </div>
      </Radio.Group>
      <Textarea label="Finding" autosize minRows={3} maxLength={4000} data-autofocus {...form.getInputProps('text')} />
      <Textarea
        label="What is asked for"
        description="Nothing, where it is empty."
        autosize
        minRows={2}
        maxLength={4000}
        {...form.getInputProps('asks')}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Record it
        </Button>
      </div>
    </form>
  );
}
