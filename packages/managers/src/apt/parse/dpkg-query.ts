/** `dpkg-query -W`, by itself and with the formats that are in use: a package a line, its fields between tabs or other marks (dpkg-query(1)). */
import { isVersionText, linesOf, nameOf } from './lines.ts';
import { conditionOf } from './status-words.ts';
import type { DpkgCondition } from './status-words.ts';
import type { ListedPackage, Parsed } from './types.ts';

export type QueriedPackage = ListedPackage & {
  /** null: the output does not tell it. */
  readonly sourceName: string | null;
  readonly sourceVersion: string | null;
  readonly condition: DpkgCondition | null;
  readonly pinned: boolean | null;
};

/**
 * Reads lines of two to seven fields: name and version always; then, as far as they are there, the architecture, the status (a word, three words
 * or its letters) wherever it stands, source name and source version. Packages of which only configuration is left are not on the device, and
 * left out.
 */
export function parseDpkgQuery(text: string): Parsed<QueriedPackage> {
  const rows: QueriedPackage[] = [];
  const unread: string[] = [];
  for (const line of linesOf(text)) {
    if (line.trim() === '') continue;
    const row = rowOf(fieldsOf(line));
    if (row === null) unread.push(line);
    else if (row !== 'not-installed') rows.push(row);
  }
  return { rows, unread };
}

function fieldsOf(line: string): readonly string[] {
  const mark = ['\t', '|', ';'].find((one) => line.includes(one));
  const fields = mark === undefined ? line.trim().split(/ +/) : line.split(mark).map((field) => field.trim());
  const [first = '', second = '', third = '', ...rest] = fields;
  // Scripts like to put the state first; there is a package called `ii` too, with its version behind it.
  const isStateFirst = conditionOf(first) !== null && !isVersionText(second) && nameOf(second) !== null;
  return isStateFirst ? [second, third, ...rest, first] : fields;
}

function rowOf(fields: readonly string[]): QueriedPackage | 'not-installed' | null {
  const [nameText = '', version = '', ...others] = fields;
  const named = nameOf(nameText);
  if (named === null || fields.length < 2 || fields.length > 7) return null;
  const statuses = others.map(conditionOf);
  const at = statuses.findIndex((status) => status !== null);
  const status = statuses[at] ?? null;
  if (status?.condition === 'not-installed' || status?.condition === 'config-files') return 'not-installed';
  if (!isVersionText(version)) return null;
  const [architecture = null, sourceName = null, sourceVersion = null, size] = others.filter((_, index) => index !== at);
  if (architecture !== null && !/^[a-z0-9][a-z0-9-]*$/.test(architecture)) return null;
  if (sourceName !== null && nameOf(sourceName) === null) return null;
  if (sourceVersion !== null && !isVersionText(sourceVersion)) return null;
  if (size !== undefined && !/^\d*$/.test(size)) return null;
  return {
    name: named.name,
    version,
    architecture: architecture ?? named.architecture,
    sourceName,
    sourceVersion,
    condition: status?.condition ?? null,
    pinned: status?.pinned ?? null,
  };
}
