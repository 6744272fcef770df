/**
 * Raw files that nobody needs any more. A file that a publisher gives a new name each time (an archive with its day, changes between two times) would stay for ever:
 * of archives the last ones are kept, of changes those that are newer than the last whole.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathsBelow } from '@fettle/feeds';
import type { Feed } from '@fettle/feeds';
import { inNoClient } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import { forgetFiles, readFiles } from './store.ts';

/** Of archives with their day in the name: the one that was taken last, and the one before, to go back to. */
export const keptEditions = 2;

type InUse = {
  /** Paths that the publisher named this time. */
  readonly named: ReadonlySet<string>;
  /** Paths of which a person still has to decide. */
  readonly held: ReadonlySet<string>;
  /** When all of a feed was last asked for that can be asked for changes, RFC 3339; null: never. */
  readonly wholeAt: string | null;
};

/** Which of these paths nobody needs any more. Only paths with a day in them can be among them. */
export function obsoletePaths(feed: Pick<Feed, 'changes'>, paths: readonly string[], { named, held, wholeAt }: InUse): readonly string[] {
  const families = new Map<string, string[]>();
  const obsolete: string[] = [];
  for (const path of paths.toSorted().toReversed()) {
    const until = feed.changes?.untilOf(path) ?? null;
    if (until !== null) {
      if (wholeAt !== null && Temporal.Instant.compare(until, wholeAt) < 0 && !named.has(path)) obsolete.push(path);
      continue;
    }
    const family = path.replace(day, '*');
    if (family === path) continue;
    const newer = families.get(family) ?? [];
    families.set(family, [...newer, path]);
    if (newer.length >= keptEditions && !named.has(path) && !held.has(path)) obsolete.push(path);
  }
  return obsolete;
}

const day = /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g;

/** Takes away what nobody needs of a feed that was fetched without trouble, and of such files also the rows from which no advisory comes any more. */
export async function forgetRaw(context: Context, feed: Feed, folder: string, given: Omit<InUse, 'held'>): Promise<void> {
  const rows = await inNoClient(context.db, (tx) => readFiles(tx, feed.id));
  const held = new Set(rows.flatMap((row) => (row.held === null ? [] : [row.path])));
  const paths = await pathsBelow(folder);
  for (const path of obsoletePaths(feed, paths, { ...given, held })) await rm(join(folder, path), { force: true });
  const gone = obsoletePaths(
    feed,
    rows.map(({ path }) => path),
    { ...given, held },
  );
  if (gone.length > 0) await inNoClient(context.db, (tx) => forgetFiles(tx, feed.id, gone));
}
