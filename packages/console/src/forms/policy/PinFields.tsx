import { Button, TextInput } from '@mantine/core';
import type { VersionPin } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { at, type Draft } from './draft.ts';
import { OrderButtons } from './OrderButtons.tsx';
import form from '../form.module.css';
import style from './policy.module.css';

/** Packages that stay at a version: before all rules, and against what a person names. */
export function PinFields({ policy, problems, change }: Draft): ReactNode {
  const pins = policy.pins ?? [];
  const set = (next: readonly VersionPin[]): void => change({ pins: next });
  const field = (index: number, pin: VersionPin, name: keyof VersionPin) => ({
    value: pin[name],
    onChange: (event: { currentTarget: { value: string } }) => set(pins.with(index, { ...pin, [name]: event.currentTarget.value })),
    error: at(problems, `pins[${index}].${name}`),
  });
  return (
    <>
      {at(problems, 'pins') !== null && <p className={style.error}>{at(problems, 'pins')}</p>}
      {pins.length === 0 && <p className={form.faint}>No package is kept at a version.</p>}
      <ol className={style.rings}>
        {pins.map((pin, index) => (
          // A pin is known by its place; what it says is being written.
          <li key={index} className={style.ring}>
            <div className={style.fields}>
              <TextInput label="Package" description="* stands for any text." maxLength={200} {...field(index, pin, 'package')} />
              <TextInput
                label="Stays at"
                description="A version, or its beginning: 2.4.*"
                maxLength={200}
                {...field(index, pin, 'version')}
              />
              <TextInput label="Because" className={style.wide ?? ''} maxLength={500} {...field(index, pin, 'because')} />
            </div>
            <OrderButtons items={pins} index={index} what="pin" onChange={set} />
          </li>
        ))}
      </ol>
      <div className={form.actions}>
        <Button onClick={() => set([...pins, { package: '', version: '', because: '' }])}>Pin a package</Button>
      </div>
    </>
  );
}
