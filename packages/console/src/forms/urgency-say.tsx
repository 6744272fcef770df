import { Button, Radio, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { longestLoweringDays } from '@fettle/core/urgency-words';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { ScopeFields } from './decision/ScopeFields.tsx';
import { fieldErrors } from './field-errors.ts';
import { emptyUrgency, urgencyRequest } from './urgency-draft.ts';
import type { SaidOf } from './urgency-draft.ts';
import style from './form.module.css';

type Props = {
  /** The client in view; undefined where the form asks for it. */
  clientId: string | undefined;
  /** The device from whose page it is asked for. */
  deviceId?: string;
  of: SaidOf;
  onDone: () => void;
};

const choices = [
  { value: 'fault', label: 'It mends a fault', description: 'A device shows it, and this update mends it. That makes it urgent there.' },
  { value: 'urgent', label: 'Urgent', description: 'Whatever the rules say. Counts until somebody takes it back, or until its last day.' },
  {
    value: 'normal',
    label: 'Normal',
    description: 'Whatever the rules say, for a while. Its deadlines stay, and what is known to be exploited stays urgent.',
  },
] as const;

const words = (text: string): string | null => (text.trim().length < 3 ? 'At least three letters.' : null);

/** Says that an update mends a fault that a device shows, or that it is urgent or normal whatever the rules say. Nothing of it is silent: every screen of the update shows it. */
export function SayUrgencyForm({ clientId, deviceId, of, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: emptyUrgency(clientId ?? '', deviceId),
    validate: {
      clientId: (id: string) => (id === '' ? 'Choose the client.' : null),
      reason: words,
      evidence: (text: string, { says }) => (says === 'fault' ? words(text) : null),
      endsAt: (day: string, { says }) => (says === 'normal' && day === '' ? 'Give a day: what was lowered comes back by itself.' : null),
    },
  });
  const clients = useQuery({ ...reading('listClients', { query: { limit: 500 } }), enabled: clientId === undefined }).data;
  const saving = useSaving('recordUrgencyWord', (word) => {
    toast('good', 'Recorded', word.title);
    onDone();
  });
  const submit = form.onSubmit((values) =>
    saving.mutate({ body: urgencyRequest(values, of) }, { onError: (error) => form.setErrors(fieldErrors(error)) }),
  );
  const { says } = form.values;
  const text = { autosize: true, minRows: 2, maxLength: 4000 };
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
      <Radio.Group label="Its urgency" {...form.getInputProps('says')}>
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
      <Switch
        label="Also every later version of it"
        description="Off: only this version. Of a newer one the rules decide again."
        {...form.getInputProps('everyVersion', { type: 'checkbox' })}
      />
      {says === 'fault' ? (
        <>
          <div className={style.pair}>
            <Select
              label="Fault of"
              data={[
                { value: 'stability', label: 'Stability' },
                { value: 'performance', label: 'Performance' },
              ]}
              allowDeselect={false}
              {...form.getInputProps('faultKind')}
            />
            <TextInput
              type="date"
              label="Seen since"
              description="Empty: not known."
              {...form.getInputProps('seenSince')}
              error={form.errors['seenSince'] ?? form.errors['fault/seenSince'] ?? form.errors['fault']}
            />
          </div>
          <Textarea label="What was seen" {...text} {...form.getInputProps('reason')} />
          <Textarea
            label="Evidence"
            description="Where one can read it: a ticket, a log, a measurement."
            {...text}
            {...form.getInputProps('evidence')}
            error={form.errors['evidence'] ?? form.errors['fault/evidence']}
          />
        </>
      ) : (
        <Textarea
          label="Reason"
          description="It stands beside the urgency wherever that is shown."
          {...text}
          {...form.getInputProps('reason')}
        />
      )}
      <TextInput
        type="date"
        label="Last day"
        description={
          says === 'normal'
            ? `Within ${longestLoweringDays} days. After it the rules decide again.`
            : 'Empty: until somebody takes it back.'
        }
        {...form.getInputProps('endsAt')}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          {says === 'normal' ? 'Lower it' : 'Make it urgent'}
        </Button>
      </div>
    </form>
  );
}
