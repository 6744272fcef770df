import { Button, Radio, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import style from './form.module.css';

type Props = {
  readonly clientId: string;
  readonly action: CallOutput<'listProcessAudits'>['actions'][number];
  readonly onDone: () => void;
};

/** Ends an action of a concluded audit, once. */
export function AuditActionEndForm({ clientId, action, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: { ended: 'done' as 'done' | 'dropped', person: '', note: '' },
    validate: {
      person: nameProblem,
      note: (note: string, { ended }) => (note.trim().length < 3 ? (ended === 'done' ? 'Say what was done.' : 'Say why.') : null),
    },
  });
  const { ended } = form.values;
  const saving = useSaving('endProcessAuditAction', () => {
    toast('good', ended === 'done' ? 'Done' : 'Dropped', 'It stands with the audit.');
    onDone();
  });
  const submit = form.onSubmit(({ person, note }) =>
    saving.mutate(
      {
        params: { id: clientId, number: action.audit, actionId: action.id },
        body: { ended, person: person.trim(), note: note.trim() },
      },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <p>
        <Name of={action.text} wraps />
      </p>
      <p>
        <Name of={action.owner} />, by {action.dueOn}. An action ends once; that can not be changed later.
      </p>
      <Radio.Group
        label="How does it end?"
        value={ended}
        onChange={(value) => form.setFieldValue('ended', value === 'dropped' ? 'dropped' : 'done')}
      >
        <div className={style.choices}>
          <Radio value="done" label="It is done" />
          <Radio value="dropped" label="It will not be done" />
        </div>
      </Radio.Group>
      <TextInput label={ended === 'done' ? 'Who did it' : 'Who decided it'} maxLength={200} {...form.getInputProps('person')} />
      <Textarea
        label={ended === 'done' ? 'What was done' : 'Why not'}
        autosize
        minRows={2}
        maxLength={4000}
        {...form.getInputProps('note')}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          End it
        </Button>
      </div>
    </form>
  );
}
