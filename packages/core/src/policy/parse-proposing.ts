/** Reads when Fettle proposes by itself. */
import { weekdays } from '../windows/index.ts';
import { mostProposalDays } from './proposing.ts';
import type { Proposing } from './proposing.ts';
import { child, readChoice, readFields, readList, readTime, readWhole, refuseDoubles } from './reader.ts';
import type { Reader } from './reader.ts';

export function readProposing(reader: Reader, path: string, value: unknown): Proposing | null {
  const kindField = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const kind = readChoice(reader, child(path, 'kind'), kindField, ['by-person', 'by-itself']);
  if (kind === null) return null;
  const fields = readFields(reader, path, value, kind === 'by-person' ? ['kind'] : ['kind', 'days', 'at', 'expiresInDays', 'urgent']);
  if (fields === null) return null;
  if (kind === 'by-person') return { kind };
  const daysPath = child(path, 'days');
  const days = readList(reader, daysPath, fields['days'], [1, 7], (at, item) => readChoice(reader, at, item, weekdays));
  if (days !== null) refuseDoubles(reader, daysPath, days);
  const at = readTime(reader, child(path, 'at'), fields['at']);
  const expiresInDays = readWhole(reader, child(path, 'expiresInDays'), fields['expiresInDays'], 1, mostProposalDays);
  const urgent = fields['urgent'] === undefined ? undefined : readChoice(reader, child(path, 'urgent'), fields['urgent'], ['at-once']);
  if (urgent === null || days === null || at === null || expiresInDays === null) return null;
  return { kind, days: weekdays.filter((day) => days.includes(day)), at, expiresInDays, ...(urgent === undefined ? {} : { urgent }) };
}
