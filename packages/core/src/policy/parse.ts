/** Reads a policy from outside: all of it or none, with a sentence for each problem. */
import { parseWindowShape } from '../windows/index.ts';
import type { WindowShape } from '../windows/index.ts';
import { readCheck } from './parse-checks.ts';
import { readRings } from './parse-rings.ts';
import { child, clip, note, readChoice, readFields, readFlag, readList, readText, readWhole, refuseDoubles } from './reader.ts';
import type { Reader } from './reader.ts';
import type { Policy, PolicyRead, PolicyWindow } from './types.ts';

const policyFields = [
  'name',
  'select',
  'rings',
  'window',
  'restart',
  'failureBudget',
  'checks',
  'rollback',
  'startOffline',
  'maxParallel',
  'devicesPerHour',
  'notices',
  'owner',
  'reviewAt',
] as const satisfies readonly (keyof Policy)[];

/** Reads a policy. Every problem is named with its path; the policy that comes back holds nothing but what was read. */
export function parsePolicy(value: unknown): PolicyRead {
  const reader: Reader = { problems: [] };
  const fields = readFields(reader, '', value, policyFields);
  const policy = fields === null ? null : readPolicy(reader, fields);
  if (policy !== null && reader.problems.length === 0) return { ok: true, policy };
  return { ok: false, problems: reader.problems };
}

function readPolicy(reader: Reader, fields: Readonly<Record<string, unknown>>): Policy | null {
  const read: { readonly [Field in keyof Policy]: Policy[Field] | null } = {
    name: readText(reader, 'name', fields['name'], 100),
    select: readSelect(reader, 'select', fields['select']),
    rings: readRings(reader, 'rings', fields['rings']),
    window: readWindow(reader, 'window', fields['window']),
    restart: readChoice(reader, 'restart', fields['restart'], ['never', 'if-needed', 'always']),
    failureBudget: readWhole(reader, 'failureBudget', fields['failureBudget'], 0, 10_000),
    checks: readChecks(reader, 'checks', fields['checks']),
    rollback: readChoice(reader, 'rollback', fields['rollback'], ['automatic', 'by-person']),
    startOffline: readFlag(reader, 'startOffline', fields['startOffline']),
    maxParallel: readWhole(reader, 'maxParallel', fields['maxParallel'], 1, 10_000),
    devicesPerHour: readWhole(reader, 'devicesPerHour', fields['devicesPerHour'], 1, 100_000),
    notices: readNotices(reader, 'notices', fields['notices']),
    owner: readText(reader, 'owner', fields['owner'], 200),
    reviewAt: readDay(reader, 'reviewAt', fields['reviewAt']),
  };
  return isComplete(read) ? read : null;
}

function isComplete(read: { readonly [Field in keyof Policy]: Policy[Field] | null }): read is Policy {
  return Object.values(read).every((value) => value !== null);
}

function readSelect(reader: Reader, path: string, value: unknown): Policy['select'] | null {
  const fields = readFields(reader, path, value, ['classes', 'exclude']);
  if (fields === null) return null;
  const classes = readList(reader, child(path, 'classes'), fields['classes'], [1, 2], (at, item) =>
    readChoice(reader, at, item, ['security', 'normal']),
  );
  const exclude = readList(reader, child(path, 'exclude'), fields['exclude'], [0, 500], (at, item) => readPattern(reader, at, item));
  if (classes === null || exclude === null) return null;
  refuseDoubles(reader, child(path, 'classes'), classes);
  return { classes, exclude };
}

function readPattern(reader: Reader, path: string, value: unknown): string | null {
  const pattern = readText(reader, path, value, 200);
  if (pattern === null) return null;
  return /\s/u.test(pattern) ? note(reader, path, 'It must be the name of a package, without spaces; * stands for any text.') : pattern;
}

const mostLists = 20;

function readWindow(reader: Reader, path: string, value: unknown): PolicyWindow | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || !('closedOn' in value)) return readShape(reader, path, value);
  const { closedOn, ...rest } = value;
  const at = child(path, 'closedOn');
  const lists = readList(reader, at, closedOn, [0, mostLists], (itemPath, item) => readText(reader, itemPath, item, 100));
  if (lists !== null) refuseDoubles(reader, at, lists);
  const shape = readShape(reader, path, rest);
  return shape === null || lists === null ? null : { ...shape, closedOn: lists.toSorted() };
}

function readShape(reader: Reader, path: string, value: unknown): WindowShape | null {
  const read = parseWindowShape(value);
  return read.ok ? read.shape : note(reader, child(path, read.field ?? ''), read.sentence);
}

function readChecks(reader: Reader, path: string, value: unknown): Policy['checks'] | null {
  const checks = readList(reader, path, value, [0, 50], (at, item) => readCheck(reader, at, item));
  if (checks !== null)
    refuseDoubles(
      reader,
      path,
      checks.map((check) => check.name),
      'name',
    );
  return checks;
}

function readNotices(reader: Reader, path: string, value: unknown): Policy['notices'] | null {
  const fields = readFields(reader, path, value, ['plannedHoursBefore']);
  if (fields === null) return null;
  const at = child(path, 'plannedHoursBefore');
  const hours = readList(reader, at, fields['plannedHoursBefore'], [0, 10], (itemPath, item) => readWhole(reader, itemPath, item, 1, 720));
  if (hours === null) return null;
  refuseDoubles(reader, at, hours);
  return { plannedHoursBefore: hours.toSorted((a, b) => b - a) };
}

function readDay(reader: Reader, path: string, value: unknown): string | null {
  try {
    if (typeof value === 'string' && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) && Temporal.PlainDate.from(value).toString() === value)
      return value;
  } catch {
    // Not a day of the calendar: told below, like every other text that is not one.
  }
  return note(reader, path, `“${clip(String(value))}” must be a day of the calendar, such as 2027-01-31.`);
}
