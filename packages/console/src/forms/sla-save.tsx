import { Button, NumberInput, Textarea, TextInput } from '@mantine/core';
import type { SlaBody } from '@fettle/protocol/agreements';
import type { CallOutput } from '@fettle/protocol/client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { ReasonField } from './framework-set.tsx';
import { TimesFields, timesDraft, timesOf } from './TimesFields.tsx';
import style from './form.module.css';

type Agreements = CallOutput<'getAgreements'>;

const nothing: SlaBody = {
  uptimePercent: null,
  recoveryTimeHours: null,
  recoveryPointHours: null,
  patch: { clock: 'offered', urgent: null, normal: null },
  offDays: null,
  exclusions: [],
  notes: '',
};

/** The next version of a client's SLA, beginning from the newest. Versions are only added. */
export function SaveSlaForm({ agreements, onDone }: { agreements: Agreements; onDone: () => void }): ReactNode {
  const newest = agreements.sla.versions[0] ?? null;
  const before = newest?.body ?? nothing;
  const [from, setFrom] = useState(agreements.today);
  // A change in the middle of a term keeps the end that was agreed.
  const [to, setTo] = useState(newest !== null && newest.to !== null && newest.to >= agreements.today ? newest.to : '');
  const [promises, setPromises] = useState(before);
  const [times, setTimes] = useState(timesDraft(before.patch));
  const [exclusions, setExclusions] = useState(before.exclusions.join('\n'));
  const [because, setBecause] = useState('');
  const [tried, setTried] = useState(false);
  const version = (newest?.version ?? 0) + 1;
  const saving = useSaving('saveSla', () => {
    toast('good', `Version ${version} is saved`, `It holds from ${from} on.`);
    onDone();
  });
  const noReason = because.trim().length < 3;
  const toWrong = to !== '' && to < from;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (noReason || toWrong || from === '') return;
    const sla = { ...promises, patch: timesOf(times), exclusions: linesOf(exclusions) };
    saving.mutate({
      params: { id: agreements.clientId },
      body: { basedOn: newest?.version ?? 0, from, to: to === '' ? null : to, sla, because: because.trim() },
    });
  };
  const number = (name: 'uptimePercent' | 'recoveryTimeHours' | 'recoveryPointHours') => ({
    value: promises[name] ?? '',
    min: 0,
    onChange: (value: string | number) => setPromises({ ...promises, [name]: typeof value === 'number' ? value : null }),
  });
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <p>
        {newest === null
          ? 'What is left empty is not promised.'
          : `From its first day on version ${version} replaces the versions before it. To end the agreement, save it with a last day.`}
      </p>
      <div className={style.pair}>
        <TextInput
          type="date"
          label="First day"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
          error={tried && from === '' ? 'Give a day.' : null}
        />
        <TextInput
          type="date"
          label="Last day"
          description="Empty: no end is known."
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          error={toWrong ? 'It lies before the first day.' : null}
        />
      </div>
      <TimesFields value={times} onChange={setTimes} />
      <NumberInput
        label="Days off that do not count"
        description="Time in which a device was provably off stops these times, up to so many days a deadline. Empty: the calendar counts."
        value={promises.offDays ?? ''}
        min={1}
        max={365}
        allowDecimal={false}
        onChange={(value) => setPromises({ ...promises, offDays: typeof value === 'number' ? value : null })}
      />
      <NumberInput label="Uptime in percent" description="Empty: not promised." max={100} decimalScale={4} {...number('uptimePercent')} />
      <div className={style.pair}>
        <NumberInput
          label="Recovery time in hours"
          description="Back at work after an outage (RTO)."
          max={100_000}
          {...number('recoveryTimeHours')}
        />
        <NumberInput
          label="Recovery point in hours"
          description="At most so much work is lost (RPO)."
          max={100_000}
          {...number('recoveryPointHours')}
        />
      </div>
      <Textarea
        label="Exclusions"
        description="What it does not cover, one a line."
        autosize
        minRows={2}
        value={exclusions}
        onChange={(event) => setExclusions(event.currentTarget.value)}
      />
      <Textarea
        label="Notes"
        autosize
        minRows={2}
        maxLength={4000}
        value={promises.notes}
        onChange={(event) => setPromises({ ...promises, notes: event.currentTarget.value })}
      />
      <ReasonField value={because} onChange={setBecause} wrong={tried && noReason} />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Save version {version}
        </Button>
      </div>
    </form>
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
