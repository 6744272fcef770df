import type { ManagerId } from '../inventory/types.ts';
import { versionSchemes } from './list.ts';
import type { VersionSchemeId } from './list.ts';
import type { Order } from './scheme.ts';

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

const schemeOfManager: Readonly<Record<ManagerId, VersionSchemeId>> = { apt: 'deb' };

/** The version scheme whose order a package manager follows. */
export function schemeOf(manager: ManagerId): VersionSchemeId {
  return schemeOfManager[manager];
}

function isSchemeId(id: string): id is VersionSchemeId {
  return Object.hasOwn(versionSchemes, id);
}
