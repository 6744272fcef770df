import { Select, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { hasAnswered } from './draft.ts';
import type { DecisionValues } from './draft.ts';

const answers = [
  { value: 'not-asked', label: 'Was not asked' },
  { value: 'agreed', label: 'Agreed' },
  { value: 'refused', label: 'Refused' },
  { value: 'no-answer', label: 'Did not answer' },
];

type Props = {
  clientSaid: DecisionValues['clientSaid'];
  /** The props of a field of the form that it stands in. */
  field: (name: 'clientSaid' | 'saidBy' | 'evidence') => object;
};

/** What the client said to our recommendation: a refusal is on record with its name and evidence. */
export function AnswerFields({ clientSaid, field }: Props): ReactNode {
  return (
    <>
      <Select
        label="The client"
        description="What it said to the recommendation."
        data={answers}
        allowDeselect={false}
        {...field('clientSaid')}
      />
      {hasAnswered(clientSaid) && (
        <TextInput label="Who said it" description="The person at the client." maxLength={200} {...field('saidBy')} />
      )}
      {clientSaid !== 'not-asked' && (
        <Textarea
          label="Evidence"
          description={hasAnswered(clientSaid) ? 'Where one can read it: a ticket, a mail, its words.' : 'How and when it was asked.'}
          autosize
          minRows={2}
          maxLength={4000}
          {...field('evidence')}
        />
      )}
    </>
  );
}
