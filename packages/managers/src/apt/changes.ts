/** Changes against what is installed, and against what apt says that it would do. Pure. */
import type { Change } from '@fettle/core/deployment';
import { order } from './installed.ts';
import type { DpkgPackage } from './installed.ts';
import { sameSlot, slotKey } from './names.ts';
import type { PlannedInstall, SimulatedPlan } from './simulation-output.ts';

export type ChangeState = 'to-do' | 'done' | 'to-finish' | 'elsewhere';

/**
 * `done`: the device has `to`, whole. `to-finish`: it has `to`, but an interrupted run left it unfinished. `to-do`: it has `from` (in
 * any condition: a broken newer version is what a way back starts from). `elsewhere`: neither, so the approval does not fit any more.
 */
export function stateOf(change: Change, packages: readonly DpkgPackage[], native: string): ChangeState {
  const found = installedOf(change, packages, native);
  if (found === null) return change.from === null ? 'to-do' : 'elsewhere';
  if (found.version === change.to) return isWhole(found) ? 'done' : 'to-finish';
  return found.version === change.from ? 'to-do' : 'elsewhere';
}

export function installedOf(
  wanted: { readonly name: string; readonly architecture: string },
  packages: readonly DpkgPackage[],
  native: string,
): DpkgPackage | null {
  return packages.find((one) => one.name === wanted.name && sameSlot(one.architecture, wanted.architecture, native)) ?? null;
}

function isWhole(one: DpkgPackage): boolean {
  return (one.condition === 'installed' || one.condition === 'triggers-pending') && !one.reinstallRequired;
}

/** The contract's form of what apt would do, in its order. */
export function asChanges(installs: readonly PlannedInstall[]): readonly Change[] {
  return installs
    .map((one): Change => ({ manager: 'apt', name: one.name, architecture: one.architecture, from: one.from, to: one.to }))
    .toSorted(byName);
}

export function byName(
  a: { readonly name: string; readonly architecture: string },
  b: { readonly name: string; readonly architecture: string },
): number {
  return order(a.name, b.name) || order(a.architecture, b.architecture);
}

/** How a plan differs from what is expected, in words; null: it is exactly that. Setting up what is expected anyway is no difference. */
export function difference(
  expected: readonly Change[],
  mayFinish: ReadonlySet<string>,
  plan: SimulatedPlan,
  native: string,
): string | null {
  const bySlot = (changes: readonly Change[]): ReadonlyMap<string, string> =>
    new Map(changes.map((one) => [`${slotKey(one.name, one.architecture, native)} ${one.from} ${one.to}`, inWords(one)] as const));
  const said = bySlot(asChanges(plan.installs));
  const wanted = bySlot(expected);
  const words: string[] = [];
  for (const [key, one] of said) if (!wanted.has(key)) words.push(`it would also do ${one}`);
  for (const [key, one] of wanted) if (!said.has(key)) words.push(`it would not do ${one}`);
  for (const one of plan.removals) words.push(`it would remove ${one}`);
  for (const one of plan.configures) if (!mayFinish.has(one)) words.push(`it would also set up ${one}`);
  return words.length === 0 ? null : words.join('; ');
}

export function inWords(change: Change): string {
  if (change.from === null) return `${change.name} new in ${change.to}`;
  return change.to === null ? `${change.name} removed` : `${change.name} from ${change.from} to ${change.to}`;
}
