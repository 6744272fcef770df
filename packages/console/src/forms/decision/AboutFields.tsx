import { Select, Switch, TextInput } from '@mantine/core';
import { managerIds } from '@fettle/core/inventory';
import type { ReactNode } from 'react';
import type { DecisionForm } from './fields.ts';
import style from '../form.module.css';

const kinds = [
  { value: 'advisory', label: 'An advisory or CVE' },
  { value: 'update', label: 'The updates of a package' },
];

/** What is decided about, where no update is open. */
export function AboutFields({ form }: { form: DecisionForm }): ReactNode {
  return (
    <>
      <Select label="About" data={kinds} allowDeselect={false} {...form.getInputProps('aboutKind')} />
      {form.values.aboutKind === 'advisory' ? (
        <TextInput
          label="Advisory"
          description="A CVE id, or the id of a publisher’s advisory. It stands for the CVE ids that it names today."
          placeholder="CVE-2026-10001"
          {...form.getInputProps('advisory')}
          error={form.errors['about/id'] ?? form.errors['advisory']}
        />
      ) : (
        <div className={style.pair}>
          <Select label="Package manager" data={[...managerIds]} allowDeselect={false} {...form.getInputProps('manager')} />
          <TextInput
            label="Source package"
            {...form.getInputProps('sourceName')}
            error={form.errors['about/sourceName'] ?? form.errors['sourceName']}
          />
          <TextInput label="Version" description="Empty: every version." {...form.getInputProps('sourceVersion')} />
        </div>
      )}
    </>
  );
}

/** How far a decision about an open update goes. */
export function VersionField({ form }: { form: DecisionForm }): ReactNode {
  return (
    <Switch
      label="Also every later version of it"
      description="Off: only this version. When a newer one is offered, it is open again."
      {...form.getInputProps('everyVersion', { type: 'checkbox' })}
    />
  );
}
