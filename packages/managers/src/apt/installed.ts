/** What dpkg has on the device. dpkg-query(1) with a format of our own: one line a package, fields between tabs, nothing to guess. */
import type { InstalledPackage, PackageCondition, Trouble } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import { ask, patience, succeeded } from '../kit/index.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';

/** Beyond the contract: what only apt's own code needs. */
export type DpkgPackage = InstalledPackage & {
  /** Kibibytes as the package itself says; null: it does not. */
  readonly installedKib: number | null;
  /** dpkg says that it must be installed again (its third status letter). */
  readonly reinstallRequired: boolean;
};

export type InstalledAnswer =
  | { readonly ok: true; readonly packages: readonly DpkgPackage[]; readonly nativeArchitecture: string }
  | { readonly ok: false; readonly trouble: Trouble };

const fields = ['Package', 'Version', 'Architecture', 'db:Status-Abbrev', 'source:Package', 'source:Version', 'Installed-Size'];
export const queryFormat = `${fields.map((field) => `\${${field}}`).join('\\t')}\\n`;

/** Asks dpkg; a single line that can not be read spoils the whole answer, since a wrong inventory is worse than none. */
export async function readInstalled(machine: Machine): Promise<InstalledAnswer> {
  const native = await ask(machine, 'question', ['dpkg', '--print-architecture']);
  const nativeArchitecture = native.stdout.trim();
  if (!succeeded(native)) return { ok: false, trouble: translateFailure(native, patience.question, 'dpkg') };
  if (!/^[a-z0-9-]+$/.test(nativeArchitecture))
    return { ok: false, trouble: troubleOf('apt.unreadable', { program: 'dpkg' }, excerptOf(native)) };
  const listing = await ask(machine, 'question', ['dpkg-query', '-W', '-f', queryFormat]);
  if (!succeeded(listing)) return { ok: false, trouble: translateFailure(listing, patience.question, 'dpkg-query') };
  const packages = parseInstalled(listing.stdout);
  if (packages === null) return { ok: false, trouble: troubleOf('apt.unreadable', { program: 'dpkg-query' }, excerptOf(listing)) };
  return { ok: true, packages, nativeArchitecture };
}

/**
 * Parses the format above. Not listed: packages of which only configuration files are left, or that are merely known. The same name
 * in several architectures is several packages. null: a line is not of this form, or there is no line at all.
 */
export function parseInstalled(text: string): readonly DpkgPackage[] | null {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return null;
  const packages: DpkgPackage[] = [];
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed === null) return null;
    if (parsed !== 'not-installed') packages.push(parsed);
  }
  return packages.toSorted((a, b) => order(a.name, b.name) || order(a.architecture, b.architecture));
}

function parseLine(line: string): DpkgPackage | 'not-installed' | null {
  const parts = line.split('\t');
  if (parts.length !== fields.length) return null;
  const [name = '', version = '', architecture = '', status = '', sourceName = '', sourceVersion = '', size = ''] = parts;
  const [wanted = '', state = '', error = ''] = status;
  if (!/^[a-z0-9][a-z0-9+.-]+$/i.test(name) || status.length !== 3 || !'uihrp'.includes(wanted)) return null;
  if (state === 'c' || state === 'n') return 'not-installed';
  const condition = conditions[state];
  if (condition === undefined) return null;
  // A package whose very first unpacking broke off has no version yet: nothing is installed that could be named.
  if (version === '' && condition === 'half-installed') return 'not-installed';
  if (version === '' || architecture === '' || sourceName === '' || sourceVersion === '') return null;
  return {
    name,
    version,
    architecture,
    sourceName,
    sourceVersion,
    condition,
    pinned: wanted === 'h',
    installedKib: /^\d+$/.test(size) ? Number(size) : null,
    reinstallRequired: error === 'R',
  };
}

/** dpkg's second status letter (dpkg-query(1)). */
const conditions: Readonly<Record<string, PackageCondition>> = {
  i: 'installed',
  t: 'triggers-pending',
  W: 'triggers-pending',
  F: 'half-configured',
  H: 'half-installed',
  U: 'unpacked',
};

/** By code unit, so that equal means equal everywhere. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Unfinished: something still has to be set up, unpacked or installed again. Pending triggers alone are not. */
export function isUnfinished(one: DpkgPackage): boolean {
  return one.reinstallRequired || one.condition === 'half-configured' || one.condition === 'half-installed' || one.condition === 'unpacked';
}

/** Only the contract's fields. */
export function asInventory(one: DpkgPackage): InstalledPackage {
  const { name, version, architecture, sourceName, sourceVersion, condition, pinned } = one;
  return { name, version, architecture, sourceName, sourceVersion, condition, pinned };
}
