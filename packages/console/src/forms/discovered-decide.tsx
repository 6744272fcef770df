import { Button, NumberInput, Radio, Select, TextInput, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { plainName } from '../ui/name-text.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type One = CallOutput<'getDiscovered'>;
const answers = ['enrolled', 'waved-off', 'by-hand', 'reopened'] as const;
const labels = {
  enrolled: ['It is a device with an agent', 'From then on only that device is judged.'],
  'waved-off': ['It needs no agent', 'Until a day, by which it is looked at again.'],
  'by-hand': ['It is patched by hand', 'In a rhythm; each time is recorded.'],
  reopened: ['It is open again', 'What was decided counts no more, and stays to be read.'],
} as const;

/** Says what a machine without an agent is. */
export function DecideDiscoveredForm({ one, onDone }: { readonly one: One; readonly onDone: () => void }): ReactNode {
  const isDecided = one.answer !== null && one.answer !== 'reopened';
  const [first] = one.proposed;
  const form = useForm({
    initialValues: {
      answer: (first === undefined ? 'by-hand' : 'enrolled') as (typeof answers)[number],
      deviceId: first?.deviceId ?? '',
      because: '',
      person: '',
      reviewOn: '',
      rhythmDays: 30 as number | string,
    },
    validate: {
      deviceId: (id: string, { answer }) => (answer === 'enrolled' && id === '' ? 'Choose the device.' : null),
      because: (text: string, { answer }) =>
        (answer === 'waved-off' || answer === 'reopened') && text.trim().length < 3 ? 'Say why.' : null,
      person: (text: string, { answer }) =>
        (answer === 'waved-off' || answer === 'by-hand') && text.trim() === '' ? 'Say who answers for it.' : null,
      reviewOn: (day: string, { answer }) => (answer === 'waved-off' && day === '' ? 'Say by when it is looked at again.' : null),
      rhythmDays: (days: number | string, { answer }) =>
        answer === 'by-hand' && (typeof days !== 'number' || days < 1 || days > 366) ? 'Say a number of days, from 1 to 366.' : null,
    },
  });
  const { values } = form;
  const { answer } = values;
  const devices =
    useQuery({ ...reading('listDevices', { query: { clientId: one.clientId, limit: 500 } }), enabled: answer === 'enrolled' }).data
      ?.items ?? [];
  const saving = useSaving('decideDiscovered', ({ name }) => {
    toast('good', 'Decided', plainName(name));
    onDone();
  });
  const submit = form.onSubmit(({ deviceId, because, person, reviewOn, rhythmDays }) => {
    const body =
      answer === 'enrolled'
        ? { answer, deviceId }
        : answer === 'waved-off'
          ? { answer, because: because.trim(), person: person.trim(), reviewOn }
          : answer === 'by-hand'
            ? { answer, person: person.trim(), rhythmDays: Number(rhythmDays) }
            : { answer, because: because.trim() };
    saving.mutate({ params: { id: one.id }, body }, { onError: (error) => form.setErrors(fieldErrors(error)) });
  });
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Radio.Group
        label="What is it?"
        value={answer}
        onChange={(value) => form.setFieldValue('answer', answers.find((each) => each === value) ?? 'by-hand')}
      >
        <div className={style.choices}>
          {answers
            .filter((value) => value !== 'reopened' || isDecided)
            .map((value) => (
              <Radio key={value} value={value} label={labels[value][0]} description={labels[value][1]} />
            ))}
        </div>
      </Radio.Group>
      {answer === 'enrolled' && (
        <Select
          label="Device"
          {...(first === undefined ? {} : { description: `${plainName(first.deviceName)} is proposed: ${first.because}.` })}
          searchable
          data={devices.filter(({ status }) => status !== 'retired').map(({ id, name }) => ({ value: id, label: plainName(name) }))}
          {...form.getInputProps('deviceId')}
        />
      )}
      {(answer === 'waved-off' || answer === 'reopened') && (
        <Textarea label="Why" autosize minRows={2} maxLength={2000} {...form.getInputProps('because')} />
      )}
      {(answer === 'waved-off' || answer === 'by-hand') && (
        <TextInput label="Who answers for it" maxLength={200} {...form.getInputProps('person')} />
      )}
      {answer === 'waved-off' && (
        <TextInput type="date" label="Look again by" description="Within a year." {...form.getInputProps('reviewOn')} />
      )}
      {answer === 'by-hand' && <NumberInput label="Once in so many days" min={1} max={366} {...form.getInputProps('rhythmDays')} />}
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Decide
        </Button>
      </div>
    </form>
  );
}
