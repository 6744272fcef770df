/** What folders of feeds have in common, whoever writes or reads them. */
import type { Feed } from './types.ts';

/**
 * The note that stands in a folder of feeds while a bundle is put in place there. Where it is found and nobody works on it, the folder is half of the old and half of
 * the new: it is not read until `fettle feeds import` has finished that.
 */
export const importNote = '.fettle-import.json';

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
