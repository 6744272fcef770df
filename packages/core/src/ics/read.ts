/**
 * Reads days off an iCalendar file (RFC 5545): whole-day events by DTSTART, DTEND or DURATION, SUMMARY, and yearly RRULEs with EXDATE. What it can not read as days it
 * leaves out and tells; a file that is no calendar is refused.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { nameOf, oddness, readCalendar } from './events.ts';
import type { Event } from './events.ts';

export type ReadDays =
  | {
      readonly ok: true;
      /** In order, each day once; where several events name it, the first one's name. */
      readonly days: readonly { readonly day: string; readonly name: string }[];
      /** Events that were left out, with the reason. At most 20 are told. */
      readonly problems: readonly string[];
      readonly leftOut: number;
    }
  | { readonly ok: false; readonly sentence: string };

const mostDays = 2_000;
const longestEventDays = 62;
const toldAtMost = 20;

/** The days of a calendar from `first` to `last`, both included (`YYYY-MM-DD`): yearly ones are told for each year between. */
export function readDays(text: string, first: string, last: string): ReadDays {
  const calendar = readCalendar(text);
  if (!calendar.ok) return calendar;
  const days = new Map<string, string>();
  const problems: string[] = [];
  for (const event of calendar.events) {
    const read = daysOf(event, first, last);
    if (typeof read === 'string') problems.push(`“${nameOf(event)}” was left out: ${read}`);
    else for (const day of read) if (!days.has(day)) days.set(day, nameOf(event));
  }
  if (days.size > mostDays) return { ok: false, sentence: `The file names more than ${mostDays} days.` };
  const sorted = [...days].map(([day, name]) => ({ day, name })).toSorted((a, b) => (a.day < b.day ? -1 : 1));
  return { ok: true, days: sorted, problems: problems.slice(0, toldAtMost), leftOut: problems.length };
}

/** The days of one event, or why it has none that can be told. */
function daysOf(event: Event, first: string, last: string): readonly string[] | string {
  const [start] = event.get('DTSTART') ?? [];
  if (start === undefined) return 'it does not say when it begins.';
  const odd = oddness(event);
  if (odd !== null) return odd;
  const begins = dayOf(start.value);
  if (begins === null) return 'it begins at a time of day; only whole days are taken.';
  const length = lengthOf(event, begins);
  if (typeof length === 'string') return length;
  const starts = startsOf(event, begins, first, last);
  if (typeof starts === 'string') return starts;
  const except = new Set((event.get('EXDATE') ?? []).flatMap(({ value }) => value.split(',').map((one) => dayOf(one)?.toString())));
  return starts
    .filter((day) => !except.has(day.toString()))
    .flatMap((day) => Array.from({ length }, (_, offset) => day.add({ days: offset }).toString()))
    .filter((day) => day >= first && day <= last);
}

/** How many days it takes. DTEND is the day after the last (3.6.1); without an end it is one day. */
function lengthOf(event: Event, begins: Temporal.PlainDate): number | string {
  const [end] = event.get('DTEND') ?? [];
  const [duration] = event.get('DURATION') ?? [];
  if (end === undefined && duration === undefined) return 1;
  const ends = end === undefined ? after(begins, duration?.value ?? '') : dayOf(end.value);
  if (ends === null) return 'its end can not be read.';
  // Some programs write the same day as the end of a day.
  const days = Math.max(1, begins.until(ends).days);
  return days > longestEventDays ? `it takes more than ${longestEventDays} days.` : days;
}

function after(begins: Temporal.PlainDate, duration: string): Temporal.PlainDate | null {
  const [, weeks, days] = /^\+?P(?:([0-9]{1,2})W|([0-9]{1,2})D)$/.exec(duration) ?? [];
  if (weeks === undefined && days === undefined) return null;
  return begins.add({ days: Number(weeks ?? 0) * 7 + Number(days ?? 0) });
}

function startsOf(event: Event, begins: Temporal.PlainDate, first: string, last: string): readonly Temporal.PlainDate[] | string {
  const rules = event.get('RRULE') ?? [];
  const more = (event.get('RDATE') ?? []).flatMap(({ value }) => value.split(',').flatMap((one) => dayOf(one) ?? []));
  const [rule] = rules;
  if (rule === undefined) return [begins, ...more];
  const problem = ruleProblem(rule.value);
  if (rules.length > 1 || problem !== null) return problem ?? 'it repeats by more than one rule.';
  try {
    const at = `${begins.toString().replaceAll('-', '')}T000000`;
    const text = rule.value.toUpperCase().replace(/UNTIL=([0-9]{8})(?:T[0-9]{6}Z?)?/, 'UNTIL=$1T235959Z');
    const series = new RRuleTemporal({ rruleString: `DTSTART;TZID=UTC:${at}\nRRULE:${text}`, maxIterations: 2_000 });
    const from = Temporal.PlainDate.from(first).subtract({ days: longestEventDays }).toZonedDateTime('UTC');
    const found = series.between(from, Temporal.PlainDate.from(last).add({ days: 1 }).toZonedDateTime('UTC'), true);
    return [
      ...found.map((one) => Temporal.Instant.fromEpochMilliseconds(one.epochMilliseconds).toZonedDateTimeISO('UTC').toPlainDate()),
      ...more,
    ];
  } catch {
    return 'its rule can not be read.';
  }
}

const ruleParts: readonly string[] = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'WKST'];

function ruleProblem(rule: string): string | null {
  const parts = rule
    .toUpperCase()
    .split(';')
    .map((part) => part.split('='));
  const isKnown = parts.every(
    ([name = '', value = '', ...more]) => ruleParts.includes(name) && more.length === 0 && /^[-+0-9A-Z,]{1,80}$/.test(value),
  );
  if (!isKnown) return 'its rule can not be read.';
  const freq = parts.find(([name]) => name === 'FREQ')?.[1];
  return freq === 'YEARLY' ? null : 'it repeats otherwise than each year.';
}

/** A DATE (3.3.4); null: it is none, or none of the calendar. */
function dayOf(value: string): Temporal.PlainDate | null {
  const [, year, month, day] = /^([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(value.trim()) ?? [];
  try {
    return year === undefined ? null : Temporal.PlainDate.from(`${year}-${month}-${day}`);
  } catch {
    return null;
  }
}
