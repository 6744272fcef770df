import { Button, FileInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { dayLines, readDayLines } from '../pages/calendar/days.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { Notice } from '../ui/Notice.tsx';
import { toast } from '../ui/toast.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import { everybody, WhomField } from './WhomField.tsx';
import style from './form.module.css';

type List = CallOutput<'getHolidayList'>;
type Props = { readonly clientId: string | undefined; readonly list: List | null; readonly onDone: () => void };
const yearsAhead = 5;
const mostBytes = 1_000_000;

/** A list of holidays: written by hand, one day a line, or filled from a calendar file that is read in this browser. */
export function SaveHolidaysForm({ clientId, list, onDone }: Props): ReactNode {
  const [told, setTold] = useState<{ readonly title: string; readonly lines: readonly string[] } | null>(null);
  const form = useForm({
    initialValues: {
      clientId: list === null ? (clientId ?? '') : (list.clientId ?? everybody),
      name: list?.name ?? '',
      days: dayLines(list?.holidays ?? []),
    },
    validate: {
      clientId: (id: string) => (id === '' ? 'Choose whom it is for.' : null),
      name: nameProblem,
      days: (text: string) => readDayLines(text).wrong,
    },
  });
  const done = ({ name, days }: List): void => {
    toast('good', 'Saved', `${name}: ${days} days`);
    onDone();
  };
  const adding = useSaving('createHolidayList', done);
  const changing = useSaving('saveHolidayList', done);
  const error = adding.error ?? changing.error;
  const submit = form.onSubmit((said) => {
    const holidays = [...readDayLines(said.days).days];
    const options = { onError: (cause: unknown) => form.setErrors(fieldErrors(cause)) };
    const name = said.name.trim();
    if (list === null) adding.mutate({ body: { clientId: said.clientId === everybody ? null : said.clientId, name, holidays } }, options);
    else changing.mutate({ params: { id: list.id }, body: { name, holidays, basedOn: list.version } }, options);
  });
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return;
    if (file.size > mostBytes) return setTold({ title: 'The file is too large', lines: ['At most 1 MB is read.'] });
    const { readDays } = await import('@fettle/core/ics');
    const year = new Date().getFullYear();
    const read = readDays(await file.text(), `${year}-01-01`, `${year + yearsAhead}-12-31`);
    if (!read.ok) return setTold({ title: 'The file can not be read as a calendar', lines: [read.sentence] });
    const known = new Map([...readDayLines(form.values.days).days, ...read.days].map((one) => [one.day, one]));
    form.setFieldValue('days', dayLines([...known.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1))));
    setTold({
      title: `${read.days.length} days were read${read.leftOut === 0 ? '' : `, and ${read.leftOut} events left out`}`,
      lines: read.problems,
    });
  };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {error !== null && <Problem error={error} />}
      {clientId === undefined && list === null && <WhomField input={form.getInputProps('clientId')} />}
      <TextInput label="Name" description="For example Public holidays of Bavaria." data-autofocus {...form.getInputProps('name')} />
      <FileInput
        label="From a calendar file"
        description="Whole days of an .ics file; yearly ones for five years. They are added below, and saved with the list."
        placeholder="Choose an .ics file"
        accept=".ics,text/calendar"
        onChange={(file) => void take(file)}
      />
      {told !== null && (
        <Notice status="attention" title={told.title} live>
          {told.lines.join(' ')}
        </Notice>
      )}
      <Textarea
        label="Days"
        description="One a line, such as 2026-12-25 Christmas Day. Windows that name the list do not open on them."
        autosize
        minRows={6}
        maxRows={20}
        spellCheck={false}
        {...form.getInputProps('days')}
        error={form.errors['days'] ?? form.errors['holidays']}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={adding.isPending || changing.isPending}>
          Save the list
        </Button>
      </div>
    </form>
  );
}
