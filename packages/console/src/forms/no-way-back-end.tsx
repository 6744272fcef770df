import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Props = { acceptance: CallOutput<'acceptNoWayBack'>; onDone: () => void };

/** Takes an acceptance back before its end. */
export function EndNoWayBackForm({ acceptance, onDone }: Props): ReactNode {
  const saving = useSaving('endNoWayBack', () => {
    toast('good', 'Taken back', acceptance.software);
    onDone();
  });
  return (
    <BecauseForm
      verb="Take it back"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: acceptance.id }, body: { because } })}
    >
      <p>
        <Name of={acceptance.acceptedBy} strong /> accepted changes of <Name of={acceptance.software} strong /> without a way back. Plans
        that are approved already are not changed by this.
      </p>
    </BecauseForm>
  );
}
