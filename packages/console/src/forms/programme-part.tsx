import { Button, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import style from './form.module.css';

type Part = CallOutput<'getProgramme'>['parts'][number];
type Props = { clientId: string; part: Part; onDone: () => void };

/** A part of the programme document that only people know: its text, who answers for it, and by when it is looked at again. */
export function ProgrammePartForm({ clientId, part, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: { text: part.text ?? '', owner: part.owner ?? '', reviewAt: part.reviewAt ?? '' },
    validate: {
      text: (text) => (text.trim() === '' ? 'Write it first.' : null),
      owner: nameProblem,
      reviewAt: (day) => (day === '' ? 'Say by which day it is to be reviewed.' : null),
    },
  });
  const saving = useSaving('saveProgrammePart', () => {
    toast('good', 'Saved', 'It stands in the next version of the document.');
    onDone();
  });
  const submit = form.onSubmit(({ text, owner, reviewAt }) =>
    saving.mutate(
      { params: { id: clientId, part: part.part }, body: { text: text.trim(), owner: owner.trim(), reviewAt, basedOn: part.version } },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Textarea
        label="Text"
        description={`${part.asks} An empty line begins a paragraph.`}
        autosize
        minRows={8}
        maxLength={20_000}
        data-autofocus
        {...form.getInputProps('text')}
      />
      <TextInput label="Owner" description="Who answers for it." {...form.getInputProps('owner')} />
      <TextInput
        label="Review by"
        description="From the day after it is said to be overdue."
        type="date"
        {...form.getInputProps('reviewAt')}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
