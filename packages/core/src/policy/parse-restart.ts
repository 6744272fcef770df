/** Reads when a restart that is due takes place. */
import { restartWhenKinds } from '../restarts/index.ts';
import type { RestartWhen } from '../restarts/index.ts';
import { child, note, readChoice, readFields, readFlag, readWhole } from './reader.ts';
import type { Reader } from './reader.ts';

const askFields = ['kind', 'postpones', 'minutes', 'deadlineMinutes', 'atEnd', 'mayEndAfterWindow'] as const;

export function readRestartWhen(reader: Reader, path: string, value: unknown): RestartWhen | null {
  const kindField = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const kind = readChoice(reader, child(path, 'kind'), kindField, restartWhenKinds);
  if (kind === null) return null;
  const fields = readFields(reader, path, value, kind === 'ask' ? askFields : ['kind']);
  if (fields === null) return null;
  if (kind !== 'ask') return { kind };
  const whole = (name: (typeof askFields)[number], least: number, most: number) =>
    readWhole(reader, child(path, name), fields[name], least, most);
  const postpones = whole('postpones', 0, 20);
  const minutes = whole('minutes', 5, 240);
  const deadlineMinutes = whole('deadlineMinutes', 5, 720);
  const atEnd = readChoice(reader, child(path, 'atEnd'), fields['atEnd'], ['force', 'leave-pending']);
  const mayEndAfterWindow = readFlag(reader, child(path, 'mayEndAfterWindow'), fields['mayEndAfterWindow']);
  if (postpones === null || minutes === null || deadlineMinutes === null || atEnd === null || mayEndAfterWindow === null) return null;
  if (deadlineMinutes < minutes)
    return note(reader, child(path, 'deadlineMinutes'), `It must be at least the ${minutes} minutes by which a restart is put off.`);
  return { kind, postpones, minutes, deadlineMinutes, atEnd, mayEndAfterWindow };
}
