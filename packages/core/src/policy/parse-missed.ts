/** Reads what a device does that missed its window. */
import { missedKinds, weekdays } from '../windows/index.ts';
import type { BusinessHours, MissedRule } from '../windows/index.ts';
import { child, note, readChoice, readFields, readFlag, readList, readTime, readWhole, refuseDoubles } from './reader.ts';
import type { Reader } from './reader.ts';

const conditionFields = ['onMains', 'maxLoadPercent', 'notDuring'] as const;

export function readMissed(reader: Reader, path: string, value: unknown): MissedRule | null {
  const kindField = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const kind = readChoice(reader, child(path, 'kind'), kindField, missedKinds);
  if (kind === null) return null;
  if (kind === 'next-window') return readFields(reader, path, value, ['kind']) === null ? null : { kind };
  const fields = readFields(reader, path, value, ['kind', ...conditionFields, ...(kind === 'rolling' ? ['hours', 'days'] : [])]);
  if (fields === null) return null;
  const at = (name: string) => child(path, name);
  const onMains = readFlag(reader, at('onMains'), fields['onMains']);
  const load = fields['maxLoadPercent'];
  const maxLoadPercent = load === null ? null : readWhole(reader, at('maxLoadPercent'), load, 1, 400);
  const hoursField = fields['notDuring'];
  const notDuring = hoursField === null ? null : readBusinessHours(reader, at('notDuring'), hoursField);
  if (onMains === null || (load !== null && maxLoadPercent === null) || (hoursField !== null && notDuring === null)) return null;
  if (kind === 'catch-up') return { kind, onMains, maxLoadPercent, notDuring };
  const hours = readWhole(reader, at('hours'), fields['hours'], 1, 24);
  const days = readWhole(reader, at('days'), fields['days'], 1, 31);
  return hours === null || days === null ? null : { kind, hours, days, onMains, maxLoadPercent, notDuring };
}

function readBusinessHours(reader: Reader, path: string, value: unknown): BusinessHours | null {
  const fields = readFields(reader, path, value, ['days', 'from', 'to']);
  if (fields === null) return null;
  const days = readList(reader, child(path, 'days'), fields['days'], [1, 7], (at, item) => readChoice(reader, at, item, weekdays));
  if (days !== null) refuseDoubles(reader, child(path, 'days'), days);
  const from = readTime(reader, child(path, 'from'), fields['from']);
  const to = readTime(reader, child(path, 'to'), fields['to']);
  if (days === null || from === null || to === null) return null;
  if (to <= from) return note(reader, child(path, 'to'), 'It must be later than the beginning, on the same day.');
  return { days: weekdays.filter((day) => days.includes(day)), from, to };
}
