/** Policies of levels as the API shows them, with what is unwise about each. */
import { inGroup, lintPart, parsePolicyPart, settingInWords, settingNames, settingWords } from '@fettle/core/policy';
import type { EffectiveSetting, Origin, PolicyLint, PolicyPart, PolicySettings, SettingName } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { Context, Tx } from '../platform/feature.ts';
import { readDeviceFacts } from './device-facts.ts';
import type { LevelRow, LevelVersionRow } from './levels-store.ts';

export type LevelView = CallOutput<'listPolicyLevels'>['items'][number];
type Lint = LevelView['lint'][number];

/** All of them over one reading of zones and devices. */
export async function viewsOf(tx: Tx, context: Context, rows: readonly LevelRow[], scope: readonly string[]): Promise<LevelView[]> {
  const zones = await zonesOf(tx, scope);
  const rules = rows.flatMap(({ rule }) => (rule === null ? [] : [rule]));
  const devices = rules.length === 0 ? [] : await readDeviceFacts(tx, scope, rules);
  return rows.map((row) => {
    const { rule } = row;
    const own = row.client_id === null ? devices : devices.filter(({ clientId }) => clientId === row.client_id);
    const nobody = rule !== null && !own.some((device) => inGroup(rule, device) === 'yes');
    return viewOf(context, row, zones(row), nobody);
  });
}

export async function detailOf(
  tx: Tx,
  context: Context,
  row: LevelRow,
  versions: readonly LevelVersionRow[],
  scope: readonly string[],
): Promise<CallOutput<'getPolicyLevel'>> {
  const [view] = await viewsOf(tx, context, [row], scope);
  if (view === undefined) throw new Error(`policy ${row.id} has no view`);
  return {
    ...view,
    body: row.body,
    versions: versions.map((one) => ({ version: one.version, savedAt: one.saved_at, savedBy: one.saved_by, digest: one.digest })),
  };
}

function viewOf(context: Context, row: LevelRow, zones: readonly string[], matchesNobody: boolean): LevelView {
  const read = parsePolicyPart(row.body, row.level);
  const nobody: Lint = {
    code: 'group-without-devices',
    severity: 'attention',
    setting: null,
    sentence: 'The rule of its group fits no device just now, so it says nothing to anybody.',
  };
  return {
    id: row.id,
    level: row.level,
    clientId: row.client_id,
    clientName: row.client_name,
    subjectId: row.subject_id,
    subject: row.subject ?? row.client_name ?? 'the provider',
    rank: row.rank,
    name: read.ok ? read.part.name : row.name,
    owner: read.ok ? read.part.owner : '',
    reviewAt: read.ok ? read.part.reviewAt : null,
    version: row.version,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    removedAt: row.removed_at,
    says: read.ok ? saysOf(read.part.settings) : [],
    problems: read.ok ? [] : [...read.problems],
    lint: [...(read.ok ? lintsOf(read.part, zones, context.clock.now()) : []), ...(matchesNobody ? [nobody] : [])],
  };
}

/** What is unwise about a part, each with the setting beside which it stands. */
export function lintsOf(part: PolicyPart, zones: readonly string[], from: Temporal.Instant): Lint[] {
  return lintPart(part, { zones, from }).map(({ code, severity, sentence, path }: PolicyLint) => ({
    code,
    severity,
    sentence,
    setting: settingNames.find((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)) ?? null,
  }));
}

function saysOf(settings: Partial<PolicySettings>): LevelView['says'] {
  return settingNames.flatMap((name) => {
    const words = wordsIn(name, settings);
    return words === null ? [] : [{ setting: name, label: settingWords[name], words }];
  });
}

/** What these settings say of one; null: nothing. */
export function wordsIn<Name extends SettingName>(name: Name, settings: Partial<PolicySettings>): string | null {
  const value: PolicySettings[Name] | undefined = settings[name];
  return value === undefined ? null : settingInWords(name, value);
}

export function originView(origin: Origin): CallOutput<'getDevicePolicy'>['from'][number] {
  const { level, policyId, version, name, subject, group, owner, reviewAt, savedAt, savedBy } = origin;
  return { level, policyId, version, name, subject, rank: group?.rank ?? null, owner, reviewAt, savedAt, savedBy };
}

/** One setting as it holds: value, words, and who says it. */
export function saidView<Name extends SettingName>(name: Name, { value, origin }: Pick<EffectiveSetting<Name>, 'value' | 'origin'>) {
  return { words: settingInWords(name, value), value, origin: originView(origin) };
}

/** The zones in which a level's window is read: of its site, or of all sites of its clients. */
export async function zonesOf(
  tx: Tx,
  scope: readonly string[],
): Promise<(row: Pick<LevelRow, 'level' | 'client_id' | 'subject_id'>) => readonly string[]> {
  const found = await sql<{ id: string; client_id: string; zone: string; devices: string[] | null }>`
    select s.id, s.client_id, s.zone from site s where s.client_id = any(${[...scope]}::uuid[])`.execute(tx);
  return (row) => {
    const own = row.client_id === null ? found.rows : found.rows.filter((site) => site.client_id === row.client_id);
    const site = row.level === 'site' ? own.filter(({ id }) => id === row.subject_id) : own;
    return [...new Set(site.map(({ zone }) => zone))];
  };
}
