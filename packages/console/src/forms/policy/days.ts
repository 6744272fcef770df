/** The days of a week as forms offer them. */
import type { Weekday } from '@fettle/core/windows';

export const days: readonly { readonly value: Weekday; readonly label: string }[] = [
  { value: 'MO', label: 'Monday' },
  { value: 'TU', label: 'Tuesday' },
  { value: 'WE', label: 'Wednesday' },
  { value: 'TH', label: 'Thursday' },
  { value: 'FR', label: 'Friday' },
  { value: 'SA', label: 'Saturday' },
  { value: 'SU', label: 'Sunday' },
];

/** Those of them that are chosen, in the order of the week. */
export function chosenDays(values: readonly string[]): readonly Weekday[] {
  return days.flatMap(({ value }) => (values.includes(value) ? [value] : []));
}
