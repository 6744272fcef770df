import type { InstalledPackage, ManagerId } from './types.ts';

/** What names a package on a device: a name may be installed for several architectures, and those are different packages. */
export type PackageIdentity = { readonly name: string; readonly architecture: string };

/**
 * A key for maps: equal exactly when name and architecture are. Names come from devices and may hold anything, so the
 * key is JSON and not joined by a character that a name could contain.
 */
export function packageKey(item: PackageIdentity): string {
  return JSON.stringify([item.name, item.architecture]);
}

/** A key for maps: equal exactly when manager, name, architecture and version are. */
export function softwareKey(manager: ManagerId, item: PackageIdentity & { readonly version: string }): string {
  return JSON.stringify([manager, item.name, item.architecture, item.version]);
}

/** Orders packages by name, then architecture, then version text, by code units: the same everywhere. */
export function byPackage(
  a: Pick<InstalledPackage, 'name' | 'architecture' | 'version'>,
  b: Pick<InstalledPackage, 'name' | 'architecture' | 'version'>,
): number {
  return compareText(a.name, b.name) || compareText(a.architecture, b.architecture) || compareText(a.version, b.version);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
