import { NumberInput, TextInput } from '@mantine/core';
import type { RebuildPlan } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { numberOf, shownNumber } from './draft.ts';
import form from '../form.module.css';

type Props = {
  rebuild: RebuildPlan;
  problemOf: (field: keyof RebuildPlan) => string | null;
  set: (rebuild: RebuildPlan) => void;
};

/** The written instruction by which a person builds a device anew. Whoever approves a change with it accepts that. */
export function RebuildFields({ rebuild, problemOf, set }: Props): ReactNode {
  return (
    <div className={form.form}>
      <div className={form.pair}>
        <TextInput
          label="Built anew by"
          description="A person, or a role such as “operations on duty”."
          value={rebuild.by}
          onChange={(event) => set({ ...rebuild, by: event.currentTarget.value })}
          error={problemOf('by')}
          maxLength={200}
        />
        <NumberInput
          label="It takes minutes"
          value={shownNumber(rebuild.minutes)}
          min={1}
          allowDecimal={false}
          onChange={(value) => set({ ...rebuild, minutes: numberOf(value) })}
          error={problemOf('minutes')}
        />
      </div>
      <TextInput
        label="From which image or backup"
        description="Where it is. Never its credentials."
        value={rebuild.from}
        onChange={(event) => set({ ...rebuild, from: event.currentTarget.value })}
        error={problemOf('from')}
        maxLength={500}
      />
      <TextInput
        label="What to do"
        description="In short, or where it is written."
        value={rebuild.steps}
        onChange={(event) => set({ ...rebuild, steps: event.currentTarget.value })}
        error={problemOf('steps')}
        maxLength={2000}
      />
    </div>
  );
}
