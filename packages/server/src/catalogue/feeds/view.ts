/** Feeds as the API shows them. */
import { feedOf } from '@fettle/feeds';
import type { Feed } from '@fettle/feeds';
import type { FeedDetail, FeedSummary } from '@fettle/protocol/feeds';
import type { z } from 'zod';
import { inNoClient } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import { baseOf } from './fetch-feed.ts';
import { partsOf } from './parts.ts';
import { feedState } from './state.ts';
import { readFeeds, readFiles, readProblems } from './store.ts';
import type { FeedRow, FileRow } from './store.ts';

const mostProblems = 200;

export async function viewFeeds(context: Context): Promise<readonly z.infer<typeof FeedSummary>[]> {
  const [rows, files] = await inNoClient(context.db, async (tx) => [await readFeeds(tx), await readFiles(tx, null)] as const);
  const known = rows.flatMap((row) => {
    const feed = feedOf(row.id);
    return feed === null ? [] : [{ feed, row }];
  });
  return Promise.all(
    known.map(({ feed, row }) =>
      summary(
        context,
        feed,
        row,
        files.filter((file) => file.feed === row.id),
      ),
    ),
  );
}

/** One feed with its files; null: there is none of this id. */
export async function viewFeed(context: Context, id: string): Promise<z.infer<typeof FeedDetail> | null> {
  const feed = feedOf(id);
  if (feed === null) return null;
  const [rows, files, problems] = await inNoClient(
    context.db,
    async (tx) => [await readFeeds(tx), await readFiles(tx, feed.id), await readProblems(tx, feed.id, mostProblems)] as const,
  );
  const row = rows.find((one) => one.id === feed.id);
  if (row === undefined) return null;
  return {
    ...(await summary(context, feed, row, files)),
    docs: [...feed.docs],
    files: files.map(fileView),
    problemList: problems.map(({ path, place, why }) => ({ path, where: place, why })),
  };
}

async function summary(context: Context, feed: Feed, row: FeedRow, files: readonly FileRow[]): Promise<z.infer<typeof FeedSummary>> {
  const sum = (of: (file: FileRow) => number): number => files.reduce((total, file) => total + of(file), 0);
  return {
    id: feed.id,
    name: feed.displayName,
    ...feedState(feed, row, files, context.clock.now()),
    enabled: row.enabled,
    base: baseOf(context, feed, row),
    ownBase: row.base_url,
    partsAre: feed.parts,
    // Of what devices need, what this feed has files for.
    parts: feed.parts === null ? [] : (await partsOf(context, row)).filter((part) => feed.addresses([part]).length > 0),
    ownParts: row.parts === null ? null : [...row.parts],
    lastAttemptAt: row.last_attempt_at,
    lastOkAt: row.last_ok_at,
    nextAt: row.due_at,
    lateAfterHours: feed.lateAfterHours,
    records: sum((file) => file.records),
    problems: sum((file) => file.problems),
    bytes: sum((file) => file.bytes),
    attribution: feed.attribution,
  };
}

function fileView(file: FileRow): z.infer<typeof FeedDetail>['files'][number] {
  return {
    path: file.path,
    records: file.records,
    problems: file.problems,
    bytes: file.bytes,
    takenAt: file.taken_at,
    confirmedAt: file.confirmed_at,
    sha256: file.taken_sha256,
    held: file.held === null ? null : { why: file.held, records: file.held_records ?? 0 },
    unreadable: file.unreadable,
  };
}
