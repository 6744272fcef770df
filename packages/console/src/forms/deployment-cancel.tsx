import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

/** Ends a deployment or gives up a proposal: what runs, finishes; nothing more begins. */
export function CancelForm({ deployment, onDone }: { deployment: CallOutput<'getDeployment'>; onDone: () => void }): ReactNode {
  const saving = useSaving('cancelDeployment', () => {
    toast('good', 'Cancelled', deployment.inFlight > 0 ? 'It ends once what runs has finished.' : '');
    onDone();
  });
  return (
    <BecauseForm
      verb="Cancel the deployment"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: deployment.id }, body: { because } })}
    >
      {deployment.status === 'proposed' ? (
        <p>The proposal is given up. Nothing was changed on any device.</p>
      ) : (
        <>
          <p>
            Nothing more is sent. {deployment.inFlight} of {deployment.devices} devices are under way and will finish; {deployment.verified}{' '}
            are verified and stay as they are.
          </p>
          <p>It can not be taken up again: a changed mind is a new deployment. What was changed can be rolled back.</p>
        </>
      )}
    </BecauseForm>
  );
}
