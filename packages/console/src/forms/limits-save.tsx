import { Button, NumberInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BandwidthFields } from './BandwidthFields.tsx';
import style from './form.module.css';

export type Limits = CallOutput<'getCapacity'>['limits'];
type Counts = Omit<Limits, 'bandwidth'>;
type Field = { readonly name: keyof Counts; readonly label: string; readonly description: string; readonly max: number };

const sending: readonly Field[] = [
  { name: 'atOnce', label: 'Devices at once', description: 'Under way at the same time, over all deployments.', max: 100_000 },
  { name: 'perHour', label: 'Devices an hour', description: 'Sent within any hour, over all deployments.', max: 100_000 },
];
const fields: readonly Field[] = [
  ...sending,
  {
    name: 'disturbedDevices',
    label: 'Disturbed devices',
    description: 'Changing, restarting or unwell after a change, at once.',
    max: 100_000,
  },
  {
    name: 'disturbedPercent',
    label: 'Disturbed share in percent',
    description: 'The same, of its active devices. The tighter of the two counts.',
    max: 100,
  },
  {
    name: 'downloads',
    label: 'Downloads at once',
    description: 'Devices that fetch packages at the same time; those that change first fetch first.',
    max: 100_000,
  },
];
const none: Limits = { atOnce: null, perHour: null, disturbedDevices: null, disturbedPercent: null, downloads: null, bandwidth: null };

/** The limits of a client, or of one of its sites. */
export function LimitsForm(props: { clientId: string; siteId: string | null; limits: Limits; onDone: () => void }): ReactNode {
  const { clientId, siteId, limits, onDone } = props;
  const saving = useSaving('setLimits', () => {
    toast('good', 'Saved');
    onDone();
  });
  return (
    <LimitFields
      of={fields}
      ofSite={siteId !== null}
      limits={limits}
      busy={saving.isPending}
      error={saving.error}
      onSave={(body) => saving.mutate({ params: { id: clientId }, body: { ...body, siteId } })}
    />
  );
}

/** The limits over all clients. */
export function OverallLimitsForm({ limits, onDone }: { limits: CallOutput<'getOverallLimits'>; onDone: () => void }): ReactNode {
  const saving = useSaving('setOverallLimits', () => {
    toast('good', 'Saved');
    onDone();
  });
  const { atOnce, perHour } = limits;
  return (
    <LimitFields
      of={sending}
      ofSite={false}
      limits={{ ...none, atOnce, perHour }}
      busy={saving.isPending}
      error={saving.error}
      onSave={(body) => saving.mutate({ body: { atOnce: body.atOnce, perHour: body.perHour } })}
    />
  );
}

type FieldsProps = {
  of: readonly Field[];
  ofSite: boolean;
  limits: Limits;
  busy: boolean;
  error: Error | null;
  onSave: (limits: Limits) => void;
};

function LimitFields({ of, ofSite, limits, busy, error, onSave }: FieldsProps): ReactNode {
  const [values, setValues] = useState(limits);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave(values);
  };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {error !== null && <Problem error={error} />}
      <p>Empty is no limit. What is under way goes on; what waits says for which limit.</p>
      {of.map(({ name, label, description, max }) => (
        <NumberInput
          key={name}
          label={label}
          description={description}
          value={values[name] ?? ''}
          onChange={(value) => setValues({ ...values, [name]: typeof value === 'number' ? value : null })}
          min={1}
          max={max}
          allowDecimal={false}
          clampBehavior="strict"
        />
      ))}
      {ofSite && <BandwidthFields value={values.bandwidth} onChange={(bandwidth) => setValues({ ...values, bandwidth })} />}
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={busy}>
          Save
        </Button>
      </div>
    </form>
  );
}
