import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import type { Device } from './types.ts';

/** Leads to a proposal for this one device, with what its policy selects. */
export function ProposeForDevice({ device, blocked }: { device: Device; blocked: string | null }): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  const reason = blocked ?? mayNot(me, 'deployment.propose', 'propose deployments') ?? unready(device);
  return (
    <ReasonButton
      variant="filled"
      reason={reason}
      onClick={() => void navigate({ href: paths.newDeployment({ client: device.clientId, devices: device.id }) })}
    >
      Propose its updates
    </ReasonButton>
  );
}

function unready(device: Device): string | null {
  if (device.status === 'quarantined') return 'Two machines speak with its key: say first what happened.';
  if (device.mode === 'observe') return 'The agent here only observes: run it as root with limits that allow changes.';
  if (device.missing === null) return 'What it misses is not known yet.';
  return device.missing === 0 ? 'It misses nothing that is offered to it.' : null;
}
