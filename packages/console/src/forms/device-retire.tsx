import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

/** Ends a device's membership: its key is refused from then on, its records stay. */
export function RetireForm({ device, onDone }: { device: CallOutput<'getDevice'>; onDone: () => void }): ReactNode {
  const saving = useSaving('retireDevice', () => {
    toast('good', 'Retired', 'Its key is no longer taken.');
    onDone();
  });
  return (
    <BecauseForm
      verb="Retire"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: device.id }, body: { because } })}
    >
      <p>This reaches 1 device. Its key is refused at once, and nothing is sent to it any more. Open deployments go on without it.</p>
      <p>Everything that is known of it stays as evidence. To bring the machine back, enrol it anew.</p>
    </BecauseForm>
  );
}
