import { MultiSelect } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type OutOfScope = CallOutput<'getAgreements'>['sla']['outOfScope'];
export type Scoped = { readonly clientId: string; readonly framework: string; readonly title: string; readonly outOfScope: OutOfScope };
type Props = { scoped: Scoped; inScope: boolean; onDone: () => void };

/** Takes devices out of a scope, or back into it. */
export function DeviceScopeForm({ scoped, inScope, onDone }: Props): ReactNode {
  const [chosen, setChosen] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const devices = useQuery({ ...reading('listDevices', { query: { clientId: scoped.clientId, limit: 500 } }), enabled: !inScope }).data
    ?.items;
  const out = new Set(scoped.outOfScope.map(({ deviceId }) => deviceId));
  const choice = inScope
    ? scoped.outOfScope.map(({ deviceId, deviceName }) => ({ value: deviceId, label: plainName(deviceName) }))
    : (devices ?? []).filter(({ id }) => !out.has(id)).map(({ id, name }) => ({ value: id, label: plainName(name) }));
  const saving = useSaving('setDeviceScope', () => {
    toast('good', inScope ? 'Back in scope' : 'Out of scope', 'Deadlines are counted again now.');
    onDone();
  });
  return (
    <BecauseForm
      verb={inScope ? 'Put back into scope' : 'Take out of scope'}
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => {
        setTried(true);
        if (chosen.length > 0)
          saving.mutate({ params: { id: scoped.clientId, framework: scoped.framework }, body: { deviceIds: chosen, inScope, because } });
      }}
    >
      <p>
        {inScope
          ? `${scoped.title} sets deadlines for these devices again.`
          : `${scoped.title} sets no deadlines for these devices any more. An assessor will ask why: say it so that it can be read in a year.`}
      </p>
      <MultiSelect
        label="Devices"
        data={choice}
        value={chosen}
        onChange={setChosen}
        searchable
        limit={50}
        hidePickedOptions
        nothingFoundMessage="No device has this in its name"
        error={tried && chosen.length === 0 ? 'Choose at least one device.' : null}
      />
    </BecauseForm>
  );
}
