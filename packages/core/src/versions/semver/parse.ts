/**
 * Reads `[v]major.minor.patch[-prerelease][+build]` as npm's semver 7 does (semver.org 2.0.0). Records that call
 * themselves semantic also carry other counts of numbers: those that are missing are 0, those beyond the third count as
 * further pre-release identifiers, which is how the OSV tools order them (osv-scalibr, semantic/version-semver.go).
 */
import semver from 'semver';
import { isVersionLike } from '../bounds.ts';

export type SemverVersion = {
  /** Major, minor, patch. */
  readonly numbers: readonly [number, number, number];
  /** Empty for a release. Build metadata has no place in the order and is not kept. */
  readonly prerelease: readonly string[];
};

/** The grammar of semver.org with any count of numbers, none of them beyond 15 digits. */
const anyCount =
  /^v?((?:0|[1-9]\d{0,14})(?:\.(?:0|[1-9]\d{0,14}))*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** Reads a semantic version; `null` when it is none. Numbers beyond 2^53 and texts beyond 256 characters are refused, as npm does. */
export function parseSemver(text: string): SemverVersion | null {
  if (!isVersionLike(text)) return null;
  const version = semver.parse(text);
  if (version !== null) return { numbers: [version.major, version.minor, version.patch], prerelease: version.prerelease.map(String) };
  return parseAnyCount(text);
}

function parseAnyCount(text: string): SemverVersion | null {
  const found = anyCount.exec(text);
  if (found === null) return null;
  const numbers = (found[1] ?? '').split('.').map(Number);
  if (numbers.length === 3) return null;
  const [major = 0, minor = 0, patch = 0, ...further] = numbers;

  const prerelease = found[2]?.split('.') ?? [];
  if (further.length === 0) return { numbers: [major, minor, patch], prerelease };
  const leading = prerelease.length === 0 ? [''] : prerelease;
  return { numbers: [major, minor, patch], prerelease: [...leading, ...further.map(String)] };
}
