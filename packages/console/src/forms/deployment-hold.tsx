import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

/** Stops the flow: nothing new is sent until a release. */
export function HoldForm({ deployment, onDone }: { deployment: CallOutput<'getDeployment'>; onDone: () => void }): ReactNode {
  const saving = useSaving('holdDeployment', () => {
    toast('good', 'Held', 'Nothing new is sent until a release.');
    onDone();
  });
  return (
    <BecauseForm
      verb="Hold"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: deployment.id }, body: { because } })}
    >
      <p>
        Nothing new is sent from now on.{' '}
        {deployment.inFlight === 0
          ? 'No device is under way just now.'
          : `${deployment.inFlight === 1 ? 'One device is' : `${deployment.inFlight} devices are`} under way and will finish; agents that hear of the hold do not begin.`}
      </p>
      <p>It goes on when somebody releases it.</p>
    </BecauseForm>
  );
}
