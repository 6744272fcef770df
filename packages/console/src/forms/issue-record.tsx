import { Button, MultiSelect, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { isManagerId, managerIds } from '@fettle/core/inventory';
import { deviceTiers } from '@fettle/core/risk';
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Body = CallInput<'recordKnownIssue'>['body'];
type Tier = (typeof deviceTiers)[number];

const empty = {
  aboutKind: 'source',
  manager: 'apt',
  sourceName: '',
  from: '',
  to: '',
  kb: '',
  text: '',
  condition: '',
  link: '',
  ecosystems: [] as string[],
  architectures: [] as string[],
  virtualisations: [] as string[],
  tiers: [] as Tier[],
  kernel: '',
  package: '',
};

/** An issue of an update, for all clients: what has it, what happens, and on which devices. */
export function RecordIssueForm({ onDone }: { onDone: (issue: CallOutput<'recordKnownIssue'>) => void }): ReactNode {
  const form = useForm({
    initialValues: empty,
    validate: {
      condition: (text: string, values) =>
        ruleOf(values) !== null && text.trim() === '' ? 'Say in words on what it happens: the facts below only find those devices.' : null,
    },
  });
  const saving = useSaving('recordKnownIssue', (issue) => {
    toast('good', 'Recorded', 'Whoever is offered that update sees it now.');
    onDone(issue);
  });
  const submit = form.onSubmit((values) =>
    saving.mutate({ body: bodyOf(values) }, { onError: (error) => form.setErrors(fieldErrors(error)) }),
  );
  const wrong = (...paths: readonly string[]): ReactNode => paths.map((path) => form.errors[path]).find((error) => error !== undefined);
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Select
        label="What has it"
        data={[
          { value: 'source', label: 'Versions of a package' },
          { value: 'kb', label: 'An update of Microsoft' },
        ]}
        allowDeselect={false}
        {...form.getInputProps('aboutKind')}
      />
      {form.values.aboutKind === 'kb' ? (
        <TextInput label="KB" placeholder="KB5000001" {...form.getInputProps('kb')} error={wrong('about/kb')} />
      ) : (
        <>
          <div className={style.pair}>
            <Select label="Package manager" data={[...managerIds]} allowDeselect={false} {...form.getInputProps('manager')} />
            <TextInput label="Source package" {...form.getInputProps('sourceName')} error={wrong('about/sourceName')} />
          </div>
          <div className={style.pair}>
            <TextInput
              label="First version that has it"
              description="Empty: all up to the last."
              {...form.getInputProps('from')}
              error={wrong('about/from')}
            />
            <TextInput
              label="Last version that has it"
              description="Empty: every later one."
              {...form.getInputProps('to')}
              error={wrong('about/to')}
            />
          </div>
        </>
      )}
      <Textarea
        label="What happens"
        description="People of every client read it: name no client, no person and no address of theirs."
        autosize
        minRows={2}
        maxLength={2000}
        {...form.getInputProps('text')}
      />
      <TextInput
        label="On what it happens"
        description={
          ruleOf(form.values) === null
            ? 'In its maker’s words. Empty: on everything.'
            : 'In its maker’s words: what the facts below stand for.'
        }
        required={ruleOf(form.values) !== null}
        maxLength={500}
        {...form.getInputProps('condition')}
      />
      <TextInput label="Link" description="Where its maker tells of it." placeholder="https://" {...form.getInputProps('link')} />
      <fieldset className={style.set}>
        <legend className={style.legend}>Facts by which a device is known to be one</legend>
        <p className={style.faint}>
          All that you give must hold; a fact that is not known counts as holding. With none, every device may be one.
        </p>
        <div className={style.pair}>
          <TagsInput label="Systems" placeholder="debian:12" {...form.getInputProps('ecosystems')} />
          <TagsInput label="Architectures" placeholder="x86_64" {...form.getInputProps('architectures')} />
        </div>
        <div className={style.pair}>
          <TagsInput label="Virtualisation" placeholder="kvm" {...form.getInputProps('virtualisations')} />
          <MultiSelect label="Tiers" data={[...deviceTiers]} {...form.getInputProps('tiers')} />
        </div>
        <div className={style.pair}>
          <TextInput label="Running kernel begins with" placeholder="6.1.0-" {...form.getInputProps('kernel')} />
          <TextInput label="Has this package" {...form.getInputProps('package')} />
        </div>
      </fieldset>
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Record it
        </Button>
      </div>
    </form>
  );
}

const text = (value: string): string | null => (value.trim() === '' ? null : value.trim());
const some = <T,>(list: T[]): T[] | null => (list.length === 0 ? null : list);

function ruleOf(values: typeof empty): Body['rule'] {
  const rule = {
    ecosystems: some(values.ecosystems),
    architectures: some(values.architectures),
    virtualisations: some(values.virtualisations),
    tiers: some(values.tiers),
    kernel: text(values.kernel),
    package: text(values.package),
  };
  return Object.values(rule).every((part) => part === null) ? null : rule;
}

function bodyOf(values: typeof empty): Body {
  return {
    about:
      values.aboutKind === 'kb'
        ? { kind: 'kb', kb: values.kb.trim() }
        : {
            kind: 'source',
            manager: isManagerId(values.manager) ? values.manager : 'apt',
            sourceName: values.sourceName.trim(),
            from: text(values.from),
            to: text(values.to),
          },
    text: values.text.trim(),
    condition: text(values.condition),
    rule: ruleOf(values),
    link: text(values.link),
  };
}
