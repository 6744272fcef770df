/** The SQL of matching: what waits to be matched, what is known of its packages, and which advisories hold for it. */
import type { Advisory, Affected, UnknownReason } from '@fettle/core/advisories';
import { sql } from 'kysely';
import { arrayLiteral } from '../../platform/database/index.ts';
import type { Tx } from '../../platform/database/index.ts';

export type QueuedSoftware = {
  readonly id: number;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly source_name: string;
  readonly source_version: string;
  readonly module: string;
};

/**
 * Takes software out of the queue, for this transaction: what is not committed waits again. In the order of the ids: rows that are put in by the order of their
 * key are put in at the end of its index, which is a quarter faster.
 */
export async function takeQueued(tx: Tx, most: number): Promise<readonly QueuedSoftware[]> {
  const found = await sql<QueuedSoftware>`
    with taken as (
      delete from match_queue where software_id in (select software_id from match_queue order by software_id limit ${most} for update skip locked)
      returning software_id
    )
    select s.id, s.ecosystem, s.name, s.version, s.architecture, s.source_name, s.source_version, s.module from taken join software s on s.id = taken.software_id order by s.id`.execute(
    tx,
  );
  return found.rows;
}

/** Queues software for which an advisory still counts that is withdrawn by `now`. */
export async function queueEnded(tx: Tx, now: string): Promise<void> {
  await sql`
    insert into match_queue (software_id)
    select distinct m.software_id from advisory a join software_match m on m.advisory = a.key where a.withdrawn <= ${now} on conflict do nothing`.execute(
    tx,
  );
}

/**
 * Queues the next software where all of it was matched by an older version of matching; true: there is more. Of two servers of different releases the older one
 * leaves it to the newer.
 */
export async function queueOutdated(tx: Tx, version: number, most: number): Promise<boolean> {
  const found = await sql<{ version: number; queued_to: number | null }>`select version, queued_to from matched_by for update`.execute(tx);
  const [before] = found.rows;
  if (before !== undefined && (before.version > version || (before.version === version && before.queued_to === null))) return false;
  const from = before?.version === version ? (before.queued_to ?? 0) : 0;
  const piece = await sql<{ last: number | null; count: number }>`
    with piece as materialized (select id from software where id > ${from} order by id limit ${most}), queued as (
      insert into match_queue (software_id) select id from piece order by id on conflict (software_id) do update set software_id = excluded.software_id
    )
    select max(id) as last, count(*)::int as count from piece`.execute(tx);
  const { last = null, count = 0 } = piece.rows[0] ?? {};
  const more = count === most;
  await sql`
    insert into matched_by (version, queued_to) values (${version}, ${more ? last : null})
    on conflict (id) do update set version = excluded.version, queued_to = excluded.queued_to`.execute(tx);
  return more;
}

export type PackageKey = { readonly ecosystem: string; readonly name: string };
export type KeyedAdvisory = { readonly key: number; readonly advisory: Advisory };

type Row = {
  key: number;
  feed: string;
  id: string;
  kind: Advisory['kind'];
  withdrawn: string | null;
  ecosystem: string;
  name: string;
  affected: Omit<Affected, 'ecosystem' | 'name'>[];
};

/** The advisories that name these packages: of each what matching asks for, and of its packages these only. */
export async function readAdvisories(tx: Tx, packages: readonly PackageKey[]): Promise<readonly KeyedAdvisory[]> {
  const found = await sql<Row>`
    select a.key, a.feed, a.id, a.kind, a.withdrawn, f.ecosystem, f.name, f.affected
    from unnest(${packages.map((p) => p.ecosystem)}::text[], ${packages.map((p) => p.name)}::text[]) as p (ecosystem, name)
    join advisory_affected f on f.ecosystem = p.ecosystem and f.name = p.name
    join advisory a on a.key = f.advisory
    order by a.key`.execute(tx);
  const groups = Map.groupBy(found.rows, (row) => row.key);
  return [...groups].flatMap(([key, rows]) => {
    const [first] = rows;
    if (first === undefined) return [];
    const { feed, id, kind, withdrawn } = first;
    const affected = rows.flatMap(({ ecosystem, name, affected: parts }) => parts.map((part) => ({ ...part, ecosystem, name })));
    return [{ key, advisory: { ...unasked, feed, id, kind, withdrawn, affected } }];
  });
}

/** What matching does not look at. */
const unasked = { aliases: [], cves: [], summary: null, published: null, modified: null, severities: [] } as const;

export type MatchRow = {
  readonly softwareId: number;
  readonly advisory: number;
  readonly fixed: string | null;
  readonly noFix: string | null;
  /** Why it can not be said whether it holds; null: it holds. */
  readonly undecided: UnknownReason | null;
  readonly security: boolean;
};

/** Writes the matches of these software, whole; what holds already keeps the day since when. Returns the software of which something changed. */
export async function writeMatches(
  tx: Tx,
  softwareIds: readonly number[],
  rows: readonly MatchRow[],
  now: string,
): Promise<readonly number[]> {
  const known = await matchedBefore(tx, softwareIds);
  const fresh = rows.filter(({ softwareId }) => !known.has(softwareId));
  if (fresh.length > 0)
    await sql`
      insert into software_match (software_id, advisory, fixed, no_fix, undecided, security, since)
      select g.*, ${now}::timestamptz from ${columnsOf(fresh)} as g`.execute(tx);
  const changed = known.size === 0 ? [] : await replaceMatches(tx, [...known], rows, now);
  return [...new Set([...fresh.map(({ softwareId }) => softwareId), ...changed])];
}

/** Of these software, those of which something stands there already. Nobody else writes them meanwhile: who matches has taken them out of the queue. */
async function matchedBefore(tx: Tx, softwareIds: readonly number[]): Promise<ReadonlySet<number>> {
  const found = await sql<{ id: number }>`
    select id from unnest(${arrayLiteral(softwareIds)}::int[]) as g (id) where exists (select 1 from software_match m where m.software_id = g.id)`.execute(
    tx,
  );
  return new Set(found.rows.map(({ id }) => id));
}

async function replaceMatches(tx: Tx, softwareIds: readonly number[], all: readonly MatchRow[], now: string): Promise<readonly number[]> {
  const ids = new Set(softwareIds);
  const rows = all.filter(({ softwareId }) => ids.has(softwareId));
  const found = await sql<{ software_id: number }>`
    with given as (select * from ${columnsOf(rows)} as g (software_id, advisory, fixed, no_fix, undecided, security)),
    gone as (
      delete from software_match m where m.software_id = any(${arrayLiteral(softwareIds)}::int[])
        and not exists (select 1 from given g where g.software_id = m.software_id and g.advisory = m.advisory) returning m.software_id
    ),
    put as (
      insert into software_match as m (software_id, advisory, fixed, no_fix, undecided, security, since)
      select software_id, advisory, fixed, no_fix, undecided, security, ${now}::timestamptz from given
      on conflict (software_id, advisory) do update set fixed = excluded.fixed, no_fix = excluded.no_fix, undecided = excluded.undecided, security = excluded.security,
        -- what may have held and is now known to hold holds since now
        since = case when m.undecided is null or excluded.undecided is not null then m.since else excluded.since end
        where (m.fixed, m.no_fix, m.undecided, m.security) is distinct from (excluded.fixed, excluded.no_fix, excluded.undecided, excluded.security)
      returning m.software_id
    )
    select software_id from gone union select software_id from put`.execute(tx);
  return found.rows.map((row) => row.software_id);
}

/** The columns of the table without the last, for many rows at once. */
function columnsOf(rows: readonly MatchRow[]) {
  const column = (pick: (row: MatchRow) => number | string | boolean | null): string => arrayLiteral(rows.map(pick));
  return sql`unnest(${column((r) => r.softwareId)}::int[], ${column((r) => r.advisory)}::int[], ${column((r) => r.fixed)}::text[], ${column((r) => r.noFix)}::text[], ${column((r) => r.undecided)}::text[], ${column((r) => r.security)}::boolean[])`;
}
