import { alwaysOpen } from './always.ts';
import { readRuleText } from './rule-text.ts';
import type { RuleText } from './rule-text.ts';
import type { WindowShape } from './types.ts';

const dayNames: Readonly<Record<string, string>> = {
  MO: 'Mondays',
  TU: 'Tuesdays',
  WE: 'Wednesdays',
  TH: 'Thursdays',
  FR: 'Fridays',
  SA: 'Saturdays',
  SU: 'Sundays',
};

/** A window in words, e.g. `Sundays at 02:30 for 2 h`. Rules beyond days and weeks are shown as they are written. */
export function describeWindow(window: WindowShape): string {
  const read = readRuleText(window.rule);
  if ('code' in read) return 'a window that can not be read (closed)';
  if (
    window.rule === alwaysOpen.rule &&
    window.durationMinutes >= alwaysOpen.durationMinutes &&
    window.from === undefined &&
    window.except === undefined
  )
    return 'At any time';
  const since = window.from === undefined ? '' : `, counted from ${window.from}`;
  return `${daysOf(window, read)} at ${window.start} for ${describeMinutes(window.durationMinutes)}${since}${describeExcept(window.except ?? [])}`;
}

/** `3 days after FREQ=MONTHLY;BYDAY=2TU` is for machines; the numbered day of a month has words. */
function daysOf({ plusDays = 0 }: WindowShape, read: RuleText): string {
  if (plusDays === 0) return describeDays(read.parts) ?? read.text;
  const named = describeNumbered(read.parts) ?? describeDays(read.parts) ?? read.text;
  return `${plusDays === 1 ? '1 day' : `${plusDays} days`} after ${named}`;
}

const numbers: Readonly<Record<string, string>> = { '1': 'first', '2': 'second', '3': 'third', '4': 'fourth', '-1': 'last' };

function describeNumbered(parts: ReadonlyMap<string, string>): string | null {
  const isPlain = [...parts.keys()].every((name) => name === 'FREQ' || name === 'BYDAY' || name === 'WKST');
  const [, number = '', day = ''] = /^([+-]?[0-9]+)([A-Z]{2})$/.exec(parts.get('BYDAY') ?? '') ?? [];
  const nth = numbers[number.replace('+', '')];
  if (!isPlain || parts.get('FREQ') !== 'MONTHLY' || nth === undefined) return null;
  return `the ${nth} ${(dayNames[day] ?? day).slice(0, -1)} of the month`;
}

function describeExcept(days: readonly string[]): string {
  if (days.length === 0) return '';
  return days.length <= 2 ? `, not on ${days.join(' and ')}` : `, not on ${days.length} days`;
}

function describeDays(parts: ReadonlyMap<string, string>): string | null {
  const names = [...parts.keys()]
    .filter((name) => name !== 'WKST')
    .toSorted()
    .join(' ');
  if (names === 'FREQ' && parts.get('FREQ') === 'DAILY') return 'Every day';
  if (names !== 'BYDAY FREQ' || (parts.get('FREQ') !== 'WEEKLY' && parts.get('FREQ') !== 'DAILY')) return null;
  const days = (parts.get('BYDAY') ?? '').split(',').map((day) => dayNames[day] ?? day);
  return days.length === 1 ? (days[0] ?? null) : `${days.slice(0, -1).join(', ')} and ${days.at(-1)}`;
}

function describeMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
