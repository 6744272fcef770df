import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

/** Removes a list that no policy names. */
export function RemoveHolidaysForm({ list, onDone }: { list: CallOutput<'getHolidayList'>; onDone: () => void }): ReactNode {
  const saving = useSaving('removeHolidayList', () => {
    toast('good', 'Removed', list.name);
    onDone();
  });
  return (
    <BecauseForm
      verb="Remove the list"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: list.id }, body: { because } })}
    >
      <p>Its {list.days} days are gone with it. Deployments that were planned with them keep to them.</p>
    </BecauseForm>
  );
}
