import { Button, Checkbox, FileInput, Switch, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { Time } from '../ui/Time.tsx';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import { everybody, WhomField } from './WhomField.tsx';
import style from './form.module.css';

type Told = CallOutput<'importFreezes'>;
type Event = Told['events'][number];
const mostBytes = 1_000_000;
const mostTimes = 5;

/** Timed events of a calendar file as freezes: first it is said what each would become, then those that are chosen are declared. */
export function ImportFreezesForm({ clientId, onDone }: { clientId: string | undefined; onDone: () => void }): ReactNode {
  const [told, setTold] = useState<Told | null>(null);
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const form = useForm({
    initialValues: { clientId: clientId ?? '', file: null as File | null, reason: '', exceptUrgent: false },
    validate: {
      clientId: (id: string) => (id === '' ? 'Choose whom it is for.' : null),
      file: (file: File | null) =>
        file === null ? 'Choose a file.' : file.size > mostBytes ? 'The file is too large: at most 1 MB is read.' : null,
      reason: (text: string) => (text.trim().length < 3 ? 'Say why, in at least three letters.' : null),
    },
    // What is shown must be of what is declared.
    onValuesChange: () => setTold(null),
  });
  const looking = useSaving('importFreezes', (answer) => {
    setTold(answer);
    setWithout(new Set());
  });
  const declaring = useSaving('importFreezes', ({ freezes }) => {
    toast('good', freezes === 1 ? 'One freeze is declared' : `${freezes} freezes are declared`);
    onDone();
  });
  const send = async (dryRun: boolean): Promise<void> => {
    const { file, reason, exceptUrgent } = form.values;
    const names = told === null ? {} : { names: [...new Set(told.events.map(({ name }) => name))].filter((name) => !without.has(name)) };
    const body = {
      clientId: form.values.clientId === everybody ? null : form.values.clientId,
      reason: reason.trim(),
      ics: (await file?.text()) ?? '',
      exceptUrgent,
      dryRun,
      ...names,
    };
    const options = { onError: (error: unknown) => form.setErrors(fieldErrors(error)) };
    (dryRun ? looking : declaring).mutate({ body }, options);
  };
  const error = looking.error ?? declaring.error;
  const wanted = told?.events.filter(({ name }) => !without.has(name)) ?? [];
  const count = wanted.flatMap(({ freezes }) => freezes.filter(({ stands }) => !stands)).length;
  return (
    <form className={style.form} noValidate onSubmit={form.onSubmit(() => void send(true))}>
      {error !== null && <Problem error={error} />}
      {clientId === undefined && <WhomField input={form.getInputProps('clientId')} />}
      <FileInput
        label="Calendar file"
        description="Events with a time of day of an .ics file, of the next three years. Whole days belong into a list of holidays. Nothing is declared before you have seen what would be."
        placeholder="Choose an .ics file"
        accept=".ics,text/calendar"
        data-autofocus
        {...form.getInputProps('file')}
        error={form.errors['file'] ?? form.errors['ics']}
      />
      <Switch
        label="Urgent updates go on"
        description="A deployment goes on if each of its updates was urgent when it was planned."
        {...form.getInputProps('exceptUrgent', { type: 'checkbox' })}
      />
      <Textarea
        label="Reason"
        description="Whoever waits is told it, of each of them."
        autosize
        minRows={2}
        maxLength={4000}
        {...form.getInputProps('reason')}
      />
      {told !== null && <Events told={told} without={without} onChange={setWithout} />}
      <div className={style.actions}>
        <Button type="submit" variant={told === null ? 'filled' : 'default'} loading={looking.isPending}>
          See what they become
        </Button>
        {told !== null && (
          <ReasonButton
            variant="filled"
            reason={count === 0 ? 'None of the events becomes a freeze that does not stand already.' : null}
            loading={declaring.isPending}
            onClick={() => void send(false)}
          >
            {count === 1 ? 'Declare 1 freeze' : `Declare ${count} freezes`}
          </ReasonButton>
        )}
      </div>
    </form>
  );
}

type EventsProps = {
  readonly told: Told;
  readonly without: ReadonlySet<string>;
  readonly onChange: (without: ReadonlySet<string>) => void;
};

function Events({ told, without, onChange }: EventsProps): ReactNode {
  const taken = told.events.filter((event) => event.taken);
  const refused = told.events.filter((event) => !event.taken);
  return (
    <>
      {taken.length > 0 && (
        <Checkbox.Group
          label="Events that become freezes"
          value={[...new Set(taken.map(({ name }) => name))].filter((name) => !without.has(name))}
          onChange={(chosen) => onChange(new Set(taken.map(({ name }) => name).filter((name) => !chosen.includes(name))))}
        >
          <div className={style.choices}>
            {[...Map.groupBy(taken, ({ name }) => name)].map(([name, events]) => (
              <Checkbox key={name} value={name} label={<Name of={name} wraps />} description={<Times events={events} />} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {refused.length > 0 && (
        <Notice
          status="attention"
          title={refused.length === 1 ? 'One event becomes nothing' : `${refused.length} events become nothing`}
          live
        >
          <ul>
            {refused.slice(0, 50).map(({ name, sentence }, index) => (
              <li key={`${index} ${name}`}>
                <Name of={`${name}: ${sentence}`} wraps />
              </li>
            ))}
            {refused.length > 50 && <li>and {refused.length - 50} more</li>}
          </ul>
        </Notice>
      )}
      {told.events.length === 0 && <Notice status="unknown" title="The file has no events" live />}
    </>
  );
}

function Times({ events }: { events: readonly Event[] }): ReactNode {
  const times = events.flatMap(({ freezes }) => freezes);
  return (
    <>
      {times.slice(0, mostTimes).map(({ from, until, stands }) => (
        <span key={`${from} ${until}`} style={{ display: 'block' }}>
          <Time at={from} /> to <Time at={until} />
          {stands && ', stands already'}
        </span>
      ))}
      {times.length > mostTimes && `and ${times.length - mostTimes} more`}
    </>
  );
}
