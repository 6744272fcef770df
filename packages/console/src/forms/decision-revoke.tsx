import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

/** Ends a decision by hand. */
export function RevokeDecisionForm({ decision, onDone }: { decision: CallOutput<'getDecision'>; onDone: () => void }): ReactNode {
  const saving = useSaving('revokeDecision', () => {
    toast('good', 'Revoked', 'What it was about is open again.');
    onDone();
  });
  return (
    <BecauseForm
      verb="Revoke it"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: decision.id }, body: { because } })}
    >
      <p>
        <Name of={decision.title} strong /> is open again where no other decision holds. It reaches {decision.reaches}{' '}
        {decision.reaches === 1 ? 'device' : 'devices'} now. All that was said stays in the register; to bring it back, record it anew.
      </p>
    </BecauseForm>
  );
}
