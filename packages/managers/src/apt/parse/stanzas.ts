/** Control stanzas (deb822(5)): dpkg's own status file and `apt-cache show`. */
import { parseRecords, parseStanza } from '../records.ts';
import type { PackageRecord } from '../records.ts';
import { isTalk, linesOf } from './lines.ts';
import { conditionOf } from './status-words.ts';
import type { DpkgCondition } from './status-words.ts';
import type { ListedPackage, Parsed } from './types.ts';

export type StatusPackage = ListedPackage & {
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly condition: DpkgCondition;
  readonly pinned: boolean | null;
};

/** Reads `/var/lib/dpkg/status`, or `dpkg -s`. What is not on the device, or only with its configuration, is left out. */
export function parseDpkgStatus(text: string): Parsed<StatusPackage> {
  const rows: StatusPackage[] = [];
  const unread: string[] = [];
  for (const stanza of stanzasOf(text)) {
    const status = conditionOf(parseStanza(stanza).get('status') ?? '');
    if (status?.condition === 'not-installed' || status?.condition === 'config-files') continue;
    const [record] = parseRecords(stanza);
    if (status === null || record === undefined) unread.push(...stanza.split('\n'));
    else {
      const { name, version, architecture, sourceName, sourceVersion } = record;
      rows.push({ name, version, architecture, sourceName, sourceVersion, ...status });
    }
  }
  return { rows, unread };
}

/** Reads `apt-cache show`: a stanza each known version. */
export function parseAptCacheShow(text: string): Parsed<PackageRecord> {
  const rows: PackageRecord[] = [];
  const unread: string[] = [];
  for (const stanza of stanzasOf(text)) {
    const [record] = parseRecords(stanza);
    if (record === undefined) unread.push(...stanza.split('\n'));
    else rows.push(record);
  }
  return { rows, unread };
}

/** Parts with an empty line between them, without talk. */
function stanzasOf(text: string): readonly string[] {
  const stanzas: string[][] = [[]];
  for (const line of linesOf(text)) {
    if (line.trim() === '') stanzas.push([]);
    else if (!isTalk(line)) stanzas.at(-1)?.push(line);
  }
  return stanzas.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
}
