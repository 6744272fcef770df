/** Debian changelogs (deb-changelog(5)) and the CVE ids in them. Pure. */
import { compareVersions, schemeOf } from '@fettle/core/versions';

const entryHead = /^([a-z0-9][a-z0-9+.-]*) \(([^()\s]+)\) [^;]+;/i;

/**
 * The ids that entries above `from` name, sorted. null: the text does not reach down to `from` or below, or it is no changelog, so
 * nobody can say that these are all.
 */
export function cvesAbove(text: string, from: string, to: string): readonly string[] | null {
  const found = new Set<string>();
  let counts = false;
  let seen = false;
  for (const line of text.split('\n')) {
    const version = entryHead.exec(line)?.[2];
    if (version !== undefined) {
      if (compareVersions(schemeOf('apt'), version, from) !== 1) return seen ? sorted(found) : null;
      // An entry above the candidate belongs to another branch or is not released: not what this update brings.
      counts = compareVersions(schemeOf('apt'), version, to) !== 1;
      seen ||= counts;
      continue;
    }
    if (counts) for (const id of line.matchAll(/\bCVE-\d{4}-\d{4,}\b/gi)) found.add(id[0].toUpperCase());
  }
  return null;
}

function sorted(ids: ReadonlySet<string>): readonly string[] {
  return [...ids].toSorted((a, b) => {
    const [, yearA = '', numberA = ''] = a.split('-');
    const [, yearB = '', numberB = ''] = b.split('-');
    return Number(yearA) - Number(yearB) || Number(numberA) - Number(numberB);
  });
}
