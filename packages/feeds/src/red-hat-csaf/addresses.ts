/** Where Red Hat publishes: an archive of all documents now and then, lists of what changed and was deleted since. */
import { UnreadableFile } from '../types.ts';
import type { FeedAddress } from '../types.ts';

const archiveName = /^csaf_(?:vex|advisories)_(\d{4}-\d{2}-\d{2})\.tar\.zst$/;
const documentPath = /^\d{4}\/(?:cve|rhsa|rhba|rhea)-[0-9_-]+\.json$/;

/** The starting points: advisories (what is offered, bug fixes too) and VEX (what is known of each CVE, also without a fix). */
export function startAddresses(): readonly FeedAddress[] {
  return ['vex', 'advisories'].map((folder) => ({
    path: `${folder}/archive_latest.txt`,
    index: (text: string) => sinceArchive(folder, text),
  }));
}

/** The newest archive, then what changed since its day, then what was deleted. Throws `UnreadableFile` where the text names no archive. */
function sinceArchive(folder: string, text: string): readonly FeedAddress[] {
  const name = text.trim();
  const day = archiveName.exec(name)?.[1];
  if (day === undefined) throw new UnreadableFile('The list of archives names none.');
  return [
    { path: `${folder}/${name}`, index: null },
    { path: `${folder}/changes.csv`, index: (changes) => changedSince(folder, changes, day) },
    { path: `${folder}/deletions.csv`, index: null },
  ];
}

/** Rows `"2026/cve-2026-10001.json","2026-03-01T10:00:00+00:00"` of all documents; those since the archive's day, that day included. */
function changedSince(folder: string, text: string, day: string): readonly FeedAddress[] {
  return text
    .split('\n')
    .map(readRow)
    .filter((row) => row !== null && row.at.slice(0, 10) >= day && documentPath.test(row.path))
    .map((row) => ({ path: `${folder}/${row?.path}`, index: null }));
}

/** A row of changes.csv and of deletions.csv; null: none. */
export function readRow(line: string): { readonly path: string; readonly at: string } | null {
  const [, path, at] = /^"?([^",]+)"?\s*,\s*"?(\d{4}-\d{2}-\d{2}[^",]*)"?\s*$/.exec(line.trim()) ?? [];
  return path === undefined || at === undefined ? null : { path, at };
}

/**
 * The id of the document at a path: `2026/cve-2026-10001.json` is CVE-2026-10001, `2026/rhsa-2026_1001.json` is RHSA-2026:1001; null: none.
 */
export function idOfPath(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const cve = /^cve-(\d{4})-(\d{4,19})\.json$/.exec(name);
  if (cve !== null) return `CVE-${cve[1]}-${cve[2]}`;
  const errata = /^(rhsa|rhba|rhea)-(\d{4})_(\d+)\.json$/.exec(name);
  return errata === null ? null : `${errata[1]?.toUpperCase()}-${errata[2]}:${errata[3]}`;
}
