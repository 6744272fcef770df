import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { paths } from '../paths.ts';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Props = { device: { readonly id: string; readonly name: string; readonly clientId: string } };

/** Proposes a drill of one device: forward, checked, and back. */
export function StartDrillForm({ device }: Props): ReactNode {
  const navigate = useNavigate();
  const saving = useSaving('proposeDeployment', (proposed) => {
    toast('good', 'The drill is proposed', 'The device simulates it; then a person approves it.');
    void navigate({ href: paths.deployment(proposed.id) });
  });
  const submit = (reason: string): void =>
    saving.mutate({
      body: {
        clientId: device.clientId,
        title: `Drill: ${plainName(device.name)}`.slice(0, 200),
        reason,
        updateIds: 'policy',
        deviceIds: [device.id],
        drill: true,
      },
    });
  return (
    <BecauseForm verb="Propose the drill" busy={saving.isPending} error={saving.error} onSubmit={submit}>
      <p>
        In its next window <Name of={device.name} strong /> takes the updates that its policy selects, is checked, goes back to the versions
        that it has now, and is checked again. Its services may restart twice. How long going back takes is measured.
      </p>
      <p>
        It is simulated, shown and approved like any deployment. A device of the same system and tier that stands in for others is best.
      </p>
    </BecauseForm>
  );
}
