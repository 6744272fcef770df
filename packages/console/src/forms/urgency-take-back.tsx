import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Props = {
  readonly id: string;
  /** For what it was said, in words; left out where that stands beside the form. */
  readonly holdsFor?: string;
  readonly onDone: () => void;
};

/** Takes back what was said of an update's urgency. */
export function TakeBackUrgencyForm({ id, holdsFor, onDone }: Props): ReactNode {
  const saving = useSaving('revokeUrgencyWord', (word) => {
    toast('good', 'Taken back', word.title);
    onDone();
  });
  return (
    <BecauseForm
      verb="Take it back"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id }, body: { because } })}
    >
      {holdsFor !== undefined && (
        <p>
          <Name of={`It was said for ${holdsFor}: it is taken back for all of that.`} wraps />
        </p>
      )}
      <p>The rules decide again wherever it counted, within a minute. What was said stays on record; to bring it back, say it anew.</p>
    </BecauseForm>
  );
}
