import { Select, Switch, TextInput } from '@mantine/core';
import { managerIds } from '@fettle/core/inventory';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { plainName } from '../../ui/name-text.ts';
import type { DecisionForm } from './fields.ts';
import style from '../form.module.css';

const kinds = [
  { value: 'advisory', label: 'An advisory or CVE' },
  { value: 'update', label: 'The updates of a package' },
  { value: 'lifecycle', label: 'A system or software whose support ends' },
];

/** What is decided about, where no update is open. */
export function AboutFields({ form }: { form: DecisionForm }): ReactNode {
  return (
    <>
      <Select
        label="About"
        data={kinds}
        allowDeselect={false}
        {...form.getInputProps('aboutKind')}
        onChange={(kind) => {
          form.getInputProps('aboutKind').onChange(kind);
          // The one decision that there is about everything.
          form.setFieldValue('kind', 'exception');
        }}
      />
      {form.values.aboutKind === 'lifecycle' && <ReleaseField form={form} />}
      {form.values.aboutKind === 'advisory' && (
        <TextInput
          label="Advisory"
          description="A CVE id, or the id of a publisher’s advisory. It stands for the CVE ids that it names today."
          placeholder="CVE-2026-10001"
          {...form.getInputProps('advisory')}
          error={form.errors['about/id'] ?? form.errors['advisory']}
        />
      )}
      {form.values.aboutKind === 'update' && (
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

/** Releases past their support, or near its end, that devices of the client run. */
function ReleaseField({ form }: { form: DecisionForm }): ReactNode {
  const { clientId } = form.values;
  const releases = useQuery({ ...reading('listLifecycle', { query: { clientId, limit: 500 } }), enabled: clientId !== '' }).data;
  return (
    <Select
      label="System or software"
      description={
        releases?.total === 0
          ? 'No device of this client runs a system or software whose support has ended or ends within 90 days.'
          : undefined
      }
      data={releases?.items.map(({ product, cycle, label }) => ({ value: `${product}/${cycle}`, label: plainName(label) })) ?? []}
      {...form.getInputProps('release')}
      error={form.errors['about'] ?? form.errors['release']}
    />
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
