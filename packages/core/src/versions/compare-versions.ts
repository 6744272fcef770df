import { managerTable } from '../inventory/managers.ts';
import type { ManagerId } from '../inventory/managers.ts';
import { versionSchemes } from './list.ts';
import type { VersionSchemeId } from './list.ts';
import type { Order, ParsedVersion } from './scheme.ts';

/**
 * Says which of two versions is newer: -1 (a is older), 0, 1 (a is newer), or `unknown` when the scheme is not known here
 * or one of the texts is not a version of it. Unknown is never treated as older.
 */
export function compareVersions(schemeId: string, a: string, b: string): Order | 'unknown' {
  return isSchemeId(schemeId) ? versionSchemes[schemeId].compareTexts(a, b) : 'unknown';
}

/** True when this scheme is known here and the text is a version of it. */
export function isVersion(schemeId: string, text: string): boolean {
  return isSchemeId(schemeId) && versionSchemes[schemeId].isValid(text);
}

/**
 * Reads a version once, for whoever compares it many times. `null` when the scheme is not known here or the text is not a
 * version of it: exactly where `compareVersions` says `unknown`.
 */
export function parseVersion(schemeId: string, text: string): ParsedVersion | null {
  return isSchemeId(schemeId) ? versionSchemes[schemeId].parse(text) : null;
}

/** Compares two versions that `parseVersion` has read. Throws a TypeError when they are of different schemes: that is a bug. */
export function compareParsed(a: ParsedVersion, b: ParsedVersion): Order {
  return a.compareTo(b);
}

/** The version scheme whose order a package manager follows. */
export function schemeOf(manager: ManagerId): VersionSchemeId {
  return managerTable[manager].scheme;
}

function isSchemeId(id: string): id is VersionSchemeId {
  return Object.hasOwn(versionSchemes, id);
}
