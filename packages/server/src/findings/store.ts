/** The SQL of offers, changelogs and the counts that screens show. Only this file writes these tables. */
import type { ChangelogFacts, ManagerId, Offer } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { arrayText, forgetGone, leaveOffers, takePast } from './gone-offers.ts';
import { endedColumns, noteEnds, noteRetired } from './offer-ends.ts';
import type { EndedOffer } from './offer-ends.ts';

export type DeviceRef = { readonly clientId: string; readonly deviceId: string };
export type OfferChange = {
  readonly manager: ManagerId;
  readonly whole: boolean;
  readonly added: readonly { readonly offer: Offer; readonly softwareId: number }[];
  readonly removed: readonly number[];
  /** What the device has after the report that says so: ids of software. */
  readonly installed: readonly number[];
  readonly at: string;
};

/** Writes what one package manager of a device offers. What stays keeps the time at which it was first seen, and so does what was away for a few looks only. */
export async function writeOffers(tx: Tx, device: DeviceRef, change: OfferChange): Promise<number[]> {
  // One row a software: a package manager offers a version of a package once, and of what says otherwise the last word counts.
  const added = [...new Map(change.added.map((item) => [item.softwareId, item])).values()];
  const ids = added.map((item) => item.softwareId);
  const gone = change.whole
    ? await sql<EndedOffer>`
        delete from device_offer o using software s
        where o.client_id = ${device.clientId} and o.device_id = ${device.deviceId} and o.software_id <> all(${ids}::int[])
          and s.id = o.software_id and s.manager = ${change.manager} returning ${goneColumns}`.execute(tx)
    : await sql<EndedOffer>`
        delete from device_offer o using software s where o.client_id = ${device.clientId} and o.device_id = ${device.deviceId}
          and o.software_id = any(${change.removed.filter((id) => !ids.includes(id))}::int[]) and s.id = o.software_id returning ${goneColumns}`.execute(
        tx,
      );
  await noteEnds(tx, device, { gone: gone.rows, added, installed: change.installed, at: change.at });
  await leaveOffers(tx, device, gone.rows, change.at);
  if (ids.length > 0) {
    const past = await takePast(tx, device, { manager: change.manager, added, goneNow: gone.rows, at: change.at });
    const column = <T>(pick: (offer: Offer) => T) => added.map((item) => pick(item.offer));
    await sql`
      insert into device_offer as o (client_id, device_id, software_id, from_version, security, withheld, bytes, origin, codename, first_seen_at, urgency, basis, before_ids, before_offered)
      select ${device.clientId}, ${device.deviceId}, g.software_id, g.from_version, g.security, g.withheld, g.bytes, g.origin, g.codename, coalesce(g.first_seen_at, ${change.at}::timestamptz),
        case when g.security then 'urgent' else 'normal' end, case when g.security then 'unmatched' else 'no-vulnerability' end, g.before_ids::int[], g.before_offered::timestamptz[]
      from unnest(${ids}::int[], ${column((o) => o.from)}::text[], ${column((o) => o.class === 'security')}::boolean[], ${column((o) => o.withheld)}::text[],
        ${column((o) => Math.round(o.bytes))}::bigint[], ${column((o) => `${o.origin.label}:${o.origin.archive}`)}::text[], ${column((o) => o.origin.codename)}::text[],
        ${past.map((one) => arrayText(one.ids))}::text[], ${past.map((one) => arrayText(one.offered))}::text[], ${past.map((one) => one.firstSeenAt)}::timestamptz[])
        as g(software_id, from_version, security, withheld, bytes, origin, codename, before_ids, before_offered, first_seen_at)
      on conflict (client_id, device_id, software_id) do update
        set from_version = excluded.from_version, security = excluded.security, withheld = excluded.withheld, bytes = excluded.bytes, origin = excluded.origin, codename = excluded.codename
        where (o.from_version, o.security, o.withheld, o.bytes, o.origin, o.codename) is distinct from
          (excluded.from_version, excluded.security, excluded.withheld, excluded.bytes, excluded.origin, excluded.codename)`.execute(tx);
  }
  return [...ids, ...gone.rows.map((row) => row.software_id)];
}

const goneColumns = sql`o.software_id, s.name, s.architecture, o.from_version, o.first_seen_at, o.before_ids, o.before_offered, ${endedColumns}`;

/** Takes all offers of a device away that is no longer looked after, and says which updates' counts that touches. */
export async function removeOffers(tx: Tx, device: DeviceRef, at: string): Promise<number[]> {
  await forgetGone(tx, device);
  const gone = await sql<EndedOffer>`
    delete from device_offer o using software s where o.client_id = ${device.clientId} and o.device_id = ${device.deviceId} and s.id = o.software_id
    returning ${goneColumns}`.execute(tx);
  await noteRetired(tx, device, gone.rows, at);
  return gone.rows.map((row) => row.software_id);
}

export async function countOffers(tx: Tx, device: DeviceRef): Promise<{ missing: number; missingSecurity: number }> {
  const row = await sql<{ missing: number; security: number }>`
    select count(*)::int as missing, count(*) filter (where security)::int as security from device_offer
    where client_id = ${device.clientId} and device_id = ${device.deviceId}`.execute(tx);
  return { missing: row.rows[0]?.missing ?? 0, missingSecurity: row.rows[0]?.security ?? 0 };
}

export type ChangelogChange = {
  readonly manager: ManagerId;
  readonly whole: boolean;
  readonly added: readonly ChangelogFacts[];
  readonly removed: readonly ChangelogFacts[];
};

/** Writes what a device read in changelogs; gives its offers that this is about. */
export async function writeChangelogs(tx: Tx, device: DeviceRef, change: ChangelogChange): Promise<number[]> {
  if (change.whole)
    await tx
      .deleteFrom('device_changelog')
      .where('client_id', '=', device.clientId)
      .where('device_id', '=', device.deviceId)
      .where('manager', '=', change.manager)
      .execute();
  else if (change.removed.length > 0) {
    await sql`
      delete from device_changelog c using unnest(${change.removed.map((f) => f.sourceName)}::text[], ${change.removed.map((f) => f.from)}::text[], ${change.removed.map((f) => f.to)}::text[]) as g(s, f, t)
      where c.client_id = ${device.clientId} and c.device_id = ${device.deviceId} and c.manager = ${change.manager} and c.source_name = g.s and c.from_version = g.f and c.to_version = g.t`.execute(
      tx,
    );
  }
  const added = [...new Map(change.added.map((fact) => [JSON.stringify([fact.sourceName, fact.from, fact.to]), fact])).values()];
  if (added.length > 0) await addChangelogs(tx, device, change.manager, added);
  const sources = [...new Set([...change.added, ...change.removed].map((fact) => fact.sourceName))];
  const about = change.whole ? sql`true` : sql`s.source_name = any(${sources}::text[])`;
  const found = await sql<{ software_id: number }>`
    select o.software_id from device_offer o join software s on s.id = o.software_id
    where o.client_id = ${device.clientId} and o.device_id = ${device.deviceId} and s.manager = ${change.manager} and ${about}`.execute(tx);
  return found.rows.map((row) => row.software_id);
}

async function addChangelogs(tx: Tx, device: DeviceRef, manager: ManagerId, added: readonly ChangelogFacts[]): Promise<void> {
  // Ids of CVEs have a form (checked by the schema) that needs no quoting in an array.
  const cves = added.map((fact) => (fact.cves === null ? null : `{${fact.cves.join(',')}}`));
  await sql`
    insert into device_changelog as c (client_id, device_id, manager, source_name, from_version, to_version, cves)
    select ${device.clientId}, ${device.deviceId}, ${manager}, g.s, g.f, g.t, g.cves::text[]
    from unnest(${added.map((f) => f.sourceName)}::text[], ${added.map((f) => f.from)}::text[], ${added.map((f) => f.to)}::text[], ${cves}::text[]) as g(s, f, t, cves)
    on conflict (client_id, device_id, manager, source_name, from_version, to_version) do update set cves = excluded.cves where c.cves is distinct from excluded.cves`.execute(
    tx,
  );
}

/** One counts the updates of a client at a time, until the transaction ends. */
export async function lockUpdateCounts(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`update_count:${clientId}`}, 0))`.execute(tx);
}

/** What is counted of an update from the offers of it on devices (`device_offer`, grouped by software). */
export const offerCounts = sql`software_id, count(*)::int as devices, count(withheld)::int as withheld, count(*) filter (where urgency = 'urgent')::int as urgent, min(due) as due`;

/** Counts these updates of a client anew from offers and changelogs; null: all of them. After `lockUpdateCounts`. `now`: RFC 3339, for what is news, taken after it. */
export async function recount(tx: Tx, clientId: string, softwareIds: readonly number[] | null, now: string): Promise<void> {
  const some = (id: string) => (softwareIds === null ? sql`true` : sql`${sql.ref(id)} = any(${[...softwareIds]}::int[])`);
  await sql`
    with counted as (
      select ${offerCounts}, bool_or(security) as security, max(bytes) as bytes, min(origin) as origin, min(first_seen_at) as first_seen_at,
        array_agg(distinct from_version) as from_versions, (array_agg(due_by order by due) filter (where due is not null))[1] as due_by
      from device_offer where client_id = ${clientId} and ${some('software_id')} group by software_id
    ), read as (
      -- devices that are offered it and could read of it, by what they read: nearly always the same
      select o.software_id, k.cves, count(distinct o.device_id)::int as devices
      from device_offer o join software s on s.id = o.software_id
      join device_changelog k on k.device_id = o.device_id and k.manager = s.manager and k.source_name = s.source_name and k.to_version = s.source_version and k.cves is not null
      where o.client_id = ${clientId} and ${some('o.software_id')} group by o.software_id, k.cves
    ), told as (
      select r.software_id, sum(r.devices)::int as read_on,
        (select array_agg(distinct cve order by cve) from read q cross join lateral unnest(q.cves) as cve where q.software_id = r.software_id) as cves
      from read r group by r.software_id
    ), ends as (
      select o.software_id, array_agg(distinct i order by i) as ended, count(distinct c.id)::int as kev
      from (select distinct software_id, ended_set from device_offer where client_id = ${clientId} and ended_set is not null and ${some('software_id')}) o
      join ended_set e on e.id = o.ended_set cross join lateral unnest(e.ids) as i
      left join (select id from cve where kev_added is not null) c on c.id = i group by o.software_id
    ), gone as (
      delete from update_count u where u.client_id = ${clientId} and ${some('u.software_id')} and not exists (select 1 from counted c where c.software_id = u.software_id)
    )
    insert into update_count as u (client_id, software_id, devices, withheld, security, bytes, origin, first_seen_at, from_versions, cves, read_on, urgent, ended, due, due_by, kev, new_at, urgent_at)
    select ${clientId}, c.software_id, c.devices, c.withheld, c.security, c.bytes, c.origin, c.first_seen_at, c.from_versions, coalesce(t.cves, '{}'), least(coalesce(t.read_on, 0), c.devices), c.urgent, coalesce(e.ended, '{}'), c.due, c.due_by,
      coalesce(e.kev, 0), ${now}::timestamptz, case when c.urgent > 0 then ${now}::timestamptz end
    from counted c left join told t on t.software_id = c.software_id left join ends e on e.software_id = c.software_id
    on conflict (client_id, software_id) do update
      set devices = excluded.devices, withheld = excluded.withheld, security = excluded.security, bytes = excluded.bytes, origin = excluded.origin, first_seen_at = excluded.first_seen_at,
        from_versions = excluded.from_versions, cves = excluded.cves, read_on = excluded.read_on, urgent = excluded.urgent, ended = excluded.ended, due = excluded.due, due_by = excluded.due_by,
        kev = excluded.kev, kev_at = case when excluded.kev > u.kev then excluded.new_at else u.kev_at end,
        urgent_at = case when u.urgent > 0 and excluded.urgent > 0 then u.urgent_at else excluded.urgent_at end,
        more_at = case when u.ended is distinct from excluded.ended and not excluded.ended <@ u.ended then excluded.new_at else u.more_at end
      where (u.devices, u.withheld, u.security, u.bytes, u.origin, u.first_seen_at, u.from_versions, u.cves, u.read_on, u.urgent, u.ended, u.due, u.due_by, u.kev) is distinct from
        (excluded.devices, excluded.withheld, excluded.security, excluded.bytes, excluded.origin, excluded.first_seen_at, excluded.from_versions, excluded.cves, excluded.read_on, excluded.urgent, excluded.ended, excluded.due, excluded.due_by, excluded.kev)`.execute(
    tx,
  );
}

/** The updates of a client that take the place of one of these software: what is news of that is news of them. */
export async function updatesReplacing(tx: Tx, clientId: string, softwareIds: readonly number[]): Promise<readonly number[]> {
  const found = await sql<{ software_id: number }>`
    select distinct u.software_id from update_count u join software n on n.id = u.software_id
    join software o on o.name = n.name and o.architecture = n.architecture and o.manager = n.manager and o.ecosystem = n.ecosystem
    where u.client_id = ${clientId} and o.id = any(${[...softwareIds]}::int[])`.execute(tx);
  return found.rows.map((row) => row.software_id);
}
