/** The feeds that a folder holds, a folder a feed by its id: as a server keeps them, and as `fettle feeds import` leaves them. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { feeds, pathsBelowNow, readingOrder } from '@fettle/feeds';
import type { Feed } from '@fettle/feeds';
import { refuseHalf } from '../../bundle/import-note.ts';
import { reasonOf } from '../../keys/private-file.ts';
import { Refused } from '../../refused.ts';

export type FeedHere = {
  readonly feed: Feed;
  /** Absolute path of its folder. */
  readonly root: string;
  /** What it reads, below its folder, in the order in which it is to be read. */
  readonly paths: readonly string[];
  /** RFC 3339: when the newest of its files was fetched. */
  readonly newestAt: string;
};

/** Feeds with at least one file. Refused where the folder can not be read, or has no feed at all. */
export function feedsIn(folder: string): readonly FeedHere[] {
  try {
    statSync(folder);
  } catch (error) {
    throw noFeeds(`${folder} can not be read: ${reasonOf(error)}.`);
  }
  refuseHalf(folder);
  const here = feeds.flatMap((feed) => feedIn(folder, feed) ?? []);
  if (here.length === 0) throw noFeeds(`${folder} holds no file of any feed.`);
  return here;
}

function feedIn(folder: string, feed: Feed): FeedHere | null {
  const root = join(folder, feed.id);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  const paths = pathsBelowNow(root).filter((path) => feed.accepts(path));
  if (paths.length === 0) return null;
  const timeOf = (path: string): number => Math.floor(statSync(join(root, path)).mtimeMs);
  const instantOf = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString();
  const newest = Math.max(...paths.map(timeOf));
  return { feed, root, paths: readingOrder(feed, paths, (path) => instantOf(timeOf(path))), newestAt: instantOf(newest) };
}

function noFeeds(detail: string): Refused {
  return new Refused({
    code: 'cli.feeds',
    title: 'There are no feeds',
    detail,
    remedy: 'Name a folder with a folder a feed, by its id: feeds below FETTLE_DATA of a server, or what fettle feeds import made.',
  });
}
