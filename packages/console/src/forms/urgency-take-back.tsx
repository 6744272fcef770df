import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

/** Takes back what was said of an update's urgency. */
export function TakeBackUrgencyForm({ id, onDone }: { id: string; onDone: () => void }): ReactNode {
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
      <p>The rules decide again wherever it counted, within a minute. What was said stays on record; to bring it back, say it anew.</p>
    </BecauseForm>
  );
}
