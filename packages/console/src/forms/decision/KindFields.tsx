import { Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DecisionForm } from './fields.ts';

/** What only some kinds of decisions have: the control beside an exception, the workaround with its check, what takes a release’s place. */
export function KindFields({ form }: { form: DecisionForm }): ReactNode {
  const { kind } = form.values;
  const words = { autosize: true, minRows: 2, maxLength: 4000 };
  if (kind === 'workaround')
    return (
      <>
        <Textarea
          label="What is done"
          {...words}
          {...form.getInputProps('what')}
          error={form.errors['what'] ?? form.errors['workaround/what']}
        />
        <Textarea
          label="Its check"
          description="How one sees that it works. It protects nothing that is known until somebody has seen this."
          {...words}
          {...form.getInputProps('check')}
          error={form.errors['check'] ?? form.errors['workaround/check']}
        />
        <Switch
          label="Undo it when the fix can be had"
          description="Off: it may stay, and is to be verified again then."
          {...form.getInputProps('undoWhenFixed', { type: 'checkbox' })}
        />
      </>
    );
  if (kind === 'replace')
    return (
      <>
        <Textarea
          label="What takes its place"
          {...words}
          {...form.getInputProps('replaceBy')}
          error={form.errors['replaceBy'] ?? form.errors['replacement/what'] ?? form.errors['replacement']}
        />
        <TextInput
          label="Who sees to it"
          description="The person who answers for it, here or at the client."
          maxLength={200}
          {...form.getInputProps('responsible')}
          error={form.errors['responsible'] ?? form.errors['replacement/responsible']}
        />
      </>
    );
  if (kind !== 'exception') return null;
  return (
    <Textarea
      label="What lowers the risk meanwhile"
      description="A compensating control. If there is none, say so."
      {...words}
      {...form.getInputProps('compensatingControl')}
    />
  );
}
