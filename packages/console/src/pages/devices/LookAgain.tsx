import type { ReactNode } from 'react';
import { useSaving } from '../../session/saving.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { toast } from '../../ui/toast.ts';
import type { Device } from './types.ts';

/** Asks the device to scan at its next contact. */
export function LookAgain({ device, blocked }: { device: Device; blocked: string | null }): ReactNode {
  const asking = useSaving('scanDevice', () =>
    toast('waiting', 'Asked to look again', 'It scans at its next contact; what it finds appears here by itself.'),
  );
  return (
    <ReasonButton
      reason={blocked}
      loading={asking.isPending}
      onClick={() => asking.mutate({ params: { id: device.id } }, { onError: (error) => toast('failing', 'Not asked', error.message) })}
    >
      Look again
    </ReasonButton>
  );
}
