/** Reads what is asked of backups, and how often ways back are tried. */
import { ruledTiers, wayKinds } from '../rollback/index.ts';
import type { BackupProbe, BackupRule, DrillRule, PlannedWay, RuledTier, WayRule } from '../rollback/index.ts';
import type { RebuildPlan } from '../deployment/index.ts';
import { readCommandRef } from './parse-hooks.ts';
import { child, note, readChoice, readFields, readList, readText, readWhole, refuseDoubles } from './reader.ts';
import type { Reader } from './reader.ts';

/** One rule a tier is enough for everybody. */
const mostRules = ruledTiers.length;

export function readBackup(reader: Reader, path: string, value: unknown): readonly BackupRule[] | null {
  const rules = readList(reader, path, value, [0, mostRules], (at, item) => readBackupRule(reader, at, item));
  return rules === null || !areApart(reader, path, rules) ? null : rules;
}

export function readDrills(reader: Reader, path: string, value: unknown): readonly DrillRule[] | null {
  const rules = readList(reader, path, value, [0, mostRules], (at, item): DrillRule | null => {
    const fields = readFields(reader, at, item, ['tiers', 'everyDays']);
    if (fields === null) return null;
    const tiers = readTiers(reader, child(at, 'tiers'), fields['tiers']);
    const everyDays = readWhole(reader, child(at, 'everyDays'), fields['everyDays'], 1, 3_650);
    return tiers === null || everyDays === null ? null : { tiers, everyDays };
  });
  return rules === null || !areApart(reader, path, rules) ? null : rules;
}

const mostWayRules = 50;

/** Rules about the same tier may stand after each other: the first that names a package of the change holds. */
export function readWays(reader: Reader, path: string, value: unknown): readonly WayRule[] | null {
  return readList(reader, path, value, [0, mostWayRules], (at, item): WayRule | null => {
    const fields = readFields(reader, at, item, ['tiers', 'packages', 'ways']);
    if (fields === null) return null;
    const tiers = readTiers(reader, child(at, 'tiers'), fields['tiers']);
    const packages = readList(reader, child(at, 'packages'), fields['packages'], [0, 200], (one, name) => {
      const text = readText(reader, one, name, 200);
      return text === null || /^\S+$/.test(text) ? text : note(reader, one, 'It must be the name of a package; * stands for any text.');
    });
    const waysAt = child(at, 'ways');
    const ways = readList(reader, waysAt, fields['ways'], [1, 6], (one, way) => readWay(reader, one, way));
    if (tiers === null || packages === null || ways === null) return null;
    refuseDoubles(
      reader,
      waysAt,
      ways.map((way) => (way.kind === 'command' ? way.command.document : way.kind)),
    );
    return { tiers, packages, ways };
  });
}

function readWay(reader: Reader, path: string, value: unknown): PlannedWay | null {
  const said = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null;
  const fields = readFields(reader, path, value, said === 'command' || said === 'rebuild' ? ['kind', said] : ['kind']);
  const kind = fields === null ? null : readChoice(reader, child(path, 'kind'), fields['kind'], wayKinds);
  if (fields === null || kind === null) return null;
  if (kind === 'rebuild') {
    const rebuild = readRebuild(reader, child(path, 'rebuild'), fields['rebuild']);
    return rebuild === null ? null : { kind, rebuild };
  }
  if (kind !== 'command') return { kind };
  const command = readCommandRef(reader, child(path, 'command'), fields['command']);
  return command === null ? null : { kind, command };
}

/** A month: whoever needs longer does not come back by a rebuild. */
const mostRebuildMinutes = 43_200;

function readRebuild(reader: Reader, path: string, value: unknown): RebuildPlan | null {
  const fields = readFields(reader, path, value, ['by', 'from', 'minutes', 'steps']);
  if (fields === null) return null;
  const by = readText(reader, child(path, 'by'), fields['by'], 200);
  const from = readText(reader, child(path, 'from'), fields['from'], 500);
  const minutes = readWhole(reader, child(path, 'minutes'), fields['minutes'], 1, mostRebuildMinutes);
  const steps = readText(reader, child(path, 'steps'), fields['steps'], 2_000);
  return by === null || from === null || minutes === null || steps === null ? null : { by, from, minutes, steps };
}

function readBackupRule(reader: Reader, path: string, value: unknown): BackupRule | null {
  const hasProbe = typeof value === 'object' && value !== null && 'probe' in value;
  const names = ['tiers', 'maxAgeHours', 'restoreTestDays', 'recoverWithinMinutes', 'missing', ...(hasProbe ? ['probe'] : [])];
  const fields = readFields(reader, path, value, names);
  if (fields === null) return null;
  const at = (name: string) => child(path, name);
  const tiers = readTiers(reader, at('tiers'), fields['tiers']);
  const maxAgeHours = readWhole(reader, at('maxAgeHours'), fields['maxAgeHours'], 1, 8_760);
  const restore = orNull(fields['restoreTestDays'], (days) => readWhole(reader, at('restoreTestDays'), days, 1, 3_650));
  const within = orNull(fields['recoverWithinMinutes'], (minutes) => readWhole(reader, at('recoverWithinMinutes'), minutes, 1, 525_600));
  const missing = readChoice(reader, at('missing'), fields['missing'], ['forbid', 'warn']);
  const probe = hasProbe ? readProbeOf(reader, at('probe'), fields['probe']) : undefined;
  if (tiers === null || maxAgeHours === null || restore === null || within === null || missing === null || probe === null) return null;
  const rule = { tiers, maxAgeHours, restoreTestDays: restore.value, recoverWithinMinutes: within.value, missing };
  return probe === undefined ? rule : { ...rule, probe };
}

function readProbeOf(reader: Reader, path: string, value: unknown): BackupProbe | null {
  const fields = readFields(reader, path, value, ['command', 'everyHours']);
  if (fields === null) return null;
  const command = readCommandRef(reader, child(path, 'command'), fields['command']);
  const everyHours = readWhole(reader, child(path, 'everyHours'), fields['everyHours'], 1, 720);
  return command === null || everyHours === null ? null : { command, everyHours };
}

/** A null that was said, apart from what can not be read. */
function orNull(field: unknown, read: (value: unknown) => number | null): { readonly value: number | null } | null {
  if (field === null) return { value: null };
  const value = read(field);
  return value === null ? null : { value };
}

function readTiers(reader: Reader, path: string, value: unknown): readonly RuledTier[] | null {
  const tiers = readList(reader, path, value, [1, ruledTiers.length], (at, item) => readChoice(reader, at, item, ruledTiers));
  if (tiers !== null) refuseDoubles(reader, path, tiers);
  return tiers;
}

/** A tier that two rules name would have a rule without effect. */
function areApart(reader: Reader, path: string, rules: readonly { readonly tiers: readonly RuledTier[] }[]): boolean {
  const named = rules.flatMap(({ tiers }) => [...new Set(tiers)]);
  const twice = named.find((tier, index) => named.indexOf(tier) !== index);
  if (twice === undefined) return true;
  note(reader, path, `Two rules name ${twice === 'unsaid' ? 'devices of no tier' : `${twice} devices`}: one of them would do nothing.`);
  return false;
}
