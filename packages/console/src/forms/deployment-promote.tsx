import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { Time } from '../ui/Time.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Deployment = CallOutput<'getDeployment'>;
type Props = { deployment: Deployment; ring: Deployment['rings'][number]; onDone: () => void };

/** Lets a ring pass that soaks, and says first what it would still have shown. */
export function PromoteForm({ deployment, ring, onDone }: Props): ReactNode {
  const saving = useSaving('promoteRing', () => {
    toast('good', 'Promoted', 'The next ring begins as soon as it may.');
    onDone();
  });
  const open = ring.index === 0 ? (deployment.tests ?? []).filter(({ said }) => said === null) : [];
  return (
    <BecauseForm
      verb="Promote"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: deployment.id }, body: { ring: ring.index, because } })}
    >
      <p>
        {ring.verified} of {ring.devices} {ring.devices === 1 ? 'device is' : 'devices are'} verified. It was to stay healthy until{' '}
        <Time at={ring.soakUntil} />. The next ring begins without the rest of that, and without health checks at its end, but not before
        the time that was signed for it: <Time at={deployment.rings[ring.index + 1]?.earliest ?? null} />.
      </p>
      {open.length > 0 && (
        <>
          <p>Nobody has said yet what came of:</p>
          <ul>
            {open.map(({ name }) => (
              <li key={name}>
                <Name of={name} wraps />
              </li>
            ))}
          </ul>
        </>
      )}
      <p>Your name and reason are kept with what the ring had shown, and stand in the report.</p>
    </BecauseForm>
  );
}
