/**
 * Reads an RFC 5545 recurrence rule (section 3.3.10) into its canonical text. Everything that reaches the library that
 * expands rules has passed here, so the library never meets a part or a number that it might read in its own way.
 */

export type RuleText = {
  /** Canonical: upper case, no prefix, parts in the order in which they were written. */
  readonly text: string;
  readonly parts: ReadonlyMap<string, string>;
};

export type RuleTextProblem = { readonly code: 'window.rule-not-readable' | 'window.rule-not-allowed'; readonly sentence: string };

const days = '(?:MO|TU|WE|TH|FR|SA|SU)';

/** What each part may say. Times of day are missing on purpose: the window's start says them. */
const partGrammar: Readonly<
  Record<string, { readonly form: RegExp; readonly least?: number; readonly most?: number; readonly allowed: string }>
> = {
  FREQ: { form: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/, allowed: 'DAILY, WEEKLY, MONTHLY or YEARLY' },
  INTERVAL: { form: /^[0-9]{1,3}$/, least: 1, most: 999, allowed: 'a number from 1 to 999' },
  COUNT: { form: /^[0-9]{1,3}$/, least: 1, most: 100, allowed: 'a number from 1 to 100 (say UNTIL for longer series)' },
  UNTIL: { form: /^[0-9]{8}(?:T[0-9]{6}Z?)?$/, allowed: 'a date such as 20271231 or a time such as 20271231T235959' },
  BYDAY: {
    form: listOf(`(?:[+-]?[0-9]{1,2})?${days}`),
    least: 1,
    most: 53,
    allowed: 'days such as SU or MO,WE, in months also 2TU or -1FR',
  },
  BYMONTH: { form: listOf('[0-9]{1,2}'), least: 1, most: 12, allowed: 'months from 1 to 12' },
  BYMONTHDAY: { form: listOf('[+-]?[0-9]{1,2}'), least: 1, most: 31, allowed: 'days from 1 to 31, or -1 for the last' },
  BYYEARDAY: { form: listOf('[+-]?[0-9]{1,3}'), least: 1, most: 366, allowed: 'days from 1 to 366, or -1 for the last' },
  BYWEEKNO: { form: listOf('[+-]?[0-9]{1,2}'), least: 1, most: 53, allowed: 'weeks from 1 to 53, or -1 for the last' },
  BYSETPOS: { form: listOf('[+-]?[0-9]{1,3}'), least: 1, most: 366, allowed: 'positions from 1 to 366, or -1 for the last' },
  WKST: { form: new RegExp(`^${days}$`), allowed: 'a day such as MO' },
};

const dayParts = ['BYDAY', 'BYMONTHDAY', 'BYYEARDAY'];

/** Reads a rule; the problem says which part is wrong and what it may say. */
export function readRuleText(text: unknown): RuleText | RuleTextProblem {
  if (typeof text !== 'string' || text.length > 500)
    return unreadable('It must be a recurrence rule of at most 500 characters, such as FREQ=WEEKLY;BYDAY=SU.');
  const canonical = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '');

  const parts = new Map<string, string>();
  for (const piece of canonical.split(';')) {
    const [name = '', value = '', ...more] = piece.split('=');
    const grammar = Object.hasOwn(partGrammar, name) ? partGrammar[name] : undefined;
    if (grammar === undefined)
      return isTimePart(name)
        ? refused(`${name} is not allowed: a window starts once, at its start time.`)
        : unreadable(`“${clip(piece)}” is not a part of a recurrence rule that Fettle reads.`);
    if (parts.has(name)) return unreadable(`${name} is said twice.`);
    if (more.length > 0 || !grammar.form.test(value) || !withinRange(value, grammar))
      return unreadable(`${name} says “${clip(value)}”; it must be ${grammar.allowed}.`);
    parts.set(name, value);
  }
  return conflict(parts) ?? { text: canonical, parts };
}

/** True when the rule alone does not say which days it means: it then counts from a first day. */
export function needsFirstDay(parts: ReadonlyMap<string, string>): boolean {
  if (Number(parts.get('INTERVAL') ?? 1) > 1 || parts.has('COUNT')) return true;
  return parts.get('FREQ') !== 'DAILY' && !dayParts.some((part) => parts.has(part));
}

/** What RFC 5545 forbids between parts. */
function conflict(parts: ReadonlyMap<string, string>): RuleTextProblem | null {
  const freq = parts.get('FREQ');
  if (freq === undefined) return unreadable('FREQ is missing: it must be DAILY, WEEKLY, MONTHLY or YEARLY.');
  if (parts.has('COUNT') && parts.has('UNTIL')) return refused('COUNT and UNTIL can not both end a rule; leave one out.');
  const until = parts.get('UNTIL');
  if (until !== undefined && readUntil(until) === null) return unreadable(`UNTIL says “${until}”, which is not a date of the calendar.`);

  const numbered = /[0-9]/.test(parts.get('BYDAY') ?? '');
  if (numbered && freq !== 'MONTHLY' && freq !== 'YEARLY')
    return refused('BYDAY may number its days (2TU) only in monthly and yearly rules.');
  if (numbered && freq === 'YEARLY' && parts.has('BYWEEKNO')) return refused('BYDAY may not number its days where BYWEEKNO stands.');
  if (parts.has('BYMONTHDAY') && freq === 'WEEKLY') return refused('BYMONTHDAY is not allowed in weekly rules.');
  if (parts.has('BYYEARDAY') && freq !== 'YEARLY') return refused('BYYEARDAY is allowed in yearly rules only.');
  if (parts.has('BYWEEKNO') && freq !== 'YEARLY') return refused('BYWEEKNO is allowed in yearly rules only.');
  if (parts.has('BYSETPOS') && ![...dayParts, 'BYMONTH', 'BYWEEKNO'].some((part) => parts.has(part)))
    return refused('BYSETPOS picks from other BY parts; there are none.');
  return null;
}

/** Reads the value of UNTIL. A date alone means the whole of that day. */
export function readUntil(value: string): { readonly at: Temporal.PlainDateTime; readonly utc: boolean } | null {
  const [, year, month, day, hour = '23', minute = '59', second = '59'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/.exec(value) ?? [];
  try {
    return { at: Temporal.PlainDateTime.from(`${year}-${month}-${day}T${hour}:${minute}:${second}`), utc: value.endsWith('Z') };
  } catch {
    return null;
  }
}

function withinRange(value: string, grammar: { readonly least?: number; readonly most?: number }): boolean {
  const { least, most } = grammar;
  if (least === undefined || most === undefined) return true;
  return (value.match(/[0-9]+/g) ?? []).map(Number).every((n) => n >= least && n <= most);
}

function listOf(item: string): RegExp {
  return new RegExp(`^${item}(?:,${item}){0,365}$`);
}

function isTimePart(name: string): boolean {
  return name === 'BYHOUR' || name === 'BYMINUTE' || name === 'BYSECOND';
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function unreadable(sentence: string): RuleTextProblem {
  return { code: 'window.rule-not-readable', sentence: `The recurrence rule can not be read. ${sentence}` };
}

function refused(sentence: string): RuleTextProblem {
  return { code: 'window.rule-not-allowed', sentence: `The recurrence rule is not allowed. ${sentence}` };
}
