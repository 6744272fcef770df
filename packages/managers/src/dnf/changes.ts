/** Changes against what is installed, and against what dnf says that it would do. Pure. */
import type { Change } from '@fettle/core/deployment';
import type { InstalledPackage } from '@fettle/core/inventory';
import { compareVersions, schemeOf } from '@fettle/core/versions';
import { byName } from './names.ts';
import type { PlannedChange } from './plan.ts';

export type ChangeState = 'to-do' | 'done' | 'to-finish' | 'elsewhere';

/**
 * `done`: the device has `to`, whole. `to-finish`: it has `to`, but a script of it failed or it was interrupted. `to-do`: it has `from`, or nothing is to be replaced
 * (what comes new, or beside its older versions as kernels do). `elsewhere`: neither, so the approval does not fit any more.
 */
export function stateOfChange(change: Change, packages: readonly InstalledPackage[]): ChangeState {
  const found = versionsOf(change, packages);
  const there = found.find((one) => one.version === change.to);
  if (there !== undefined) return there.condition === 'installed' ? 'done' : 'to-finish';
  return change.from === null || found.some((one) => one.version === change.from) ? 'to-do' : 'elsewhere';
}

/** Everything of this name and architecture. */
export function versionsOf(
  one: { readonly name: string; readonly architecture: string },
  packages: readonly InstalledPackage[],
): readonly InstalledPackage[] {
  const named = packages.filter((item) => item.name === one.name);
  const same = named.filter((item) => item.architecture === one.architecture);
  // A package may turn into noarch, and back, with a new version.
  return same.length > 0 || ![...named.map((item) => item.architecture), one.architecture].includes('noarch') ? same : named;
}

/** Whether the change goes to an older version; unknown counts as newer: dnf itself then refuses what it would have to go back for. */
export function goesBack(change: Change): boolean {
  return change.from !== null && change.to !== null && compareVersions(schemeOf('dnf'), change.to, change.from) === -1;
}

/** The contract's form of a plan, in its order. */
export function asChanges(plan: readonly PlannedChange[]): readonly Change[] {
  return plan
    .map((one): Change => ({
      manager: 'dnf',
      name: one.name,
      architecture: one.architecture,
      from: one.old?.version ?? null,
      to: one.version,
    }))
    .toSorted(byName);
}

/** How a plan differs from what is expected, in words; null: it is exactly that. */
export function difference(expected: readonly Change[], plan: readonly PlannedChange[], removals: readonly string[]): string | null {
  const keyed = (changes: readonly Change[]) =>
    new Map(changes.map((one) => [JSON.stringify([one.name, one.architecture, one.from, one.to]), one]));
  const wanted = keyed(expected);
  const said = keyed(asChanges(plan));
  const words = [
    ...[...said].filter(([key]) => !wanted.has(key)).map(([, one]) => `it would also do ${inWords(one)}`),
    ...[...wanted].filter(([key]) => !said.has(key)).map(([, one]) => `it would not do ${inWords(one)}`),
    ...removals.map((one) => `it would remove ${one}`),
  ];
  return words.length === 0 ? null : words.join('; ');
}

export function inWords(change: Change): string {
  if (change.from === null) return `${change.name} new in ${change.to}`;
  return change.to === null ? `${change.name} removed` : `${change.name} from ${change.from} to ${change.to}`;
}
