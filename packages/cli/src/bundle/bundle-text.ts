/** What a bundle holds, one row a feed, for a terminal and as JSON. */
import { feedOf } from '@fettle/feeds';
import type { FeedId } from '@fettle/feeds';
import { table } from '../output/table.ts';
import type { Cell } from '../output/table.ts';
import type { Screen } from '../output/screen.ts';
import { size, time } from '../output/times.ts';
import { feedIn } from './manifest.ts';
import type { Manifest } from './manifest.ts';

export type BundledFeed = {
  readonly feed: FeedId;
  readonly files: number;
  readonly bytes: number;
  /** When the newest of its files was fetched, RFC 3339. */
  readonly newestAt: string;
  /** It is older than this feed may be before it counts as late. */
  readonly late: boolean;
};

/** The feeds of a bundle, in the order of its files. `now` decides what is late. */
export function feedsOfBundle(manifest: Manifest, now: Temporal.Instant): readonly BundledFeed[] {
  const groups = Map.groupBy(manifest.files, ({ path }) => feedIn(path));
  return [...groups].flatMap(([feed, files]): readonly BundledFeed[] => {
    const newest = files
      .map(({ modifiedAt }) => Temporal.Instant.from(modifiedAt))
      .reduce((a, b) => (Temporal.Instant.compare(a, b) < 0 ? b : a));
    const known = feed === null ? null : feedOf(feed);
    if (known === null) return [];
    return [
      {
        feed: known.id,
        files: files.length,
        bytes: files.reduce((sum, file) => sum + file.bytes, 0),
        newestAt: newest.toString(),
        late: newest.until(now).total('hours') > known.lateAfterHours,
      },
    ];
  });
}

/** A table with the age of each feed: how old its newest file is, whenever the bundle was made. */
export function bundleTable(screen: Screen, feeds: readonly BundledFeed[]): string {
  const columns = [
    { title: 'feed', atLeast: 12 },
    { title: 'files', align: 'right' as const },
    { title: 'size', align: 'right' as const },
    { title: 'newest file' },
  ];
  const rows = feeds.map((one): Cell[] => [
    one.feed,
    one.files,
    size(one.bytes),
    one.late ? { text: `${time(screen, one.newestAt)}, late`, tone: 'attention' } : time(screen, one.newestAt),
  ]);
  return table(screen, columns, rows);
}
