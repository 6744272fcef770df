/** The devices that a decision reaches now: who is offered what it is about, has what its advisory holds for, or has its release, and whether it is the one that counts there. */
import { aboutWords, effectiveDecision, kindWord } from '@fettle/core/decisions';
import type { Decision, DecisionSubject } from '@fettle/core/decisions';
import type { ManagerId } from '@fettle/core/inventory';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { reachedOffers } from './store.ts';

export type Reached = CallOutput<'getDecision'>['devices'][number];

type Row = {
  readonly device_id: string;
  readonly device_name: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly total: number;
  readonly what: string;
  /** null: nothing is offered that would end it. */
  readonly manager: ManagerId | null;
  readonly source_name: string;
  readonly source_version: string;
  readonly ended: readonly string[];
  readonly first_seen_at: string | null;
};

/** At most so many are listed; all are counted. */
const mostDevices = 200;

export async function reachedBy(
  tx: Tx,
  one: Decision,
  standing: readonly Decision[],
  now: Temporal.Instant,
): Promise<{ readonly devices: readonly Reached[]; readonly reaches: number }> {
  const rows = await readReached(tx, one.clientId, one.id);
  return { devices: rows.map((row) => reachedOf(row, one, standing, now)), reaches: rows[0]?.total ?? 0 };
}

function reachedOf(row: Row, one: Decision, standing: readonly Decision[], now: Temporal.Instant): Reached {
  const { decision, state, why, needsPerson, overruled } = effectiveDecision(standing, subjectOf(row, one), now);
  const own = overruled.find((other) => other.decision.id === one.id)?.why;
  const counts = decision?.id === one.id;
  return {
    deviceId: row.device_id,
    deviceName: row.device_name,
    siteName: row.site_name,
    what: row.what,
    counts,
    why: counts
      ? (needsPerson ?? why)
      : `${own ?? 'It is over.'}${decision === null ? (state === 'expired' ? ' It is open again.' : '') : ` ${kindWord(decision.kind)} counts: ${aboutWords(decision.about)}.`}`,
    byId: counts ? null : (decision?.id ?? null),
  };
}

function subjectOf(row: Row, { clientId, about }: Decision): DecisionSubject {
  const offered = row.manager !== null;
  return {
    clientId,
    siteId: row.site_id,
    deviceId: row.device_id,
    update: row.manager === null ? null : { manager: row.manager, sourceName: row.source_name, sourceVersion: row.source_version },
    advisories: offered ? row.ended : about.kind === 'advisory' ? about.ids.filter((id) => row.ended.includes(id)) : [],
    fixSince: row.first_seen_at,
    ...(about.kind === 'lifecycle' ? { lifecycle: about } : {}),
  };
}

async function readReached(tx: Tx, clientId: string, id: string): Promise<readonly Row[]> {
  const found = await sql<Row>`
    with d as materialized (select * from decision where client_id = ${clientId} and id = ${id}), offered as (
      select distinct on (v.id, s.manager, s.source_name, s.source_version) v.id as device_id, v.name as device_name, v.site_id, s.source_name || ' ' || s.source_version as what,
        s.manager, s.source_name, s.source_version, coalesce(e.ids, '{}') as ended, o.first_seen_at
      from d, ${reachedOffers} order by v.id, s.manager, s.source_name, s.source_version, cardinality(coalesce(e.ids, '{}')) desc
    ), bare as (
      select v.id as device_id, v.name as device_name, v.site_id, min(s.source_name || ' ' || s.source_version) || ', no fix is offered' as what,
        null::text as manager, '' as source_name, '' as source_version, array_agg(distinct n.id) as ended, null::timestamptz as first_seen_at
      from d
      join advisory a on d.advisory is not null and (a.cves && d.advisory_ids or a.id = any(d.advisory_ids)) and a.kind = 'security'
      join software_match m on m.advisory = a.key and m.undecided is null
      join vulnerable_device w on w.client_id = d.client_id and w.software_id = m.software_id
      join software s on s.id = m.software_id
      join device v on v.client_id = w.client_id and v.id = w.device_id and v.status <> 'retired'
      cross join lateral unnest(case when a.cves = '{}' then array[a.id] else a.cves end) as n (id)
      where n.id = any(d.advisory_ids) and (d.scope = 'client' or (d.scope = 'site' and v.site_id = any(d.scope_ids)) or (d.scope = 'devices' and v.id = any(d.scope_ids)))
        and not exists (select 1 from device_offer o join ended_set e on e.id = o.ended_set where o.client_id = w.client_id and o.device_id = w.device_id and n.id = any(e.ids))
      group by v.id, v.name, v.site_id
    ), running as (
      select v.id as device_id, v.name as device_name, v.site_id, coalesce((select string_agg(p.name || ' ' || p.version, ', ' order by p.name) from software p where p.id = any(x.software_ids)), s.called) as what,
        null::text as manager, '' as source_name, '' as source_version, '{}'::text[] as ended, null::timestamptz as first_seen_at
      from d join lifecycle_subject s on s.product = d.product and s.cycle = d.cycle
      join device_subject x on x.client_id = d.client_id and x.subject_id = s.id
      join device v on v.client_id = x.client_id and v.id = x.device_id and v.status <> 'retired'
      where d.scope = 'client' or (d.scope = 'site' and v.site_id = any(d.scope_ids)) or (d.scope = 'devices' and v.id = any(d.scope_ids))
    ), found as (select * from offered union all select * from bare union all select * from running)
    select f.*, t.name as site_name, (select count(distinct device_id)::int from found) as total
    from found f join site t on t.client_id = ${clientId} and t.id = f.site_id order by f.device_name, f.device_id, f.what limit ${mostDevices}`.execute(
    tx,
  );
  return found.rows;
}
