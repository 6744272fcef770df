/** Reads a policy from outside: all of it or none, with a sentence for each problem. */
import type { FourEyes } from '../deployment/four-eyes.ts';
import { parseWindowShape } from '../windows/index.ts';
import type { WindowShape } from '../windows/index.ts';
import { readAftercare } from './aftercare.ts';
import { readCheck, refuseStraySlower } from './parse-checks.ts';
import { readHooks } from './parse-hooks.ts';
import { readRings } from './parse-rings.ts';
import { child, clip, note, readChoice, readFields, readFlag, readList, readText, readWhole, refuseDoubles } from './reader.ts';
import type { Reader } from './reader.ts';
import { readMissed } from './parse-missed.ts';
import { readBackup, readDrills, readWays } from './parse-rollback.ts';
import { readProposing } from './parse-proposing.ts';
import { readTestPlan } from './parse-test-plan.ts';
import { readRestartWhen } from './parse-restart.ts';
import { readLanes } from './selection/parse-lanes.ts';
import { readPins, readRules } from './selection/parse-rules.ts';
import { isOptional, isWholePolicy, settingNames } from './settings.ts';
import type { PolicySettings, SettingName, SettingValue } from './settings.ts';
import type { Policy, PolicyRead, PolicyWindow } from './types.ts';

export const aboutFields = ['name', 'owner', 'reviewAt'] as const satisfies readonly (keyof Policy)[];

/** How each setting is read, wherever it is said. */
const readers: { readonly [Name in SettingName]: (reader: Reader, path: string, value: unknown) => SettingValue<Name> | null } = {
  select: readSelect,
  rings: readRings,
  window: readWindow,
  restart: (reader, path, value) => readChoice(reader, path, value, ['never', 'if-needed', 'always']),
  restartWhen: readRestartWhen,
  missed: readMissed,
  failureBudget: (reader, path, value) => readWhole(reader, path, value, 0, 10_000),
  checks: readChecks,
  hooks: readHooks,
  rollback: (reader, path, value) => readChoice(reader, path, value, ['automatic', 'by-person']),
  ways: readWays,
  backup: readBackup,
  withoutWayBack: (reader, path, value) => readChoice(reader, path, value, ['allow', 'accepted', 'forbid']),
  drills: readDrills,
  startOffline: readFlag,
  maxParallel: (reader, path, value) => readWhole(reader, path, value, 1, 10_000),
  devicesPerHour: (reader, path, value) => readWhole(reader, path, value, 1, 100_000),
  notices: readNotices,
  rules: readRules,
  pins: readPins,
  lanes: (reader, path, value) => readLanes(reader, path, value, { window: readWindow, notices: readNotices }),
  aftercare: readAftercare,
  testPlan: readTestPlan,
  standIns: (reader, path, value) => readChoice(reader, path, value, ['ask', 'require']),
  fourEyes: readFourEyes,
  proposing: readProposing,
};

/** Reads a policy. Every problem is named with its path; the policy that comes back holds nothing but what was read. */
export function parsePolicy(value: unknown): PolicyRead {
  const reader: Reader = { problems: [] };
  const fields = readFields(reader, '', value, [...aboutFields, ...settingNames]);
  const about = fields === null ? null : readAbout(reader, fields);
  const settings = fields === null ? null : readSettings(reader, fields, saidOrRequired(fields));
  if (about === null || settings === null || !isWholePolicy(settings) || reader.problems.length > 0)
    return { ok: false, problems: reader.problems };
  return { ok: true, policy: { ...about, ...settings } };
}

export type Fields = Readonly<Record<string, unknown>>;

/** Its name, who answers for it, and until when it must be looked at again. */
export function readAbout(reader: Reader, fields: Fields): Pick<Policy, 'name' | 'owner' | 'reviewAt'> | null {
  const name = readText(reader, 'name', fields['name'], 100);
  const owner = readText(reader, 'owner', fields['owner'], 200);
  const reviewAt = readDay(reader, 'reviewAt', fields['reviewAt']);
  return name === null || owner === null || reviewAt === null ? null : { name, owner, reviewAt };
}

/** Reads the settings that are named; null where one of them can not be read. */
export function readSettings(reader: Reader, fields: Fields, names: readonly SettingName[]): Partial<PolicySettings> | null {
  const read = names.map((name) => [name, readers[name](reader, name, fields[name])] as const);
  return read.every(([, value]) => value !== null) ? Object.fromEntries(read) : null;
}

/** What may be left out is read only where it is said. */
function saidOrRequired(fields: Fields): readonly SettingName[] {
  return settingNames.filter((name) => !isOptional(name) || fields[name] !== undefined);
}

function readFourEyes(reader: Reader, path: string, value: unknown): FourEyes | null {
  const fields = readFields(reader, path, value, ['devices', 'clients', 'missionCritical', 'removals']);
  if (fields === null) return null;
  const bound = (name: 'devices' | 'clients'): { readonly value: number | null } | null => {
    if (fields[name] === null) return { value: null };
    const read = readWhole(reader, child(path, name), fields[name], 0, 100_000);
    return read === null ? null : { value: read };
  };
  const [devices, clients] = [bound('devices'), bound('clients')];
  const missionCritical = readFlag(reader, child(path, 'missionCritical'), fields['missionCritical']);
  const removals = readFlag(reader, child(path, 'removals'), fields['removals']);
  if (devices === null || clients === null || missionCritical === null || removals === null) return null;
  return { devices: devices.value, clients: clients.value, missionCritical, removals };
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
  if (checks !== null) refuseStraySlower(reader, path, checks);
  return checks;
}

function readNotices(reader: Reader, path: string, value: unknown): Policy['notices'] | null {
  const fields = readFields(reader, path, value, ['plannedHoursBefore', 'required']);
  if (fields === null) return null;
  const required = fields['required'] === undefined ? false : readFlag(reader, child(path, 'required'), fields['required']);
  const at = child(path, 'plannedHoursBefore');
  const hours = readList(reader, at, fields['plannedHoursBefore'], [0, 10], (itemPath, item) => readWhole(reader, itemPath, item, 1, 720));
  if (hours === null || required === null) return null;
  refuseDoubles(reader, at, hours);
  if (required && hours.length === 0)
    return note(reader, at, 'Where no change begins without its announcement, it must say how many hours before it is announced.');
  return { plannedHoursBefore: hours.toSorted((a, b) => b - a), ...(required ? { required } : {}) };
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
