import { readRuleText } from './rule-text.ts';
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
  const since = window.from === undefined ? '' : `, counted from ${window.from}`;
  return `${describeDays(read.parts) ?? read.text} at ${window.start} for ${describeMinutes(window.durationMinutes)}${since}`;
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
