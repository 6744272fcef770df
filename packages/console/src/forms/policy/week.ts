/** The weekly rule that most windows are: days of the week. Anything else is written as an RFC 5545 rule. */

export const weekDays = [
  { value: 'MO', label: 'Mon' },
  { value: 'TU', label: 'Tue' },
  { value: 'WE', label: 'Wed' },
  { value: 'TH', label: 'Thu' },
  { value: 'FR', label: 'Fri' },
  { value: 'SA', label: 'Sat' },
  { value: 'SU', label: 'Sun' },
] as const;

/** `FREQ=WEEKLY;BYDAY=SA,SU` → SA, SU. Null for any other rule. */
export function readWeek(rule: string): readonly string[] | null {
  const found = /^FREQ=WEEKLY;BYDAY=([A-Z,]+)$/.exec(rule)?.[1]?.split(',');
  return found?.every((day) => weekDays.some(({ value }) => value === day)) === true ? found : null;
}

/** The days, in the order of the week, as a rule. No day makes a rule that the server refuses with its sentence. */
export function writeWeek(days: readonly string[]): string {
  return `FREQ=WEEKLY;BYDAY=${weekDays
    .filter(({ value }) => days.includes(value))
    .map(({ value }) => value)
    .join(',')}`;
}
