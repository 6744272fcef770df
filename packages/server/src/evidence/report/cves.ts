/** CVE ids that the change closes, by the devices' own reading of the changelogs: a claim of theirs, so its reach is said with it. */
import type { Material } from './build.ts';
import { compare } from './change-sets.ts';
import type { CveReport } from './types.ts';

export function cvesOf({ records, state }: Material): CveReport {
  const { basis, spec } = records;
  // Going back opens what was closed: nothing is closed by it, nor by a drill.
  const forward = spec.shares.filter((share) => share.direction === 'forward' && spec.header.drill !== true);
  if (basis === null) return { known: false, rows: [], closed: [], open: [] };
  const rows = basis.sources.map(({ source, version, packages, devices, readOn, cves }) => {
    const wanted = new Set(packages.map(({ name, to }) => `${name}\n${to}`));
    const takers = forward.filter(({ changes }) => changes.some(({ name, to }) => wanted.has(`${name}\n${to ?? ''}`)));
    const verifiedOn = takers.filter(({ deviceId }) => state.runs[deviceId]?.outcome === 'verified').length;
    return { source, version, cves: cves.toSorted(byId), devices, readOn, verifiedOn };
  });
  const ids = [...new Set(rows.flatMap(({ cves }) => cves))].toSorted(byId);
  const isOpen = (id: string) => rows.some(({ cves, devices, verifiedOn }) => cves.includes(id) && verifiedOn < devices);
  return {
    known: true,
    rows: rows.filter(({ devices }) => devices > 0),
    closed: ids.filter((id) => !isOpen(id)),
    open: ids.filter(isOpen),
  };
}

/** By year, then by number: `CVE-2026-900` stands before `CVE-2026-1000`. */
function byId(a: string, b: string): number {
  const [, yearA = '', numberA = ''] = a.split('-');
  const [, yearB = '', numberB = ''] = b.split('-');
  return compare(yearA, yearB) || Number(numberA) - Number(numberB) || compare(a, b);
}
