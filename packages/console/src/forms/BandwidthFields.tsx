import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';

type Bandwidth = NonNullable<CallOutput<'getCapacity'>['limits']['bandwidth']>;
type Props = { value: Bandwidth | null; onChange: (value: Bandwidth | null) => void };

const nights = { from: '20:00', to: '06:00' };

/** How fast the devices of a site may fetch packages, all together, and in which hours otherwise. */
export function BandwidthFields({ value, onChange }: Props): ReactNode {
  const hours = value?.hours ?? null;
  return (
    <>
      <MegabitsInput
        label="Bandwidth for downloads in Mbit/s"
        description="All downloads of packages together. Each device is told its part, and when its turn is over."
        value={value?.megabits ?? null}
        onChange={(megabits) => onChange(megabits === null ? null : { megabits, hours })}
      />
      <Checkbox
        label="Another bandwidth in some hours of each day"
        description="At night, say. By the clock of the site."
        disabled={value === null}
        checked={hours !== null}
        onChange={({ currentTarget: { checked } }) =>
          value !== null && onChange({ ...value, hours: checked ? { ...nights, megabits: value.megabits } : null })
        }
      />
      {value !== null && hours !== null && (
        <>
          <TextInput
            type="time"
            label="From"
            value={hours.from}
            onChange={({ currentTarget }) => onChange({ ...value, hours: { ...hours, from: currentTarget.value } })}
          />
          <TextInput
            type="time"
            label="To"
            description="Over midnight where it lies before the other."
            value={hours.to}
            onChange={({ currentTarget }) => onChange({ ...value, hours: { ...hours, to: currentTarget.value } })}
          />
          <MegabitsInput
            label="Bandwidth in these hours in Mbit/s"
            value={hours.megabits}
            onChange={(megabits) => megabits !== null && onChange({ ...value, hours: { ...hours, megabits } })}
          />
        </>
      )}
    </>
  );
}

type MegabitsProps = { label: string; description?: string; value: number | null; onChange: (value: number | null) => void };

function MegabitsInput({ value, onChange, ...words }: MegabitsProps): ReactNode {
  return (
    <NumberInput
      {...words}
      value={value ?? ''}
      onChange={(next) => onChange(typeof next === 'number' && next > 0 ? next : null)}
      max={100_000}
      decimalScale={1}
      allowNegative={false}
    />
  );
}
