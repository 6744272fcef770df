/** The sentences of a monthly report, for page, mail and document alike. */
import type { MonthReport, Need, NeedKind } from './report.ts';
import type { Attainment, Latency } from './types.ts';

/** 0.994 as “99.4 %”: to one place, and never 100 or 0 where it is not all or nothing. */
export function shareWords(share: number): string {
  const tenths = Math.round(share * 1000);
  const kept = share < 1 && tenths === 1000 ? 999 : share > 0 && tenths === 0 ? 1 : tenths;
  return `${kept % 10 === 0 ? kept / 10 : (kept / 10).toFixed(1)} %`;
}

/** One line of how deadlines were met. */
export function attainmentSentence({ owed, met, late, open, excluded, share }: Attainment): string {
  const out =
    excluded === 0 ? '' : ` ${count(excluded, 'more was', 'more were')} not counted: decided otherwise, or not owed any more by then.`;
  if (share === null) return `No update had to be in this month.${out}`;
  const missed = [
    ...(late === 0 ? [] : [`${late} ${late === 1 ? 'was' : 'were'} late`]),
    ...(open === 0 ? [] : [`${open} ${open === 1 ? 'is' : 'are'} still open`]),
  ];
  return `${met} of ${count(owed, 'update')} ${owed === 1 ? 'was' : 'were'} in by ${owed === 1 ? 'its' : 'their'} day (${shareWords(share)})${
    missed.length === 0 ? '' : `; ${missed.join(', ')}`
  }.${out}`;
}

export function latencySentence({ count: installed, medianDays, p90Days }: Latency): string {
  return medianDays === null || p90Days === null
    ? 'None was installed.'
    : `Half of the ${installed} that were installed were in within ${days(medianDays)}, nine of ten within ${days(p90Days)}.`;
}

const needWords: Readonly<Record<NeedKind, (n: number) => string>> = {
  approvals: (n) => `${count(n, 'change waits', 'changes wait')} for an approval.`,
  'decisions-ending': (n) =>
    `${count(n, 'accepted risk or workaround ends', 'accepted risks or workarounds end')} within 30 days and ${n === 1 ? 'needs' : 'need'} a decision.`,
  support: (n) =>
    `${count(n, 'device runs', 'devices run')} what its maker no longer supports, and nobody has decided what becomes of ${n === 1 ? 'it' : 'them'}.`,
  discovered: (n) =>
    `${count(n, 'machine', 'machines')} without our agent ${n === 1 ? 'needs' : 'need'} somebody to say what becomes of ${n === 1 ? 'it' : 'them'}.`,
  silent: (n) =>
    `${count(n, 'device has', 'devices have')} not been heard of for long: please switch ${n === 1 ? 'it' : 'them'} on, or tell us that ${n === 1 ? 'it is' : 'they are'} gone.`,
};

export function needSentence({ kind, count: n }: Need): string {
  return needWords[kind](n);
}

/** What is said where there is no need: nothing waits, or nobody knows. */
export function noNeedSentence({ needsKnown }: Pick<MonthReport, 'needsKnown'>): string {
  return needsKnown
    ? 'Nothing waits for you.'
    : 'The twelve steps were not computed on the last day: whether anything else waits for you is not known.';
}

/** Why the numbers of this month are not of all of it; null: they are. */
export function partlyRecorded({
  from,
  until,
  recordedSince,
  asOf,
}: Pick<MonthReport, 'from' | 'until' | 'recordedSince' | 'asOf'>): string | null {
  if (recordedSince >= until) return 'Nothing was recorded yet of when updates were in this month.';
  if (recordedSince > from)
    return `When updates were in is recorded since ${recordedSince.slice(0, 10)}: of the days before nothing is known.`;
  return asOf < until ? 'This month is not over: these are the numbers so far.' : null;
}

/** `2026-10` as “October 2026”. */
export function monthWords(month: string): string {
  const { month: of, year } = Temporal.PlainYearMonth.from(month);
  return `${monthNames[of - 1] ?? ''} ${year}`;
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function count(n: number, one: string, more = `${one}s`): string {
  return `${n} ${n === 1 ? one : more}`;
}

function days(n: number): string {
  return n === 1 ? '1 day' : `${n} days`;
}
