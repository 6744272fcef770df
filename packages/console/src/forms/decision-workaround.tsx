import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Props = { decision: CallOutput<'getDecision'>; did: 'verified' | 'undone'; onDone: () => void };

/** Notes what somebody saw of a workaround: that its check passes, or that it is no longer there. */
export function NoteWorkaroundForm({ decision, did, onDone }: Props): ReactNode {
  const saving = useSaving('noteWorkaround', () => {
    toast('good', did === 'verified' ? 'Noted as verified' : 'Noted as undone');
    onDone();
  });
  return (
    <BecauseForm
      verb={did === 'verified' ? 'It was verified' : 'It was undone'}
      danger={did === 'undone'}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: decision.id }, body: { did, because } })}
    >
      {did === 'verified' ? (
        <p>
          Look first: <Name of={decision.workaround?.check ?? ''} wraps /> Give as reason what you saw. From now on the workaround counts,
          until a newer fix can be had.
        </p>
      ) : (
        <p>
          <Name of={decision.workaround?.what ?? ''} wraps /> This closes the decision: what it is about is open where the update is not in.
        </p>
      )}
    </BecauseForm>
  );
}
