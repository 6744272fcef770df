/** The configuration files of packages as dpkg knows them, and whether they are still what the package brought. */
import type { PackageFileStanding } from '@fettle/core/verification';
import { askInParts, succeeded } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';

type Conffile = { readonly path: string; readonly package: string; readonly md5: string };

/** Null: dpkg could not be asked. Of names that are not installed there is nothing. */
export async function readConffiles(machine: Machine, names: readonly string[]): Promise<readonly PackageFileStanding[] | null> {
  if (names.length === 0) return [];
  // Exit 1 means that one of the names is not known; what it prints of the others holds.
  const listing = await askInParts(machine, ['dpkg-query', '-W', '-f', '=${Package}\\n${Conffiles}\\n'], [...new Set(names)].toSorted());
  if (listing.notStarted !== null || listing.timedOut || listing.truncated || (listing.exitCode ?? 2) > 1) return null;
  const files = parseConffiles(listing.stdout);
  if (files.length === 0) return [];
  const sums = await sumsOf(machine, files);
  return files.map(({ path, package: of, md5 }): PackageFileStanding => {
    const sum = sums.get(path);
    return { path, package: of, standing: sum === undefined ? 'gone' : sum === md5 ? 'as-shipped' : 'edited' };
  });
}

/** ` /etc/a.conf 0123… obsolete`: what the newer package does not have any more is the administrator's alone, and left out. */
export function parseConffiles(text: string): readonly Conffile[] {
  const files: Conffile[] = [];
  let of = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('=')) of = line.slice(1);
    const found = /^ (\/.*) ([0-9a-f]{32})$/.exec(line);
    const [, path, md5] = found ?? [];
    if (path !== undefined && md5 !== undefined && !files.some((one) => one.path === path)) files.push({ path, package: of, md5 });
  }
  return files;
}

/** MD5, because that is what dpkg keeps: it tells edits apart from defaults and is relied on for nothing else. */
async function sumsOf(machine: Machine, files: readonly Conffile[]): Promise<ReadonlyMap<string, string>> {
  const sums = new Map<string, string>();
  const summed = await askInParts(
    machine,
    ['md5sum', '--zero', '--'],
    files.map(({ path }) => path),
  );
  // One that is not there makes it 1; a name is never escaped where lines end with NUL.
  if (!succeeded(summed) && summed.exitCode !== 1) return sums;
  for (const line of summed.stdout.split('\0')) {
    const found = /^([0-9a-f]{32}) [ *]([\s\S]+)$/.exec(line);
    if (found?.[1] !== undefined && found[2] !== undefined) sums.set(found[2], found[1]);
  }
  return sums;
}
