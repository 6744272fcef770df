import { NumberInput, Select } from '@mantine/core';
import type { AgreedTimes } from '@fettle/protocol/agreements';
import type { ReactNode } from 'react';
import { clockWords } from '../parts/agreed-words.ts';
import { oneOf } from '../session/list-state.ts';
import style from './form.module.css';

type Unit = NonNullable<AgreedTimes['urgent']>['unit'];
const units = ['hours', 'days', 'months'] as const satisfies readonly Unit[];
const clocks = ['offered', 'released', 'published', 'detected'] as const satisfies readonly AgreedTimes['clock'][];

export type TimesDraft = { readonly clock: AgreedTimes['clock']; readonly urgent: TimeDraft; readonly normal: TimeDraft };
/** `count` null: none is agreed. */
type TimeDraft = { readonly count: number | null; readonly unit: Unit };

export function timesDraft(times: AgreedTimes | null): TimesDraft {
  return {
    clock: times?.clock ?? 'offered',
    urgent: times?.urgent ?? { count: null, unit: 'hours' },
    normal: times?.normal ?? { count: null, unit: 'days' },
  };
}

export function timesOf({ clock, urgent, normal }: TimesDraft): AgreedTimes {
  return { clock, urgent: timeOf(urgent), normal: timeOf(normal) };
}

function timeOf({ count, unit }: TimeDraft): AgreedTimes['urgent'] {
  return count === null ? null : { count, unit };
}

/** Times by urgency, and what they are counted from. An empty time is none. */
export function TimesFields({ value, onChange }: { value: TimesDraft; onChange: (value: TimesDraft) => void }): ReactNode {
  return (
    <>
      <TimeField name="Urgent updates" value={value.urgent} onChange={(urgent) => onChange({ ...value, urgent })} />
      <TimeField name="Normal updates" value={value.normal} onChange={(normal) => onChange({ ...value, normal })} />
      <Select
        label="Counted from"
        data={clocks.map((clock) => ({ value: clock, label: clockWords[clock] }))}
        value={value.clock}
        onChange={(clock) => onChange({ ...value, clock: oneOf(clock ?? '', clocks) ?? value.clock })}
      />
    </>
  );
}

type FieldProps = { name: string; value: TimeDraft; onChange: (value: TimeDraft) => void };

function TimeField({ name, value, onChange }: FieldProps): ReactNode {
  return (
    <div className={style.pair}>
      <NumberInput
        label={`${name} within`}
        description="Empty: no time is agreed."
        value={value.count ?? ''}
        min={1}
        max={1000}
        allowDecimal={false}
        onChange={(count) => onChange({ ...value, count: typeof count === 'number' ? count : null })}
      />
      <Select
        label={`Unit for ${name.toLowerCase()}`}
        description="Hours count to the hour, days by the calendar."
        data={[...units]}
        value={value.unit}
        onChange={(unit) => onChange({ ...value, unit: oneOf(unit ?? '', units) ?? value.unit })}
      />
    </div>
  );
}
