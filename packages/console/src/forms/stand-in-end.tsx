import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Props = { standIn: CallOutput<'recordStandIn'>; onDone: () => void };

/** Says that it stands for its device no more. */
export function EndStandInForm({ standIn, onDone }: Props): ReactNode {
  const saving = useSaving('endStandIn', () => {
    toast('good', 'Ended', standIn.standIn.name);
    onDone();
  });
  return (
    <BecauseForm
      verb="End it"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: standIn.id }, body: { because } })}
    >
      <p>
        <Name of={standIn.standIn.name} strong /> stands for <Name of={standIn.deviceName} strong /> no more. The record stays, with this
        reason.
      </p>
    </BecauseForm>
  );
}
