/** `apt-cache policy NAME…`: which versions are known, and which one apt would take (apt_preferences(5)). */
import { parsePolicies } from '../policy.ts';
import type { KnownVersion } from '../policy.ts';
import { isTalk, linesOf } from './lines.ts';
import type { Parsed } from './types.ts';

export type KnownPackage = {
  readonly name: string;
  /** The version that is installed; null: none is. */
  readonly version: string | null;
  readonly from: string | null;
  /** The candidate where it is another version than the installed one; null: there is none. */
  readonly to: string | null;
  readonly candidate: string | null;
  /** Newest first. */
  readonly versions: readonly KnownVersion[];
};

/** Reads block by block: one that is not of the known form spoils no other. */
export function parseAptCachePolicy(text: string): Parsed<KnownPackage> {
  const rows: KnownPackage[] = [];
  const unread: string[] = [];
  const lines = linesOf(text).filter((line) => !isTalk(line));
  for (const block of lines.join('\n').split(/\n(?=\S)/)) {
    if (block === '') continue;
    const policies = parsePolicies(block);
    if (policies === null) unread.push(...block.split('\n'));
    for (const { name, installed, candidate, versions } of policies?.values() ?? []) {
      rows.push({ name, version: installed, from: installed, to: candidate === installed ? null : candidate, candidate, versions });
    }
  }
  return { rows, unread };
}
