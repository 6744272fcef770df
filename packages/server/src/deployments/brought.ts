/** What package managers would bring besides what was asked for, against what the policies of their devices pin and block. */
import type { Change } from '@fettle/core/deployment';
import { blockOfNew, matchesPattern, pinOf } from '@fettle/core/policy';
import type { DeviceSettings } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { Tx } from '../platform/feature.ts';
import { selectionOf } from '../selection/index.ts';

/** What a device's package manager would bring besides, against a pin of the device's policy; null: nothing. A pin may name a package or its source. */
export function pinnedChange(
  { pins = [] }: Pick<DeviceSettings, 'pins'>,
  changes: readonly Change[],
  sourcesOf: ReadonlyMap<string, readonly string[]>,
): string | null {
  for (const { name, to } of changes) {
    const pinned = [name, ...(sourcesOf.get(name) ?? [])]
      .map((sourceName) => pinOf(pins, { name, sourceName }))
      .find((one) => one !== null);
    if (pinned !== undefined && pinned !== null && to !== null && !matchesPattern(pinned.pin.version, to))
      return `Its package manager would bring ${name} ${to}, and the policy pins ${pinned.pin.package} at ${pinned.pin.version}: ${pinned.pin.because}`;
  }
  return null;
}

/** Of each device, what rules of its policy block of what it is offered: by name and version, the rule's sentence. */
export type BlockedOffers = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * What devices are offered of the packages that their changes name, and a rule blocks; nothing is read where no policy blocks anything. Proposals leave it out
 * already; a package manager may bring it all the same, as what something else needs.
 */
export async function readBlocked(
  tx: Tx,
  clientId: string,
  devices: readonly { readonly deviceId: string; readonly rules: DeviceSettings['rules']; readonly changes: readonly Change[] }[],
  now: string,
): Promise<BlockedOffers> {
  const asking = devices.filter(({ rules = [] }) => rules.some(({ action }) => action.kind === 'block'));
  if (asking.length === 0) return new Map();
  const names = new Set(asking.flatMap(({ changes }) => changes.map(({ name }) => name)));
  const software = await sql<{ id: number }>`select id from software where name = any(${[...names]}::text[])`.execute(tx);
  const which = { deviceIds: asking.map(({ deviceId }) => deviceId), softwareIds: software.rows.map(({ id }) => id) };
  const { chosen } = await selectionOf(tx, clientId, which, now);
  const blocked = new Map<string, Map<string, string>>();
  for (const { offer, choice } of chosen) {
    if (choice?.decision !== 'block') continue;
    const own = blocked.get(offer.deviceId) ?? new Map<string, string>();
    blocked.set(offer.deviceId, own.set(versionKey(offer.facts), choice.sentence));
  }
  return blocked;
}

const versionKey = ({ name, to }: { readonly name: string; readonly to: string | null }): string => `${name} ${to ?? ''}`;

/** What a device's package manager would bring besides, and a rule of the device's policy blocks; null: nothing. A rule may name a package or its source. */
export function blockedChange(
  { rules = [] }: Pick<DeviceSettings, 'rules'>,
  changes: readonly Change[],
  sourcesOf: ReadonlyMap<string, readonly string[]>,
  offers: ReadonlyMap<string, string> | undefined,
): string | null {
  for (const change of changes) {
    if (change.to === null) continue;
    const known = offers?.get(versionKey(change));
    if (known !== undefined) return `Its package manager would bring ${versionKey(change)}. ${known}`;
    const rule = change.from === null ? blockOfNew(rules, [change.name, ...(sourcesOf.get(change.name) ?? [])]) : null;
    if (rule?.action.kind === 'block')
      return `Its package manager would bring ${versionKey(change)} new, and rule “${rule.name}” blocks it: ${rule.action.because}`;
  }
  return null;
}
