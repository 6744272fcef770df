import { Radio, Select } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';
import style from './form.module.css';

type Rebuild = CallOutput<'reportRebuild'>;
type Props = { readonly rebuild: Rebuild; readonly onDone: () => void };

const choices = [
  {
    what: 'done',
    label: 'It was built anew',
    means: 'It is looked at again, and its packages and checks are compared with before the change.',
  },
  {
    what: 'dropped',
    label: 'It is not to be built anew',
    means: 'It was mended otherwise, or is not needed any more. Nothing is compared.',
  },
] as const;

/** Says what became of a rebuild that is awaited. */
export function ReportRebuildForm({ rebuild, onDone }: Props): ReactNode {
  const [what, choose] = useState<'done' | 'dropped'>('done');
  const [nowDeviceId, chooseDevice] = useState<string | null>(null);
  const devices = useQuery(reading('listDevices', { query: { clientId: rebuild.clientId, limit: 500 } })).data?.items ?? [];
  const saving = useSaving('reportRebuild', () => {
    toast('good', 'Reported', what === 'done' ? 'It is compared as soon as it was looked at again.' : 'Nothing is awaited any more.');
    onDone();
  });
  return (
    <BecauseForm
      verb="Report"
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(note) =>
        saving.mutate({ params: { id: rebuild.id }, body: { what, note, nowDeviceId: what === 'done' ? nowDeviceId : null } })
      }
    >
      <p>
        <Name of={rebuild.deviceName} strong />: <Name of={rebuild.sentence} wraps />
      </p>
      <Radio.Group label="What became of it?" value={what} onChange={(value) => choose(value === 'dropped' ? 'dropped' : 'done')}>
        <div className={style.choices}>
          {choices.map((one) => (
            <Radio key={one.what} value={one.what} label={one.label} description={one.means} />
          ))}
        </div>
      </Radio.Group>
      {what === 'done' && (
        <Select
          label="The device that it is now"
          description="Where it was enrolled anew. Empty: the same as before."
          data={devices.filter(({ id }) => id !== rebuild.deviceId).map(({ id, name }) => ({ value: id, label: name }))}
          value={nowDeviceId}
          onChange={chooseDevice}
          searchable
          clearable
        />
      )}
    </BecauseForm>
  );
}
