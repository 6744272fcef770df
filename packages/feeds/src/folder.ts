/** What folders of feeds have in common, whoever writes or reads them. */
import type { Dirent } from 'node:fs';
import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feed } from './types.ts';

/**
 * The note that stands in a folder of feeds while a bundle is put in place there. Where it is found and nobody works on it, the folder is half of the old and half of
 * the new: it is not read until `fettle feeds import` has finished that.
 */
export const importNote = '.fettle-import.json';

/** Every file below a folder by its path from there, sorted, without links and unfinished downloads; none where the folder can not be read. */
export async function pathsBelow(folder: string): Promise<readonly string[]> {
  return pathsOf(folder, await readdir(folder, listing).catch((): readonly Dirent[] => []));
}

/** The same at once, for programs that do nothing else meanwhile. Throws where the folder can not be read. */
export function pathsBelowNow(folder: string): readonly string[] {
  return pathsOf(folder, readdirSync(folder, listing));
}

const listing = { recursive: true, withFileTypes: true } as const;

function pathsOf(folder: string, entries: readonly Dirent[]): readonly string[] {
  return entries
    .filter((entry) => entry.isFile() && !/\.part(?:\.json)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .toSorted();
}

/**
 * The paths of a feed in the order in which they are to be read: what was fetched whole first, then what changed since, by time. Changes that were known when the
 * whole was fetched are left out: they would take back what is newer. `fetchedAt`: RFC 3339, when a path was fetched; null: it is not there.
 */
export function readingOrder(feed: Feed, paths: readonly string[], fetchedAt: (path: string) => string | null): readonly string[] {
  const { changes } = feed;
  const sorted = paths.toSorted();
  if (changes === undefined) return sorted;
  const whole = sorted.filter((path) => changes.untilOf(path) === null);
  const [since] = whole.flatMap((path) => fetchedAt(path) ?? []).toSorted((a, b) => Temporal.Instant.compare(a, b));
  const later = sorted.flatMap((path) => {
    const until = changes.untilOf(path);
    return until !== null && (since === undefined || Temporal.Instant.compare(until, since) > 0) ? [{ path, until }] : [];
  });
  return [...whole, ...later.toSorted((a, b) => Temporal.Instant.compare(a.until, b.until)).map(({ path }) => path)];
}
