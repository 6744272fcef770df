/** Which policy holds: levels as they are stored, laid over each other for a client or for each of its devices. */
import { deviceSettingsOf, effectiveOf, inGroup, parsePolicyPart, settingWords, wholePolicy } from '@fettle/core/policy';
import type { DeviceSettings, EffectivePolicy, GroupRule, LevelPolicy, Policy, PolicyProblem } from '@fettle/core/policy';
import type { Tx } from '../platform/database/index.ts';
import { readDeviceFacts } from './device-facts.ts';
import type { KnownDevice } from './device-facts.ts';
import { readLevels } from './levels-store.ts';
import type { LevelRow } from './levels-store.ts';
import { withUnsaved } from './unsaved.ts';
import type { UnsavedPolicy } from './unsaved.ts';

export type Laid = {
  readonly effective: EffectivePolicy;
  /** Policies among these that can not be read any more. While there is one, nothing is done by what they are a part of: its window counts as closed. */
  readonly unreadable: readonly { readonly id: string; readonly name: string; readonly problems: readonly PolicyProblem[] }[];
};

/** The same of one device, with its name. */
export type LaidDevice = Laid & { readonly name: string };

/** What provider and client say together: what holds where no narrower level says otherwise. */
export async function layForClient(
  tx: Tx,
  clientId: string,
  unsaved: UnsavedPolicy | null = null,
): Promise<Laid & { readonly nearest: LevelRow | null }> {
  const rows = withUnsaved(await readLevels(tx, clientId, []), unsaved).filter(({ level }) => level === 'provider' || level === 'client');
  return { ...lay(rows), nearest: rows.find(({ level }) => level === 'client') ?? rows[0] ?? null };
}

/** For each of these devices (null: all) what holds there, the groups included that it is in just now. */
export async function layForDevices(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[] | null,
  unsaved: UnsavedPolicy | null = null,
): Promise<ReadonlyMap<string, LaidDevice>> {
  const rows = withUnsaved(await readLevels(tx, clientId, deviceIds), unsaved);
  const rules = rows.flatMap(({ rule }) => (rule === null ? [] : [rule]));
  const devices = await readDeviceFacts(tx, [clientId], rules, deviceIds);
  const known = new Map<string, Laid>();
  return new Map(
    devices.map((device) => {
      const own = rows.filter((row) => appliesTo(row, device));
      const key = own.map(({ id }) => id).join(' ');
      const laid = known.get(key) ?? lay(own);
      known.set(key, laid);
      return [device.deviceId, { ...laid, name: device.name }];
    }),
  );
}

/** Whether a level's policy is this device's. An unknown fact makes no member. */
export function appliesTo(row: Pick<LevelRow, 'level' | 'subject_id' | 'rule' | 'client_id'>, device: KnownDevice): boolean {
  switch (row.level) {
    case 'provider':
      return true;
    case 'client':
      return row.client_id === device.clientId;
    case 'site':
      return row.subject_id === device.siteId;
    case 'group':
      return row.rule !== null && memberOf(row.rule, device);
    case 'device':
      return row.subject_id === device.deviceId;
  }
}

function memberOf(rule: GroupRule, device: KnownDevice): boolean {
  return inGroup(rule, device) === 'yes';
}

export function lay(rows: readonly LevelRow[]): Laid {
  const read = rows.map((row) => ({ row, part: parsePolicyPart(row.body, row.level) }));
  return {
    effective: effectiveOf(read.flatMap(({ row, part }) => (part.ok ? [levelOf(row, part.part)] : []))),
    unreadable: read.flatMap(({ row, part }) => (part.ok ? [] : [{ id: row.id, name: row.name, problems: part.problems }])),
  };
}

function levelOf(row: LevelRow, part: Pick<LevelPolicy, 'name' | 'owner' | 'reviewAt' | 'settings'>): LevelPolicy {
  return {
    level: row.level,
    policyId: row.id,
    version: row.version,
    name: part.name,
    owner: part.owner,
    reviewAt: part.reviewAt,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    subjectId: row.subject_id,
    subject: row.subject ?? row.client_name ?? 'the provider',
    group: row.level !== 'group' ? null : { of: row.client_id === null ? 'provider' : 'client', rank: row.rank ?? 0 },
    settings: part.settings,
  };
}

/** Why nothing can be done by it, in a sentence; null: it is whole. */
export function notWhole({ effective, unreadable }: Laid, about: 'deployment' | 'device' = 'deployment'): string | null {
  const [first] = unreadable;
  if (first !== undefined)
    return `Policy “${first.name}” can not be read, so its window is closed: ${first.problems.map(({ message }) => message).join(' ')}`;
  if (about === 'device' && deviceSettingsOf(effective) !== null) return null;
  if (effective.unsaid.length === 0) return null;
  if (effective.from.length === 0) return 'No policy holds for it: no level says when it may change.';
  return `No level says: ${effective.unsaid.map((name) => settingWords[name]).join(', ')}. Nothing is done until one does.`;
}

/** The whole policy under the name of the client's own, or the provider's; null where it is not whole. `more` fills what no level says. */
export function wholeOf(laid: Laid, more: Partial<DeviceSettings> = {}): Policy | null {
  if (laid.unreadable.length > 0) return null;
  const named = laid.effective.from.findLast(({ level }) => level === 'client' || level === 'provider') ?? laid.effective.from[0];
  return named === undefined ? null : wholePolicy(laid.effective, { name: named.name, owner: named.owner, reviewAt: named.reviewAt }, more);
}

export function deviceSettingsIn(laid: Laid | undefined): DeviceSettings | null {
  return laid === undefined || laid.unreadable.length > 0 ? null : deviceSettingsOf(laid.effective);
}
