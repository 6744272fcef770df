/** What a round asks a publisher for: everything, or what changed since the last one where the publisher can be asked for that. */
import { stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importNote, pathsBelow, readingOrder } from '@fettle/feeds';
import type { Feed, FeedAddress } from '@fettle/feeds';
import { isSafePath } from './fetch-file.ts';
import type { FeedRow } from './store.ts';

export type Asking = {
  readonly addresses: readonly FeedAddress[];
  readonly what: 'whole' | 'changes';
};

/** Asked for once more: what a publisher dates a moment back, or our clock is ahead of. */
const overlapMinutes = 60;

/** Changes since the last round, where all of it was asked for lately and the publisher answers for so long a time; else everything. `now`: of the question. */
export function whatToAsk(
  feed: Feed,
  row: Pick<FeedRow, 'whole_at' | 'known_until'>,
  given: { readonly parts: readonly string[]; readonly base: string; readonly now: Temporal.Instant },
): Asking {
  const whole = { addresses: feed.addresses(given.parts), what: 'whole' } as const;
  const { changes } = feed;
  if (changes === undefined || given.base.startsWith('file:') || row.whole_at === null || row.known_until === null) return whole;
  if (given.now.since(Temporal.Instant.from(row.whole_at)).total('hours') >= changes.wholeEveryHours) return whole;
  const since = Temporal.Instant.from(row.known_until).subtract({ minutes: overlapMinutes });
  const addresses = changes.addresses(since.toString(), given.now.toString());
  return addresses === null ? whole : { addresses, what: 'changes' };
}

/** Where the base is a folder: its path; null: it is a publisher. */
export function folderOf(base: string): string | null {
  return base.startsWith('file:') ? fileURLToPath(base) : null;
}

/** Whether a bundle is being put in place in this folder of a feed, or was not put in place whole. */
export function isHalf(folder: string): boolean {
  const own = folder.replace(/\/+$/, '');
  return [own, dirname(own)].some((one) => existsSync(join(one, importNote)));
}

/** What changed since the whole, of which a folder has the files as they were fetched elsewhere; in the order in which they are to be taken. */
export async function changesIn(feed: Feed, folder: string): Promise<readonly FeedAddress[]> {
  const { changes } = feed;
  if (changes === undefined) return [];
  const paths = (await pathsBelow(folder)).filter((path) => isSafePath(path) && feed.accepts(path));
  const times = new Map<string, string>();
  for (const path of paths)
    times.set(path, Temporal.Instant.fromEpochMilliseconds(Math.floor((await stat(join(folder, path))).mtimeMs)).toString());
  const ordered = readingOrder(feed, paths, (path) => times.get(path) ?? null);
  return ordered.filter((path) => changes.untilOf(path) !== null).map((path) => ({ path, index: null }));
}
