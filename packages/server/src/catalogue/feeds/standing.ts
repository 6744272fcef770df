/** How feeds stand, for whoever shows what follows from them: a statement without the age of its source says too much. */
import { feedOf } from '@fettle/feeds';
import type { FeedId } from '@fettle/feeds';
import { canonicalEcosystem, withoutRelease } from '@fettle/core/advisories';
import { sql } from 'kysely';
import type { Tx } from '../../platform/database/index.ts';
import { feedState } from './state.ts';
import type { FeedState } from './state.ts';
import { readFeeds, readFiles } from './store.ts';

export type FeedStanding = FeedState & {
  readonly id: FeedId;
  readonly name: string;
  readonly docs: readonly string[];
  readonly attribution: string;
  /** When its publisher last confirmed all of it, or else when a file of it was last taken; null: never. RFC 3339. */
  readonly at: string | null;
  /** Whether anything was ever taken from it. */
  readonly taken: boolean;
};

/** Every feed that this release knows and the database has, at `now`. */
export async function feedStandings(tx: Tx, now: Temporal.Instant): Promise<readonly FeedStanding[]> {
  const [rows, files] = [await readFeeds(tx), await readFiles(tx, null)];
  return rows.flatMap((row) => {
    const feed = feedOf(row.id);
    if (feed === null) return [];
    const own = files.filter((file) => file.feed === row.id);
    const taken = own.flatMap((file) => file.taken_at ?? []).toSorted((a, b) => (a < b ? -1 : 1));
    return [
      {
        ...feedState(feed, row, own, now),
        id: feed.id,
        name: feed.displayName,
        docs: feed.docs,
        attribution: feed.attribution,
        at: row.last_ok_at ?? taken.at(-1) ?? null,
        taken: taken.length > 0,
      },
    ];
  });
}

/** The feeds of which something that was taken speaks of one of these ecosystems (OSV's spelling). */
export async function coveringFeeds(tx: Tx, ecosystems: readonly string[]): Promise<ReadonlySet<string>> {
  const spelt = [...new Set(ecosystems.flatMap((one) => [canonicalEcosystem(one), withoutRelease(canonicalEcosystem(one))]))];
  const found = await sql<{ id: string }>`
    select f.id from feed f where exists (
      select 1 from advisory_affected x join advisory a on a.key = x.advisory where x.ecosystem = any(${spelt}::text[]) and a.feed = f.id and a.kind = 'security'
    )`.execute(tx);
  return new Set(found.rows.map(({ id }) => id));
}
