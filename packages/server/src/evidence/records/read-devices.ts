/** What is stored of a deployment's devices: what they were asked, what they reported, what they are offered since. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/feature.ts';
import type { AppearedRecord, DeviceRecord, ReportRecord } from './types.ts';

/** By name. */
export async function readDevices(tx: Tx, clientId: string, deploymentId: string): Promise<DeviceRecord[]> {
  const found = await sql<DeviceRecord>`
    select d.id, d.name, d.os_name, d.tier, s.name as site_name, s.zone, a.wanted, a.direction, a.asked_at, a.answered_at, a.simulation, a.trouble, v.scanned_at
    from deployment_device a
    join device d on d.client_id = a.client_id and d.id = a.device_id
    join site s on s.client_id = d.client_id and s.id = d.site_id
    left join device_inventory v on v.client_id = d.client_id and v.device_id = d.id
    where a.client_id = ${clientId} and a.deployment_id = ${deploymentId}
    order by d.name, d.id`.execute(tx);
  return found.rows;
}

/** In the order in which they were taken. What devices say of simulations is in their records already. */
export async function readReports(tx: Tx, clientId: string, deploymentId: string): Promise<ReportRecord[]> {
  const found = await sql<ReportRecord>`
    select device_id, attempt, instruction_id, at, received_at, body from report
    where client_id = ${clientId} and deployment_id = ${deploymentId} and status in ('ended', 'refused')
      and coalesce(body #>> '{result,verb}', '') <> 'simulate'
    order by received_at, instruction_id, seq`.execute(tx);
  return found.rows;
}

/**
 * Updates that devices were first offered after a time: `since` names devices with the moment their change was in. It is what they are offered now;
 * what came and went in between is not known.
 */
export async function readAppeared(tx: Tx, clientId: string, since: ReadonlyMap<string, string>): Promise<AppearedRecord[]> {
  if (since.size === 0) return [];
  const found = await sql<AppearedRecord>`
    select o.device_id, s.name, s.architecture, s.version, o.from_version, o.security, o.withheld, o.first_seen_at
    from unnest(${[...since.keys()]}::uuid[], ${[...since.values()]}::timestamptz[]) as g(device_id, at)
    join device_offer o on o.client_id = ${clientId} and o.device_id = g.device_id and o.first_seen_at > g.at
    join software s on s.id = o.software_id
    order by s.name, s.version, s.architecture, o.device_id`.execute(tx);
  return found.rows;
}
