import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Props = { readonly freeze: Pick<CallOutput<'declareFreeze'>, 'id' | 'of' | 'standing'>; readonly onDone: () => void };

/** Ends a freeze before its time. */
export function EndFreezeForm({ freeze, onDone }: Props): ReactNode {
  const saving = useSaving('endFreeze', ({ name }) => {
    toast('good', 'Ended', name);
    onDone();
  });
  return (
    <BecauseForm
      verb="End it now"
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: freeze.id }, body: { because } })}
    >
      <p>
        {freeze.standing === 'planned' ? 'It will not begin.' : 'What waited for it goes on by itself, each device in its window.'} It is of{' '}
        <Name of={freeze.of} />.
      </p>
    </BecauseForm>
  );
}
