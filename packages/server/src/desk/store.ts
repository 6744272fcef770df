/** The SQL of the desk: what is news at clients, and how far people have read. Only this file writes desk_visit. */
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** From when on rows of a client are news, by its row `c`: fixed, or where the visitor ended there. */
export type Reach = { readonly visitorId: string | null; readonly start: string; readonly at: string };

/**
 * What is counted can be seen only when its count is committed, a while after it was stamped: what came within this time before a look may not have been seen by it, and
 * is shown once more. Without it something could come and never be shown. A count waits for nobody once it has its stamp, so this is far more than one takes.
 */
export const overlapMs = 60_000;

export type NewsRow = {
  readonly client_id: string;
  readonly software_id: number;
  readonly manager: ManagerId;
  readonly ecosystem: string;
  readonly name: string;
  readonly source_name: string;
  readonly source_version: string;
  readonly devices: number;
  readonly withheld: number;
  readonly urgent: number;
  readonly from_versions: readonly string[];
  readonly due: string | null;
  readonly due_by: string | null;
  readonly first_seen_at: string;
  readonly since: string;
  readonly new_at: string;
  readonly urgent_at: string | null;
  readonly kev_at: string | null;
  readonly more_at: string | null;
  /** What it ends, as a key of `readEnded`. */
  readonly ended_key: string;
  /** Whether every device on which it is urgent is decided about. */
  readonly covered: boolean;
  /** Open ones that bring it, proposals among them. */
  readonly deployments: number;
  /** Of the devices on which it is urgent: those to which an approved deployment brings this version, and has not ended otherwise. */
  readonly on_way: number;
};

const newsAt = sql`greatest(u.new_at, case when u.urgent > 0 then greatest(u.urgent_by, u.kev_by, u.more_by) end)`;

/** A stamp as it was at the look: what was stamped after it is news of the next one. */
const by = (stamp: string, { at }: Reach): RawBuilder<unknown> =>
  sql`case when ${sql.ref(stamp)} <= ${at}::timestamptz then ${sql.ref(stamp)} end`;

/** Rows of a table, each with `seen_to`: what came later is news. */
const withSince = (table: 'update_count' | 'finding_count', { visitorId, start }: Reach): RawBuilder<unknown> => sql`(
  select t.*, coalesce(v.seen_to, ${start}::timestamptz) as seen_to from ${sql.table(table)} t
  left join desk_visit v on v.client_id = t.client_id and v.visitor_id = ${visitorId}::uuid)`;

/** Updates that are news to the transaction's clients. One row an update and client, never one a device. */
export async function readNews(tx: Tx, reach: Reach): Promise<readonly NewsRow[]> {
  const found = await sql<NewsRow>`
    with u as materialized (
      select * from (
        select u.*, ${by('u.urgent_at', reach)} as urgent_by, ${by('u.kev_at', reach)} as kev_by, ${by('u.more_at', reach)} as more_by
        from ${withSince('update_count', reach)} u where u.new_at <= ${reach.at}
      ) u where ${newsAt} > u.seen_to
    ), open as materialized (
      select s.client_id, s.deployment_id, s.seq > 0 and not coalesce(s.summary->'holds' @> '[{"reason": "approval"}]', false) as approved, b.software_id
      from deployment_state s join deployment_update b on b.client_id = s.client_id and b.deployment_id = s.deployment_id
      join u on u.client_id = b.client_id and u.software_id = b.software_id where s.active
    ), brought as materialized (
      select client_id, software_id, count(*)::int as n from open group by 1, 2
    ), ended as materialized (
      -- runs are many: only those of deployments are read of which the summary says that a device ended otherwise
      select s.client_id, s.deployment_id, r.device_id from deployment_state s join deployment_run r on r.client_id = s.client_id and r.deployment_id = s.deployment_id
      where s.active and (s.client_id, s.deployment_id) in (select client_id, deployment_id from open where approved)
        and (s.summary->>'open')::int + (s.summary->>'verified')::int < (s.summary->>'devices')::int and r.run->>'outcome' <> 'verified'
    ), carried as materialized (
      select o.client_id, o.software_id, count(distinct o.device_id)::int as n
      from open p join software s on s.id = p.software_id
      join deployment_device dd on dd.client_id = p.client_id and dd.deployment_id = p.deployment_id and dd.trouble is null
        and dd.wanted @> jsonb_build_array(jsonb_build_object('name', s.name, 'architecture', s.architecture, 'version', s.version))
      join device_offer o on o.client_id = p.client_id and o.device_id = dd.device_id and o.software_id = p.software_id and o.urgency = 'urgent'
      where p.approved and not exists (select 1 from ended e where e.client_id = dd.client_id and e.deployment_id = dd.deployment_id and e.device_id = dd.device_id)
      group by 1, 2
    )
    select u.client_id, u.software_id, s.manager, s.ecosystem, s.name, s.source_name, s.source_version, u.devices, u.withheld, u.urgent, u.from_versions, u.due, u.due_by,
      u.first_seen_at, u.seen_to as since, u.new_at, u.urgent_by as urgent_at, u.kev_by as kev_at, u.more_by as more_at, md5(u.ended::text) as ended_key,
      (d.software_id is not null and (d.until is null or d.until > ${reach.at})) as covered, coalesce(b.n, 0) as deployments, coalesce(c.n, 0) as on_way
    from u join software s on s.id = u.software_id
    left join decided_update d on d.client_id = u.client_id and d.software_id = u.software_id
    left join brought b on b.client_id = u.client_id and b.software_id = u.software_id
    left join carried c on c.client_id = u.client_id and c.software_id = u.software_id
    order by u.client_id, u.software_id`.execute(tx);
  return found.rows;
}

/** What updates end, each set once: nearly all clients have the same. */
export async function readEnded(tx: Tx, softwareIds: readonly number[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await sql<{ key: string; ended: readonly string[] }>`
    select distinct on (key) key, ended from (
      select md5(ended::text) as key, ended from update_count where software_id = any(${[...softwareIds]}::int[])
    ) e order by key`.execute(tx);
  return new Map(found.rows.map((row) => [row.key, row.ended]));
}

export type OpenRow = {
  readonly client_id: string;
  readonly advisory: string;
  readonly cves: readonly string[];
  /** Devices that have it and can not have a fix. */
  readonly devices: number;
  readonly packages: readonly string[];
  readonly since: string;
  readonly new_at: string;
  readonly kev_at: string | null;
};

/** Vulnerabilities that are news, and of which a device can not have a fix. */
export async function readOpen(tx: Tx, reach: Reach): Promise<readonly OpenRow[]> {
  const found = await sql<OpenRow>`
    select u.client_id, u.advisory, u.cves, u.no_fix + u.fix_not_offered as devices, u.packages, u.seen_to as since, u.new_at, ${by('u.kev_at', reach)} as kev_at
    from ${withSince('finding_count', reach)} u
    where u.no_fix + u.fix_not_offered > 0 and u.new_at <= ${reach.at} and greatest(u.new_at, ${by('u.kev_at', reach)}) > u.seen_to order by u.advisory, u.client_id`.execute(
    tx,
  );
  return found.rows;
}

export type Known = { readonly kevAdded: string | null; readonly epss: number | null };

/** What orders the desk, of each vulnerability of which it is known. */
export async function readKnown(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Known>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; kev_added: string | null; epss: number | null }>`
    select g.id, c.kev_added, e.highest as epss from unnest(${[...ids]}::text[]) as g (id)
    left join cve c on c.id = g.id and c.kev_added is not null left join cve_epss e on e.id = g.id where c.id is not null or e.id is not null`.execute(
    tx,
  );
  return new Map(found.rows.map((row) => [row.id, { kevAdded: row.kev_added, epss: row.epss }]));
}

/** Vectors as feeds published them. */
export async function readVectors(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, readonly { vector: string; source: string }[]>>>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; cvss: Record<string, { vector: string; source: string }[]> }>`
    select id, cvss from cve where id = any(${[...ids]}::text[]) and cvss <> '{}'`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row.cvss]));
}

const advisoriesOfOne = 3;

/** The ids that publishers gave to what tells of these vulnerabilities: a few of each. */
export async function readAdvisoryIds(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ cve: string; ids: readonly string[] }>`
    select g.id as cve, a.ids from unnest(${[...ids]}::text[]) as g (id) cross join lateral (
      select array_agg(distinct f.id) as ids from (select id from advisory where cves @> array[g.id] and kind = 'security' limit ${advisoriesOfOne}) f
    ) a where a.ids is not null`.execute(tx);
  return new Map(found.rows.map((row) => [row.cve, row.ids]));
}

export async function readClientNames(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const found = await sql<{ client_id: string; name: string }>`select client_id, name from client`.execute(tx);
  return new Map(found.rows.map((row) => [row.client_id, row.name]));
}

/** Where the visitor's last visits ended at the transaction's clients: the first and the last, and clients where there was none. */
export async function readVisits(
  tx: Tx,
  visitorId: string,
): Promise<{ readonly first: string | null; readonly last: string | null; readonly never: number; readonly clients: number }> {
  const found = await sql<{ first: string | null; last: string | null; never: number; clients: number }>`
    select min(v.seen_to) as first, max(v.seen_to) as last, count(*) filter (where v.client_id is null)::int as never, count(*)::int as clients
    from client c left join desk_visit v on v.client_id = c.client_id and v.visitor_id = ${visitorId}`.execute(tx);
  return found.rows[0] ?? { first: null, last: null, never: 0, clients: 0 };
}

/** Notes how far the visitor has read. A visit never goes back: an old window that is closed late takes nothing away. */
export async function noteVisits(tx: Tx, clientIds: readonly string[], visitorId: string, seenTo: string): Promise<void> {
  await sql`
    insert into desk_visit as v (client_id, visitor_id, seen_to)
    select client_id, ${visitorId}::uuid, ${seenTo}::timestamptz from unnest(${[...clientIds].toSorted()}::uuid[]) as g (client_id)
    on conflict (client_id, visitor_id) do update set seen_to = excluded.seen_to where v.seen_to < excluded.seen_to`.execute(tx);
}
