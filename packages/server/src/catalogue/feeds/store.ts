/** The SQL of feeds and their files: what was taken from where, when, and what was not and why. */
import type { RecordProblem } from '@fettle/core/advisories';
import type { FeedId } from '@fettle/feeds';
import { sql } from 'kysely';
import type { Tx } from '../../platform/database/index.ts';
import type { Validators } from './fetch-file.ts';

export type FeedRow = {
  readonly id: FeedId;
  readonly enabled: boolean;
  readonly base_url: string | null;
  readonly parts: readonly string[] | null;
  readonly due_at: string;
  readonly leased_until: string | null;
  readonly last_attempt_at: string | null;
  readonly last_ok_at: string | null;
  /** Of a feed that can be asked for what changed: when all of it was last asked for, and until when its changes are known. */
  readonly whole_at: string | null;
  readonly known_until: string | null;
  readonly last_trouble: string | null;
};

/** Feeds that this release knows and the database does not yet. */
export async function addFeeds(tx: Tx, ids: readonly FeedId[], now: string): Promise<void> {
  await sql`insert into feed (id, enabled, due_at) select id, true, ${now} from unnest(${ids}::text[]) as g (id) on conflict do nothing`.execute(
    tx,
  );
}

export async function readFeeds(tx: Tx): Promise<readonly FeedRow[]> {
  return (await sql<FeedRow>`select * from feed order by id`.execute(tx)).rows;
}

/** One of these feeds that is due and that no server works on, taken until `until`; null: none is. */
export async function leaseDue(tx: Tx, ids: readonly FeedId[], now: string, until: string): Promise<FeedRow | null> {
  const found = await sql<FeedRow>`
    update feed set leased_until = ${until}, last_attempt_at = ${now}
    where id = (
      select id from feed where id = any(${ids}::text[]) and enabled and due_at <= ${now} and (leased_until is null or leased_until <= ${now})
      order by due_at limit 1 for update skip locked
    ) returning *`.execute(tx);
  return found.rows[0] ?? null;
}

export async function renewLease(tx: Tx, id: FeedId, until: string): Promise<void> {
  await sql`update feed set leased_until = ${until} where id = ${id} and leased_until is not null`.execute(tx);
}

/** Ends a lease. Where somebody made it due meanwhile (fetch now, another address) it stays due; of another address nothing is known by what was asked of the former. */
export async function endLease(
  tx: Tx,
  given: {
    readonly id: FeedId;
    readonly leased: Pick<FeedRow, 'due_at' | 'base_url'>;
    readonly dueAt: string;
    readonly okAt: string | null;
    /** Null: as before. */
    readonly wholeAt: string | null;
    readonly knownUntil: string | null;
    readonly trouble: string | null;
  },
): Promise<void> {
  const { leased } = given;
  const isSame = sql`base_url is not distinct from ${leased.base_url}`;
  await sql`
    update feed set leased_until = null, due_at = case when due_at = ${leased.due_at} then ${given.dueAt}::timestamptz else due_at end, last_ok_at = coalesce(${given.okAt}::timestamptz, last_ok_at), last_trouble = ${given.trouble},
      whole_at = case when ${isSame} then coalesce(${given.wholeAt}::timestamptz, whole_at) else whole_at end,
      known_until = case when ${isSame} then coalesce(${given.knownUntil}::timestamptz, known_until) else known_until end
    where id = ${given.id}`.execute(tx);
}

export async function setFeed(
  tx: Tx,
  given: {
    readonly id: FeedId;
    readonly enabled: boolean;
    readonly baseUrl: string | null;
    readonly parts: readonly string[] | null;
    readonly now: string;
  },
): Promise<void> {
  await sql`
    update feed set enabled = ${given.enabled}, base_url = ${given.baseUrl}, parts = ${given.parts === null ? null : [...given.parts]}::text[], due_at = ${given.now},
      -- of another place nothing is known yet
      whole_at = case when base_url is distinct from ${given.baseUrl} then null else whole_at end,
      known_until = case when base_url is distinct from ${given.baseUrl} then null else known_until end
    where id = ${given.id}`.execute(tx);
}

export async function setDue(tx: Tx, id: FeedId, at: string): Promise<void> {
  await sql`update feed set due_at = ${at} where id = ${id}`.execute(tx);
}

export type FileRow = {
  readonly feed: FeedId;
  readonly path: string;
  readonly etag: string | null;
  readonly last_modified: string | null;
  readonly fetched_sha256: string | null;
  readonly fetched_at: string | null;
  readonly confirmed_at: string | null;
  readonly taken_sha256: string | null;
  readonly taken_at: string | null;
  readonly bytes: number;
  readonly records: number;
  readonly problems: number;
  readonly held: string | null;
  readonly held_records: number | null;
  readonly unreadable: string | null;
};

export async function readFiles(tx: Tx, feed: FeedId | null): Promise<readonly FileRow[]> {
  return (await sql<FileRow>`select * from feed_file where ${feed}::text is null or feed = ${feed} order by feed, path`.execute(tx)).rows;
}

/** Forgets files of which nothing counts any more; one from which an advisory comes stays. */
export async function forgetFiles(tx: Tx, feed: FeedId, paths: readonly string[]): Promise<void> {
  await sql`
    delete from feed_file f where f.feed = ${feed} and f.path = any(${paths}::text[])
      and not exists (select 1 from advisory a where a.feed = f.feed and a.path = f.path)`.execute(tx);
}

export async function readFile(tx: Tx, feed: FeedId, path: string): Promise<FileRow | null> {
  return (await sql<FileRow>`select * from feed_file where feed = ${feed} and path = ${path}`.execute(tx)).rows[0] ?? null;
}

export async function recordsOf(tx: Tx, feed: FeedId, path: string): Promise<number> {
  const found = await sql<{ records: number }>`select records from feed_file where feed = ${feed} and path = ${path} for update`.execute(
    tx,
  );
  return found.rows[0]?.records ?? 0;
}

export async function noteFetched(
  tx: Tx,
  given: {
    readonly feed: FeedId;
    readonly path: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly at: string;
  } & Validators,
): Promise<void> {
  await sql`
    insert into feed_file (feed, path, etag, last_modified, fetched_sha256, fetched_at, confirmed_at, bytes)
    values (${given.feed}, ${given.path}, ${given.etag}, ${given.lastModified}, ${given.sha256}, ${given.at}, ${given.at}, ${given.bytes})
    on conflict (feed, path) do update set etag = excluded.etag, last_modified = excluded.last_modified, fetched_sha256 = excluded.fetched_sha256,
      fetched_at = excluded.fetched_at, confirmed_at = excluded.confirmed_at, bytes = excluded.bytes, held = null, held_records = null, unreadable = null`.execute(
    tx,
  );
}

/** Forgets what was fetched and not taken, so that the next fetch brings it again. */
export async function forgetFetched(tx: Tx, feed: FeedId, path: string): Promise<void> {
  await sql`
    update feed_file set etag = null, last_modified = null, fetched_sha256 = null, held = null, held_records = null
    where feed = ${feed} and path = ${path}`.execute(tx);
}

export async function noteConfirmed(tx: Tx, feed: FeedId, path: string, at: string): Promise<void> {
  await sql`update feed_file set confirmed_at = ${at} where feed = ${feed} and path = ${path}`.execute(tx);
}

export async function noteHeld(
  tx: Tx,
  given: { readonly feed: FeedId; readonly path: string; readonly why: string; readonly records: number },
): Promise<void> {
  await sql`update feed_file set held = ${given.why}, held_records = ${given.records} where feed = ${given.feed} and path = ${given.path}`.execute(
    tx,
  );
}

export async function noteUnreadable(tx: Tx, given: { readonly feed: FeedId; readonly path: string; readonly why: string }): Promise<void> {
  // Asked again without validators: the same bytes would be as unreadable, but a broken line may have cut them.
  await sql`update feed_file set unreadable = ${given.why}, etag = null, last_modified = null, fetched_sha256 = null where feed = ${given.feed} and path = ${given.path}`.execute(
    tx,
  );
}

export async function noteTaken(
  tx: Tx,
  given: {
    readonly feed: FeedId;
    readonly path: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly at: string;
    readonly records: number;
    readonly problemCount: number;
    readonly problems: readonly RecordProblem[];
  },
): Promise<void> {
  await sql`
    update feed_file set taken_sha256 = ${given.sha256}, taken_at = ${given.at}, bytes = ${given.bytes}, records = ${given.records},
      problems = ${given.problemCount}, held = null, held_records = null, unreadable = null
    where feed = ${given.feed} and path = ${given.path}`.execute(tx);
  await sql`delete from feed_problem where feed = ${given.feed} and path = ${given.path}`.execute(tx);
  if (given.problems.length === 0) return;
  await sql`
    insert into feed_problem (feed, path, n, place, why)
    select ${given.feed}, ${given.path}, n, place, why from unnest(${given.problems.map((p) => p.where.slice(0, 500))}::text[], ${given.problems.map((p) => p.why.slice(0, 1000))}::text[])
      with ordinality as g (place, why, n)`.execute(tx);
}

export type ProblemRow = { readonly path: string; readonly place: string; readonly why: string };
export async function readProblems(tx: Tx, feed: FeedId, most: number): Promise<readonly ProblemRow[]> {
  const found =
    await sql<ProblemRow>`select path, place, why from feed_problem where feed = ${feed} order by path, n limit ${most}`.execute(tx);
  return found.rows;
}
