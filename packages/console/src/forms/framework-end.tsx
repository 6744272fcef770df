import { TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Agreements = CallOutput<'getAgreements'>;
type Props = { agreements: Agreements; held: Agreements['frameworks'][number]; onDone: () => void };

/** Until which day a client is held to a framework. What was so until then stays readable. */
export function EndFrameworkForm({ agreements, held, onDone }: Props): ReactNode {
  const [until, setUntil] = useState(held.until ?? agreements.today);
  const saving = useSaving('endFramework', () => {
    toast('good', 'Saved', `${held.title} holds until ${until}.`);
    onDone();
  });
  return (
    <BecauseForm
      verb="Save this end"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: agreements.clientId, framework: held.id }, body: { until, because } })}
    >
      <p>
        From the day after it {held.title} sets no deadlines here any more, for {held.devices} {held.devices === 1 ? 'device' : 'devices'}.
        It can be attached again at any time.
      </p>
      <TextInput
        type="date"
        label="Last day"
        description={`A day that is over ends it at once. The day before ${held.since} says that it never held.`}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </BecauseForm>
  );
}
