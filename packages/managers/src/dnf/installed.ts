/** What rpm has on the device. rpm(8) with a query format of our own: one line a package, fields between tabs, nothing to guess. */
import type { InstalledPackage, Trouble } from '@fettle/core/inventory';
import { ask, patience, succeeded } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import { byName } from './names.ts';
import { parseEvr } from './parse/index.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';

export type InstalledAnswer =
  | { readonly ok: true; readonly packages: readonly InstalledPackage[] }
  | { readonly ok: false; readonly trouble: Trouble };

export const queryFormat = '%{NAME}\\t%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{SOURCERPM}\\t%{MODULARITYLABEL}\\n';

/** Asks rpm; a single line that can not be read spoils the whole answer, since a wrong inventory is worse than none. */
export async function readInstalled(machine: Machine): Promise<InstalledAnswer> {
  const listing = await ask(machine, 'question', ['rpm', '-qa', '--qf', queryFormat]);
  if (!succeeded(listing)) return { ok: false, trouble: translateFailure(listing, patience.question, 'rpm') };
  // rpm passes over what it can not read of a damaged database, and ends well.
  if (/^error: /m.test(listing.stderr))
    return { ok: false, trouble: translateFailure({ ...listing, exitCode: 1 }, patience.question, 'rpm') };
  const packages = parseInstalled(listing.stdout);
  if (packages === null) return { ok: false, trouble: troubleOf('dnf.unreadable', { program: 'rpm' }, excerptOf(listing)) };
  return { ok: true, packages };
}

/**
 * Parses the format above. Not listed: the keys that rpm keeps as packages. Several versions of one name are several packages (kernels). null: a line is not of this
 * form, or there is no line at all.
 */
export function parseInstalled(text: string): readonly InstalledPackage[] | null {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return null;
  const packages: InstalledPackage[] = [];
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed === null) return null;
    if (parsed !== 'key') packages.push(parsed);
  }
  return packages.toSorted((a, b) => byName(a, b) || (a.version < b.version ? -1 : 1));
}

function parseLine(line: string): InstalledPackage | 'key' | null {
  const parts = line.split('\t');
  const [name = '', evr = '', architecture = '', sourceFile = '', module = ''] = parts;
  if (name === 'gpg-pubkey') return 'key';
  // An epoch of 0 is the same as none, and is left out everywhere.
  const version = parseEvr(evr)?.version;
  if (parts.length !== 5 || name === '' || version === undefined || architecture === '') return null;
  return {
    name,
    version,
    architecture,
    ...sourceOf(name, version, sourceFile),
    condition: 'installed',
    pinned: false,
    ...(module === '' || module === '(none)' ? {} : { module }),
  };
}

/**
 * `name-version-release.src.rpm`. The file's name leaves the epoch out; the package's own is taken, which is the source's but for the few that number their packages
 * apart. Without a source (packages of vendors): the package itself.
 */
export function sourceOf(name: string, version: string, file: string): { readonly sourceName: string; readonly sourceVersion: string } {
  const found = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(file);
  const epoch = /^\d+:/.exec(version)?.[0] ?? '';
  return { sourceName: found?.[1] ?? name, sourceVersion: found?.[2] === undefined ? version : `${epoch}${found[2]}` };
}
