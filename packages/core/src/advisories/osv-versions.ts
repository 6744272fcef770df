/** The listed versions of an OSV record: https://ossf.github.io/osv-schema/#affectedversions-field */
import { compareParsed, parseVersion } from '../versions/index.ts';
import type { ParsedVersion } from '../versions/index.ts';
import { semverOr } from './semver-text.ts';
import type { VersionRange } from './types.ts';

/**
 * The listed versions that no range covers. Databases list every version that was ever published beside the range that says the same: the
 * ranges are kept, and of the lists only what they add. A version that can not be read is kept, for it can still be compared as a text.
 */
export function versionsBeside(ranges: readonly VersionRange[], versions: readonly string[], scheme: string | null): readonly string[] {
  if (scheme === null || versions.length === 0 || ranges.length === 0) return versions;
  const read = (text: string): ParsedVersion | null => parseVersion(scheme, semverOr(scheme, text));
  const covers = ranges.map((range) => covering(range, read)).filter((cover) => cover !== null);
  if (covers.length === 0) return versions;
  return versions.filter((text) => {
    const version = read(text);
    return version === null || !covers.some((cover) => cover(version));
  });
}

/** Says whether a range covers a version; null: one of its ends can not be read. */
function covering(range: VersionRange, read: (text: string) => ParsedVersion | null): ((version: ParsedVersion) => boolean) | null {
  const begin = range.introduced === '0' ? null : read(range.introduced);
  const endText = range.fixed ?? range.lastAffected;
  const end = endText === null ? null : read(endText);
  if ((range.introduced !== '0' && begin === null) || (endText !== null && end === null)) return null;
  return (version) => {
    if (begin !== null && compareParsed(version, begin) < 0) return false;
    if (end === null) return true;
    const order = compareParsed(version, end);
    return range.fixed === null ? order <= 0 : order < 0;
  };
}
