/** What was to change, said once for all devices with the same changes. */
import type { Change } from '@fettle/core/deployment';
import type { Records } from '../records/types.ts';
import type { ChangeSet } from './types.ts';

/** Most devices first. */
export function changeSetsOf({ spec, devices }: Records): readonly ChangeSet[] {
  const names = new Map(devices.map(({ id, name }) => [id, name]));
  const groups = Map.groupBy(spec.shares, ({ changes }) => JSON.stringify(changes.map(lineOf)));
  return [...groups]
    .map(([key, shares]) => ({
      key,
      changes: (shares[0]?.changes ?? []).toSorted(byName),
      devices: shares
        .map(({ deviceId: id }) => ({ id, name: names.get(id) ?? id }))
        .toSorted((a, b) => compare(a.name, b.name) || compare(a.id, b.id)),
    }))
    .toSorted((a, b) => b.devices.length - a.devices.length || compare(a.key, b.key))
    .map(({ changes, devices: of }, index) => ({ number: index + 1, changes, devices: of }));
}

/** The number of the set that a device has. */
export function setOf(sets: readonly ChangeSet[], deviceId: string): number {
  return sets.find(({ devices }) => devices.some(({ id }) => id === deviceId))?.number ?? 0;
}

function lineOf({ name, architecture, from, to }: Change): readonly (string | null)[] {
  return [name, architecture, from, to];
}

function byName(a: Change, b: Change): number {
  return compare(a.name, b.name) || compare(a.architecture, b.architecture);
}

/** By code point, so that no locale has a say in the order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
