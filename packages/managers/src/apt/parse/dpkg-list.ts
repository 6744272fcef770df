/** `dpkg -l`: letters of the state, then columns (dpkg-query(1), `--list`). */
import { isVersionText, linesOf, nameOf } from './lines.ts';
import { conditionOf } from './status-words.ts';
import type { DpkgCondition } from './status-words.ts';
import type { ListedPackage, Parsed } from './types.ts';

export type TabledPackage = ListedPackage & {
  readonly condition: DpkgCondition;
  readonly pinned: boolean | null;
  readonly description: string;
};

/** The legend above the table, and its rule. */
const legend = /^(?:Desired=|\| Status=|\|\/ Err\?=|\|\|\/ Name\b|\+\+\+-)/;

/** Reads the rows of what is on the device. What is known but not there (`un`), or only with its configuration (`rc`), is left out. */
export function parseDpkgList(text: string): Parsed<TabledPackage> {
  const rows: TabledPackage[] = [];
  const unread: string[] = [];
  for (const line of linesOf(text)) {
    if (line.trim() === '' || legend.test(line)) continue;
    const row = rowOf(line);
    if (row === null) unread.push(line);
    else if (row !== 'not-installed') rows.push(row);
  }
  return { rows, unread };
}

function rowOf(line: string): TabledPackage | 'not-installed' | null {
  // None of the first columns can hold a blank, however wide the terminal made them.
  const groups = /^(?<status>[uihrp][a-zA-Z][ R]) *(?<name>\S+) +(?<version>\S+) +(?<architecture>\S+)(?: +(?<description>.*))?$/.exec(
    line,
  )?.groups;
  const status = conditionOf(groups?.['status'] ?? '');
  const named = nameOf(groups?.['name'] ?? '');
  if (groups === undefined || status === null || named === null) return null;
  if (status.condition === 'not-installed' || status.condition === 'config-files') return 'not-installed';
  const version = groups['version'] ?? '';
  const architecture = groups['architecture'] ?? '';
  if (!isVersionText(version) || !/^[a-z0-9][a-z0-9-]*$/.test(architecture)) return null;
  return { name: named.name, version, architecture, ...status, description: groups['description'] ?? '' };
}
