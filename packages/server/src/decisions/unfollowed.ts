/** Decisions to deploy that no deployment follows. */
import { aboutWords, followWithinDays, unfollowedSince } from '@fettle/core/decisions';
import type { Decision } from '@fettle/core/decisions';
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { notOver, reachedOffers, readStandings } from './store.ts';

export type Unfollowed = {
  readonly id: string;
  readonly clientId: string;
  /** What was decided about, in words. */
  readonly title: string;
  readonly since: string;
  /** Updates that wait for it. */
  readonly updateIds: readonly number[];
};

type Row = {
  readonly id: string;
  readonly client_id: string;
  readonly software_id: number;
  readonly manager: ManagerId;
  readonly source_name: string;
  readonly source_version: string;
  readonly site_id: string;
  /** Only where a decision names devices. */
  readonly device_id: string | null;
  readonly ended: readonly string[];
  readonly fix_since: string;
  readonly offered_at: string;
  readonly due: string | null;
};

/** The decisions `d` that `which` says, of the transaction's clients, in three queries however many clients have one. Cost follows what is decided to be deployed and is offered still: by the source in the counts of updates first, then by offers of those that are old enough. */
export async function readUnfollowed(
  tx: Tx,
  now: Temporal.Instant,
  which: RawBuilder<unknown> = sql`true`,
): Promise<readonly Unfollowed[]> {
  const late = sql`${notOver} and d.kind = 'deploy' and d.starts_at <= ${now.toString()} and (d.ends_at is null or d.ends_at > ${now.toString()}) and ${which}`;
  const clients = await sql<{ client_id: string }>`
    select d.client_id from decision_now d
    join software s on s.source_name = d.source_name and s.manager = d.manager and (d.source_version is null or s.source_version = d.source_version)
    join update_count u on u.client_id = d.client_id and u.software_id = s.id
    where ${late} and ${isOld(now)}
    union
    select d.client_id from decision_now d join update_count u on u.client_id = d.client_id and u.ended && d.advisory_ids
    where d.advisory is not null and ${late} and ${isOld(now)}
    order by 1`.execute(tx);
  const clientIds = clients.rows.map((row) => row.client_id);
  if (clientIds.length === 0) return [];
  const standing = await readStandings(tx, clientIds);
  const waiting = Map.groupBy(await readWaiting(tx, clientIds, standing, now, late), (row) => row.client_id);
  return clientIds.flatMap((id) => ofClient(standing.get(id) ?? [], waiting.get(id) ?? [], now));
}

/** Whether counted update `u` may have waited long enough for decision `d`: no offer of it is older, or due earlier, than it says. */
function isOld(now: Temporal.Instant): RawBuilder<unknown> {
  const old = now.subtract({ hours: 24 * followWithinDays }).toString();
  return sql`(u.first_seen_at <= ${old} and d.starts_at <= ${old} or d.review_at <= ${now.toString()} or u.due <= ${now.toString()})`;
}

/** What waits for those decisions at these clients: one row an update and site, and a device where a decision names it. */
async function readWaiting(
  tx: Tx,
  clientIds: readonly string[],
  standing: ReadonlyMap<string, readonly Decision[]>,
  now: Temporal.Instant,
  late: RawBuilder<unknown>,
): Promise<readonly Row[]> {
  const named = [...standing.values()].flat().flatMap(({ scope }) => (scope.kind === 'devices' ? scope.ids : []));
  const found = await sql<Row>`
    with late as materialized (select d.* from decision_now d where d.client_id = any(${[...clientIds]}::uuid[]) and ${late})
    select d.client_id, d.id, o.software_id, s.manager, s.source_name, s.source_version, v.site_id, case when v.id = any(${named}::uuid[]) then v.id end as device_id,
      coalesce(e.ids, '{}') as ended, max(o.first_seen_at) as fix_since, min(o.first_seen_at) as offered_at, min(o.due) as due
    from late d, ${reachedOffers} and ${isOld(now)} and o.withheld is null and not exists (
      select 1 from deployment_device dd
      join deployment_state ds on ds.client_id = dd.client_id and ds.deployment_id = dd.deployment_id and ds.active
      join deployment_update b on b.client_id = dd.client_id and b.deployment_id = dd.deployment_id and b.software_id = o.software_id
      where dd.client_id = o.client_id and dd.device_id = o.device_id and dd.trouble is null
        and dd.wanted @> jsonb_build_array(jsonb_build_object('name', s.name, 'architecture', s.architecture, 'version', s.version)))
    group by d.client_id, d.id, o.software_id, s.manager, s.source_name, s.source_version, v.site_id, 8, e.ids`.execute(tx);
  return found.rows;
}

/** Those of one client: `standing` is all that stands there, `rows` what waits. */
function ofClient(standing: readonly Decision[], rows: readonly Row[], now: Temporal.Instant): readonly Unfollowed[] {
  const groups = Map.groupBy(rows, (row) => row.id);
  return standing.flatMap((decision): readonly Unfollowed[] => {
    const waiting = (groups.get(decision.id) ?? []).flatMap((row) => {
      const subject = {
        clientId: row.client_id,
        siteId: row.site_id,
        deviceId: row.device_id ?? '',
        update: { manager: row.manager, sourceName: row.source_name, sourceVersion: row.source_version },
        advisories: row.ended,
        fixSince: row.fix_since,
      };
      const since = unfollowedSince(decision, { subject, offeredAt: row.offered_at, due: row.due }, standing, now);
      return since === null ? [] : [{ since, updateId: row.software_id }];
    });
    const [first] = waiting.map(({ since }) => since).toSorted((a, b) => Temporal.Instant.compare(a, b));
    if (first === undefined) return [];
    const updateIds = [...new Set(waiting.map(({ updateId }) => updateId))];
    return [{ id: decision.id, clientId: decision.clientId, title: aboutWords(decision.about), since: first, updateIds }];
  });
}
