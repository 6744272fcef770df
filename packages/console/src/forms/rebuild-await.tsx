import { rebuildInWords } from '@fettle/core/rollback';
import type { RebuildPlan } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Props = {
  readonly deploymentId: string;
  readonly device: { readonly id: string; readonly name: string };
  readonly plan: RebuildPlan;
  readonly onDone: () => void;
};

/** Has a device built anew, as it was approved with its change: where it does not start any more, or the change shall go though it is in. */
export function AwaitRebuildForm({ deploymentId, device, plan, onDone }: Props): ReactNode {
  const saving = useSaving('awaitRebuild', () => {
    toast('good', 'Awaited', 'It stands on Today until somebody reports it.');
    onDone();
  });
  return (
    <BecauseForm
      verb="Have it built anew"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: deploymentId }, body: { deviceId: device.id, because } })}
    >
      <p>
        <Name of={device.name} strong /> is not touched by this: a rebuild is awaited of a person.
      </p>
      {rebuildInWords(plan).map((words) => (
        <p key={words}>
          <Name of={words} wraps />
        </p>
      ))}
    </BecauseForm>
  );
}
