/** Whether a version stands in what an advisory says. https://ossf.github.io/osv-schema/#evaluation */
import type { Affected, NoFixReason, VersionRange } from './types.ts';
import { compareParsed } from './version-reader.ts';
import type { ParsedVersion, VersionReader } from './version-reader.ts';

export type Standing =
  | { readonly is: 'in'; readonly fixed: string | null; readonly noFix: NoFixReason | null }
  | { readonly is: 'out' }
  /** A version of the advisory can not be read, or the order of its scheme is not known. */
  | { readonly is: 'unknown' };

const out = { is: 'out' } as const;
const unknown = { is: 'unknown' } as const;

/** Ranges and listed versions are a union. One of them that holds decides; else one that can not be read leaves it open. */
export function standingOf(
  affected: Affected,
  scheme: string | null,
  text: string,
  installed: ParsedVersion | null,
  versions: VersionReader,
): Standing {
  // Versions are listed, and whether the installed one is among them can not be seen.
  let isOpen = affected.versions.length > 0 && scheme !== null && installed === null;
  let isHit = affected.versions.includes(text);
  let fixed: string | null = null;
  for (const range of affected.ranges) {
    const standing = scheme === null || installed === null ? unknown : standingInRange(range, scheme, installed, versions);
    if (standing.is === 'unknown') isOpen = true;
    if (standing.is !== 'in') continue;
    isHit = true;
    if (standing.fixed !== null && scheme !== null) fixed = lowest(fixed, standing.fixed, scheme, versions);
  }
  if (!isHit && scheme !== null && installed !== null) isHit = isListed(affected.versions, scheme, installed, versions);
  if (isHit) return { is: 'in', fixed, noFix: fixed === null ? affected.noFix : null };
  return isOpen ? unknown : out;
}

function standingInRange(range: VersionRange, scheme: string, installed: ParsedVersion, versions: VersionReader): Standing {
  if (range.introduced !== '0') {
    const introduced = versions.read(scheme, range.introduced);
    if (introduced === null) return unknown;
    if (compareParsed(installed, introduced) < 0) return out;
  }
  const endText = range.fixed ?? range.lastAffected;
  if (endText === null) return { is: 'in', fixed: null, noFix: null };
  const end = versions.read(scheme, endText);
  if (end === null) return unknown;
  const order = compareParsed(installed, end);
  const isBefore = range.fixed === null ? order <= 0 : order < 0;
  return isBefore ? { is: 'in', fixed: range.fixed, noFix: null } : out;
}

/** Two texts can be one version: `0:1.0-1` and `1.0-1`. */
function isListed(listed: readonly string[], scheme: string, installed: ParsedVersion, versions: VersionReader): boolean {
  return listed.some((text) => {
    const version = versions.read(scheme, text);
    return version !== null && compareParsed(version, installed) === 0;
  });
}

/** The lower of two fixed versions; null is none yet. Both were read before. */
export function lowest(a: string | null, b: string, scheme: string, versions: VersionReader): string {
  const left = a === null ? null : versions.read(scheme, a);
  const right = versions.read(scheme, b);
  return a !== null && left !== null && right !== null && compareParsed(left, right) <= 0 ? a : b;
}
