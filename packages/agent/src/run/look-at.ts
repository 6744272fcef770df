/** How the packages of a change stand on the device: the only ground on which anything is said about an interrupted one. */
import type { Change } from '@fettle/core/deployment';
import type { InstalledPackage } from '@fettle/core/inventory';
import type { RunContext } from './context.ts';

export type Looked = {
  /** Changes that are not in, or not whole. */
  readonly missing: readonly Change[];
  /** All packages are as before the change, and whole. */
  readonly untouched: boolean;
  /** Packages of the change that are left half done, in words. */
  readonly unfinished: readonly string[];
};

/** Null: the package manager could not be asked. Unknown is not good. */
export async function lookAt(context: RunContext, changes: readonly Change[]): Promise<Looked | null> {
  const scan = await context.manager.scan(context.machine, context.mode());
  if (!scan.ok) return null;
  const found = new Map(changes.map((change) => [change, installedOf(change, scan.installed)]));
  const isAt = (change: Change, version: string | null) => {
    const item = found.get(change) ?? null;
    return version === null ? item === null : item !== null && item.version === version && isWhole(item);
  };
  return {
    missing: changes.filter((change) => !isAt(change, change.to)),
    untouched: changes.every((change) => isAt(change, change.from)),
    unfinished: changes.flatMap((change) => {
      const item = found.get(change) ?? null;
      return item === null || isWhole(item) ? [] : [`${item.name} ${item.version} is ${item.condition}`];
    }),
  };
}

/** How the packages stand, in words that are true. */
export function standingInWords(looked: Looked | null): string {
  if (looked === null) return 'How the packages stand now is not known.';
  if (looked.unfinished.length > 0) return `Left half done: ${looked.unfinished.slice(0, 10).join(', ')}.`;
  return 'No package of the change is left half done.';
}

/** A package may change between `all` and an architecture of its own: then it is the same package all the same. */
function installedOf(change: Change, installed: readonly InstalledPackage[]): InstalledPackage | null {
  const named = installed.filter((item) => item.name === change.name);
  const exact = named.find((item) => item.architecture === change.architecture);
  return exact ?? named.find((item) => item.architecture === 'all' || change.architecture === 'all') ?? null;
}

function isWhole(item: InstalledPackage): boolean {
  return item.condition === 'installed' || item.condition === 'triggers-pending';
}
