import { Radio } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

/** Two machines spoke with one key: a person who knows says which of the two stories is true. */
export function QuarantineForm({ device, onDone }: { device: CallOutput<'getDevice'>; onDone: () => void }): ReactNode {
  const [verdict, choose] = useState<'restored' | 'cloned'>('restored');
  const saving = useSaving('settleQuarantine', () => {
    toast(
      'good',
      'Settled',
      verdict === 'restored' ? 'The device is believed again from its next contact on.' : 'The key is refused. Enrol both machines anew.',
    );
    onDone();
  });
  return (
    <BecauseForm
      verb="Settle it"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: device.id }, body: { verdict, because } })}
    >
      <Radio.Group
        label="What happened to the machine?"
        value={verdict}
        onChange={(value) => choose(value === 'cloned' ? 'cloned' : 'restored')}
      >
        <Radio
          mt={8}
          value="restored"
          label="It was restored"
          description="From a backup or snapshot. It is the same machine and keeps its key; the next contact begins a new count."
        />
        <Radio
          mt={8}
          value="cloned"
          label="It was cloned"
          description="A copy runs beside it, and nobody can tell which of the two is the first. The key is worth nothing any more; both are enrolled anew."
        />
      </Radio.Group>
    </BecauseForm>
  );
}
