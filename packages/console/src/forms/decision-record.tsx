import { Button, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { kindsAbout } from '@fettle/core/decisions';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { AboutFields, VersionField } from './decision/AboutFields.tsx';
import { AnswerFields } from './decision/AnswerFields.tsx';
import { aboutKindOf, emptyValues, requestOf } from './decision/draft.ts';
import type { Open } from './decision/draft.ts';
import { KindFields } from './decision/KindFields.tsx';
import { ScopeFields } from './decision/ScopeFields.tsx';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Props = {
  /** The client in view; undefined where the form asks for it. */
  clientId: string | undefined;
  /** The update or release that is open; null where the form asks what it is about. */
  about: Open | null;
  /** Where the form asks: the advisory with which it begins. */
  advisory?: string;
  onDone: (decision: CallOutput<'recordDecision'>) => void;
};

const kinds = [
  { value: 'deploy', label: 'Deploy', description: 'It is to be installed. The deployment is proposed for itself.' },
  { value: 'workaround', label: 'Workaround', description: 'Something else protects for now, with a check of its own.' },
  { value: 'exception', label: 'Exception', description: 'The risk is accepted for a while. Also a refusal of the client.' },
  { value: 'block', label: 'Block', description: 'It must not be installed. It goes before everything else.' },
  { value: 'replace', label: 'Replacement', description: 'Something else takes its place, by a day, and somebody sees to it.' },
] as const;

const words = (text: string): string | null => (text.trim().length < 3 ? 'At least three letters.' : null);

/** Records a decision about an update, an advisory or a release past its support, with what was recommended and what the client said. */
export function RecordDecisionForm({ clientId, about, advisory = '', onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: { ...emptyValues(clientId ?? ''), advisory },
    validate: {
      clientId: (id: string) => (id === '' ? 'Choose the client.' : null),
      recommendation: words,
      reason: words,
      what: (text: string, { kind }) => (kind === 'workaround' ? words(text) : null),
      check: (text: string, { kind }) => (kind === 'workaround' ? words(text) : null),
      advisory: (id: string, { aboutKind }) =>
        about === null && aboutKind === 'advisory' && id.trim() === '' ? 'Name the advisory.' : null,
      release: (name: string, { aboutKind }) =>
        about === null && aboutKind === 'lifecycle' && name === '' ? 'Choose the system or software.' : null,
      replaceBy: (text: string, { kind }) => (kind === 'replace' ? words(text) : null),
      responsible: (name: string, { kind }) => (kind === 'replace' && name.trim() === '' ? 'Name who sees to it.' : null),
      sourceName: (name: string, { aboutKind }) =>
        about === null && aboutKind === 'update' && name.trim() === '' ? 'Name the package.' : null,
    },
  });
  const clients = useQuery({ ...reading('listClients', { query: { limit: 500 } }), enabled: clientId === undefined }).data;
  const saving = useSaving('recordDecision', (decision) => {
    toast('good', 'Recorded', decision.title);
    onDone(decision);
  });
  const submit = form.onSubmit((values) =>
    saving.mutate({ body: requestOf(values, about) }, { onError: (error) => form.setErrors(fieldErrors(error)) }),
  );
  const possible = kindsAbout(aboutKindOf(form.values, about));
  const choices = kinds.filter(({ value }) => possible.includes(value));
  const mustEnd = form.values.kind === 'exception' || form.values.kind === 'replace';
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      {clientId === undefined && (
        <Select
          label="Client"
          data={clients?.items.map((one) => ({ value: one.id, label: plainName(one.name) })) ?? []}
          searchable
          {...form.getInputProps('clientId')}
        />
      )}
      {about === null && <AboutFields form={form} />}
      {about !== null && 'updateId' in about && <VersionField form={form} />}
      <Radio.Group label="Decision" {...form.getInputProps('kind')}>
        <div className={style.choices}>
          {choices.map((one) => (
            <Radio key={one.value} {...one} />
          ))}
        </div>
      </Radio.Group>
      <ScopeFields
        clientId={form.values.clientId}
        scope={form.values.scope}
        missing={form.errors['scope']}
        field={(name) => form.getInputProps(name)}
      />
      <Textarea
        label="We recommended"
        description="What you told the client, in a sentence."
        autosize
        minRows={2}
        maxLength={4000}
        {...form.getInputProps('recommendation')}
      />
      <AnswerFields clientSaid={form.values.clientSaid} field={(name) => form.getInputProps(name)} />
      <Textarea
        label="Reason"
        description="Why it was decided so."
        autosize
        minRows={2}
        maxLength={4000}
        {...form.getInputProps('reason')}
      />
      <KindFields form={form} />
      <div className={style.pair}>
        <TextInput
          type="date"
          label="Last day"
          description={mustEnd ? 'Within a year. After it, it is open again.' : 'Empty: until somebody revokes it.'}
          {...form.getInputProps('endsAt')}
        />
        <TextInput
          type="date"
          label="Review on"
          description="The day on which Today asks you to look again."
          {...form.getInputProps('reviewAt')}
        />
      </div>
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Record the decision
        </Button>
      </div>
    </form>
  );
}
