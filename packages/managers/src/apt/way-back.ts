/** How the device comes back, checked before it goes: the old versions, each with a file that can be had now or is in the store. */
import type { Change, PackageFile, SimulatedWayBack } from '@fettle/core/deployment';
import { compareVersions, schemeOf } from '@fettle/core/versions';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { askRecords } from './ask-records.ts';
import { installedOf } from './changes.ts';
import { fileFor } from './files.ts';
import type { DpkgPackage } from './installed.ts';
import { findRecord } from './records.ts';
import type { PackageRecord } from './records.ts';

/**
 * Packages that are new with this change stay when the device goes back, since Fettle removes nothing; where such a package does not go
 * together with an old version there is no way back. A downgrade brings programs back, not data that the newer version has converted.
 */
export async function planWayBack(
  machine: Machine,
  mode: ScanMode,
  changes: readonly Change[],
  packages: readonly DpkgPackage[],
  native: string,
  newRecords: readonly PackageRecord[],
): Promise<SimulatedWayBack> {
  const replaced = changes.flatMap((one) => {
    const before = one.from === null ? null : installedOf(one, packages, native);
    // The old version's own architecture: it may have been `all` before.
    return before === null ? [] : [{ change: one, old: { name: one.name, architecture: before.architecture, version: before.version } }];
  });
  const clash = firstClash(
    changes,
    replaced.map((one) => one.old),
    newRecords,
  );
  if (clash !== null) return { kind: 'none', because: clash };
  const records = await askRecords(
    machine,
    mode,
    replaced.map((one) => one.old),
    native,
  );
  const files: PackageFile[] = [];
  const missing: string[] = [];
  for (const { old } of replaced) {
    const file = await fileFor(machine, mode.folders, old, records);
    if (file === null) missing.push(`${old.name} ${old.version}`);
    else files.push(file);
  }
  if (missing.length > 0) {
    const named = missing.slice(0, 10).join(', ');
    const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
    return { kind: 'none', because: `No source of the device has ${named}${more} any more, and its store has not either` };
  }
  const back = replaced.map(({ change, old }): Change => ({
    manager: 'apt',
    name: change.name,
    architecture: old.architecture,
    from: change.to,
    to: old.version,
  }));
  return { kind: 'downgrade', changes: back, files };
}

/** A package that comes new and breaks, or is in conflict with, an old version that would come back. */
function firstClash(
  changes: readonly Change[],
  olds: readonly { readonly name: string; readonly version: string }[],
  records: readonly PackageRecord[],
): string | null {
  for (const fresh of changes) {
    if (fresh.from !== null || fresh.to === null) continue;
    const clashes = findRecord(records, { name: fresh.name, architecture: fresh.architecture, version: fresh.to })?.clashes ?? '';
    for (const old of olds) {
      if (namesVersion(clashes, old.name, old.version)) {
        return `${fresh.name} would come new and stay, and it does not go together with ${old.name} ${old.version}`;
      }
    }
  }
  return null;
}

/** Whether a relation field (deb-control: `a, b (<< 2), c:any`) holds for this version. An unreadable relation counts as holding. */
export function namesVersion(field: string, name: string, version: string): boolean {
  return field.split(/[,|]/).some((part) => {
    const found = /^\s*([^\s:(]+)(?::\S+)?\s*(?:\((<<|<=|=|>=|>>)\s*([^)\s]+)\s*\))?\s*$/.exec(part);
    if (!found || found[1] !== name) return false;
    if (found[2] === undefined) return true;
    const compared = compareVersions(schemeOf('apt'), version, found[3] ?? '');
    if (compared === 'unknown') return true;
    return { '<<': compared < 0, '<=': compared <= 0, '=': compared === 0, '>=': compared >= 0, '>>': compared > 0 }[found[2]] ?? true;
  });
}
