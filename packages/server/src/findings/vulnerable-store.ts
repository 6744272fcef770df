/** The SQL of what devices have that an advisory holds for, and since when: the table that joins what is published with who has it. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import type { DeviceRef } from './store.ts';

/** What vulnerable software these devices have. */
export async function vulnerableOf(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<readonly number[]> {
  if (deviceIds.length === 0) return [];
  const found = await sql<{ software_id: number }>`
    select distinct software_id from vulnerable_device where client_id = ${clientId} and device_id = any(${deviceIds}::uuid[])`.execute(tx);
  return found.rows.map((row) => row.software_id);
}

/** A device that is retired has nothing any more; returns what it had. */
export async function forgetDevice(tx: Tx, device: DeviceRef): Promise<readonly number[]> {
  const found = await sql<{ software_id: number }>`
    delete from vulnerable_device where client_id = ${device.clientId} and device_id = ${device.deviceId} returning software_id`.execute(
    tx,
  );
  return found.rows.map((row) => row.software_id);
}

/** Of the versions that went before one of a package so many are remembered: the first, and the last ones. */
const mostEarlier = 16;

/** For rows of `fresh` what they took the place of: rows of `had` of the same package on the same device, and what those took the place of. */
const earlierVersions = sql`
  past as (
    select f.device_id, f.software_id, x.id, x.since,
      row_number() over (partition by f.device_id, f.software_id order by x.since, x.id) as nth,
      count(*) over (partition by f.device_id, f.software_id) as total
    from fresh f join had v using (device_id, manager, name, architecture)
    cross join lateral (select v.software_id as id, v.since union select e.id, e.since from unnest(v.earlier_ids, v.earlier_since) as e (id, since)) x
  ), earlier as (
    select device_id, software_id, array_agg(id order by nth) as ids, array_agg(since order by nth) as since
    from past where nth = 1 or nth > total - ${mostEarlier - 1} group by device_id, software_id
  )`;

/** Inventories, but for those of devices that were retired: what is stored of them stays for reports, and nothing holds for it. */
const reporting = sql`device_inventory i join device d on d.client_id = i.client_id and d.id = i.device_id and d.status <> 'retired'`;

/**
 * Brings `vulnerable_device` of these devices to what they have installed; returns the software that came or went. What comes remembers what it took the place of: the same
 * package in other versions, which are gone now or stand beside it. Where such went and the version in its place is still to be matched, that one is put too: nobody can
 * say yet that the clocks of the former have ended.
 */
export async function refreshDevices(tx: Tx, clientId: string, deviceIds: readonly string[], now: string): Promise<readonly number[]> {
  const found = await sql<{ software_id: number }>`
    with has as materialized (
      select i.device_id, s.software_id from ${reporting} cross join lateral unnest(i.installed) as s (software_id)
      where i.client_id = ${clientId} and i.device_id = any(${deviceIds}::uuid[])
        and exists (select 1 from software_match m where m.software_id = s.software_id and m.security)
    ), had as materialized (
      select v.device_id, v.software_id, v.since, v.earlier_ids, v.earlier_since, s.manager, s.name, s.architecture
      from vulnerable_device v join software s on s.id = v.software_id where v.client_id = ${clientId} and v.device_id = any(${deviceIds}::uuid[])
    ), lost as materialized (
      select * from had v where not exists (select 1 from has h where h.device_id = v.device_id and h.software_id = v.software_id)
    ), waiting as materialized (
      select distinct l.device_id, s.id as software_id
      from lost l join software s on s.name = l.name and s.manager = l.manager and s.architecture = l.architecture
      join match_queue q on q.software_id = s.id
      join (${reporting}) on i.client_id = ${clientId} and i.device_id = l.device_id and s.id = any(i.installed)
    ), kept as (
      select device_id, software_id from has union select device_id, software_id from waiting
    ), fresh as materialized (
      select k.device_id, k.software_id, s.manager, s.name, s.architecture from kept k join software s on s.id = k.software_id
      where not exists (select 1 from had v where v.device_id = k.device_id and v.software_id = k.software_id)
    ), ${earlierVersions}, gone as (
      delete from vulnerable_device v where v.client_id = ${clientId} and v.device_id = any(${deviceIds}::uuid[])
        and not exists (select 1 from kept k where k.device_id = v.device_id and k.software_id = v.software_id)
      returning v.software_id
    ), put as (
      insert into vulnerable_device (client_id, software_id, device_id, since, earlier_ids, earlier_since)
      select ${clientId}, f.software_id, f.device_id, ${now}, e.ids, e.since from fresh f left join earlier e using (device_id, software_id) on conflict do nothing
      returning software_id
    )
    select software_id from gone union select software_id from put`.execute(tx);
  return found.rows.map((row) => row.software_id);
}

/**
 * Brings `vulnerable_device` of these software to who has them; what comes remembers what it took the place of, as above. Devices on which one is no longer vulnerable
 * are returned: what they are offered for it is to be judged by what is left.
 */
export async function refreshSoftware(tx: Tx, clientId: string, softwareIds: readonly number[], now: string): Promise<readonly string[]> {
  const found = await sql<{ device_id: string }>`
    with asked as materialized (select software_id from unnest(${softwareIds}::int[]) as g (software_id)),
    bad as materialized (
      select software_id from asked g where exists (select 1 from software_match m where m.software_id = g.software_id and m.security)
    ), has as materialized (
      -- "is true" keeps it a look into a hash: there are half a million to look up, and the planner would sort them
      select i.device_id, s.software_id from ${reporting} cross join lateral unnest(i.installed) as s (software_id)
      where i.client_id = ${clientId} and (s.software_id in (select software_id from asked)) is true
    ), gone as (
      delete from vulnerable_device v where v.client_id = ${clientId} and v.software_id = any(${softwareIds}::int[])
        and not exists (select 1 from has h join bad b using (software_id) where h.device_id = v.device_id and h.software_id = v.software_id)
      returning v.device_id
    ), fresh as materialized (
      select h.device_id, h.software_id, s.manager, s.name, s.architecture from has h join bad using (software_id) join software s on s.id = h.software_id
      where not exists (select 1 from vulnerable_device v where v.client_id = ${clientId} and v.software_id = h.software_id and v.device_id = h.device_id)
    ), had as materialized (
      select v.device_id, v.software_id, v.since, v.earlier_ids, v.earlier_since, s.manager, s.name, s.architecture
      from (select distinct manager, name, architecture from fresh) p join software s using (manager, name, architecture)
      join vulnerable_device v on v.client_id = ${clientId} and v.software_id = s.id where v.device_id in (select device_id from fresh)
    ), ${earlierVersions}, put as (
      insert into vulnerable_device (client_id, software_id, device_id, since, earlier_ids, earlier_since)
      select ${clientId}, f.software_id, f.device_id, ${now}, e.ids, e.since from fresh f left join earlier e using (device_id, software_id) on conflict do nothing
    )
    select distinct device_id from gone`.execute(tx);
  return found.rows.map((row) => row.device_id);
}
