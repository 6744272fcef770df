/**
 * What changed between two scans of one device. Several versions of one name and architecture are normal (kernels on other
 * systems), so sets are compared and not single packages. A manager that could not be asked gives no difference at all:
 * its packages are not "all removed".
 */
import { byPackage, packageKey } from './keys.ts';
import type { InstalledPackage, ManagerId, ManagerScan, Scan } from './types.ts';

export type VersionChange = {
  readonly name: string;
  readonly architecture: string;
  readonly from: InstalledPackage;
  readonly to: InstalledPackage;
};

/** All lists are in the order of `byPackage`. */
export type PackageDiff = {
  readonly added: readonly InstalledPackage[];
  readonly removed: readonly InstalledPackage[];
  /** Exactly one version went and exactly one came, for the same name and architecture. */
  readonly changed: readonly VersionChange[];
  /** The same version, but pinned or unpinned, in another condition, or of another source package or module. */
  readonly altered: readonly VersionChange[];
};

export type ManagerDiff =
  | ({ readonly manager: ManagerId; readonly compared: true } & PackageDiff)
  | {
      readonly manager: ManagerId;
      readonly compared: false;
      readonly because: 'first-scan' | 'gone' | 'could-not-ask-before' | 'could-not-ask-now';
    };

/** Compares two scans manager by manager, in the order of the next scan; managers that vanished come last. `previous: null` is a first scan. */
export function diffScan(previous: Scan | null, next: Scan): readonly ManagerDiff[] {
  const before = new Map((previous?.managers ?? []).map((scan) => [scan.manager, scan]));
  const now = new Set(next.managers.map((scan) => scan.manager));
  const gone = [...before.keys()].filter((manager) => !now.has(manager));
  return [
    ...next.managers.map((scan) => diffManager(before.get(scan.manager) ?? null, scan)),
    ...gone.map((manager): ManagerDiff => ({ manager, compared: false, because: 'gone' })),
  ];
}

function diffManager(previous: ManagerScan | null, next: ManagerScan): ManagerDiff {
  const { manager } = next;
  if (!next.ok) return { manager, compared: false, because: 'could-not-ask-now' };
  if (previous === null) return { manager, compared: false, because: 'first-scan' };
  if (!previous.ok) return { manager, compared: false, because: 'could-not-ask-before' };
  return { manager, compared: true, ...diffPackages(previous.installed, next.installed) };
}

/** Compares two sets of packages of one manager. The same package named twice counts once; the last mention wins. */
export function diffPackages(previous: readonly InstalledPackage[], next: readonly InstalledPackage[]): PackageDiff {
  const before = groupByPackage(previous);
  const after = groupByPackage(next);
  const diffs = [...new Set([...before.keys(), ...after.keys()])].map((key) => diffVersions(before.get(key), after.get(key)));
  return {
    added: diffs.flatMap((diff) => diff.added).toSorted(byPackage),
    removed: diffs.flatMap((diff) => diff.removed).toSorted(byPackage),
    changed: diffs.flatMap((diff) => diff.changed).toSorted((a, b) => byPackage(a.to, b.to)),
    altered: diffs.flatMap((diff) => diff.altered).toSorted((a, b) => byPackage(a.to, b.to)),
  };
}

/** The versions of one name and architecture. */
type Versions = ReadonlyMap<string, InstalledPackage>;

function groupByPackage(packages: readonly InstalledPackage[]): ReadonlyMap<string, Versions> {
  const groups = new Map<string, Map<string, InstalledPackage>>();
  for (const item of packages) {
    const key = packageKey(item);
    const versions = groups.get(key) ?? new Map<string, InstalledPackage>();
    groups.set(key, versions.set(item.version, item));
  }
  return groups;
}

function diffVersions(before: Versions = new Map(), after: Versions = new Map()): PackageDiff {
  const removed = [...before.values()].filter((item) => !after.has(item.version));
  const added = [...after.values()].filter((item) => !before.has(item.version));
  const altered = [...after.values()].flatMap((to) => {
    const from = before.get(to.version);
    return from === undefined || sameState(from, to) ? [] : [change(from, to)];
  });
  const [from, ...moreRemoved] = removed;
  const [to, ...moreAdded] = added;
  if (from !== undefined && to !== undefined && moreRemoved.length === 0 && moreAdded.length === 0)
    return { added: [], removed: [], changed: [change(from, to)], altered };
  return { added, removed, changed: [], altered };
}

function sameState(a: InstalledPackage, b: InstalledPackage): boolean {
  return (
    a.condition === b.condition &&
    a.pinned === b.pinned &&
    a.sourceName === b.sourceName &&
    a.sourceVersion === b.sourceVersion &&
    a.module === b.module
  );
}

function change(from: InstalledPackage, to: InstalledPackage): VersionChange {
  return { name: to.name, architecture: to.architecture, from, to };
}
