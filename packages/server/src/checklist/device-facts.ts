/** What is counted of the devices of a client, and of what is offered and found on them. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type DeviceFacts = {
  readonly devices: number;
  readonly silent: number;
  readonly quarantined: number;
  readonly without_tier: number;
  readonly without_owner: number;
  readonly past_support: number;
  readonly unscanned: number;
  readonly old_scans: number;
  readonly not_asked: number;
};

type Times = { readonly now: string; readonly silentBefore: string; readonly scannedBefore: string };

/** Devices that are not retired. Silence, and support that ended without a decision, are what Today counts too. */
export async function readDeviceFacts(tx: Tx, clientId: string, { now, silentBefore, scannedBefore }: Times): Promise<DeviceFacts> {
  const found = await sql<DeviceFacts>`
    select count(*)::int as devices,
      count(*) filter (where d.status = 'active' and k.last_seen_at < ${silentBefore})::int as silent,
      count(*) filter (where d.status = 'quarantined')::int as quarantined,
      count(*) filter (where d.tier is null)::int as without_tier,
      count(*) filter (where coalesce(d.owner, '') = '')::int as without_owner,
      count(*) filter (where exists (
        select 1 from device_subject x join lifecycle_subject l on l.id = x.subject_id
        where x.client_id = d.client_id and x.device_id = d.id and l.standing in ('ended', 'regular-ended') and l.product is not null and l.cycle is not null
          and not exists (select 1 from decided_subject c where c.client_id = x.client_id and c.device_id = x.device_id and c.subject_id = x.subject_id
            and (c.until is null or c.until > ${now}))))::int as past_support,
      count(*) filter (where v.scanned_at is null)::int as unscanned,
      count(*) filter (where v.scanned_at < ${scannedBefore})::int as old_scans,
      count(*) filter (where v.asked_ok is false or v.lists_ok is false)::int as not_asked
    from device d
    left join device_contact k on k.client_id = d.client_id and k.device_id = d.id
    left join device_inventory v on v.client_id = d.client_id and v.device_id = d.id
    where d.client_id = ${clientId} and d.status <> 'retired'`.execute(tx);
  const [row] = found.rows;
  if (row === undefined) throw new Error('a count gave no row');
  return row;
}

export type UpdateFacts = {
  readonly updates: number;
  readonly undecided: number;
  readonly missed: number;
  readonly at_risk: number;
  readonly findings: number;
  readonly untriaged: number;
};

/** Updates that some device does not withhold. What a deployment under way has is neither undecided nor at risk; what is decided otherwise misses no deadline. */
export async function readUpdateFacts(tx: Tx, clientId: string, now: string, riskBefore: string): Promise<UpdateFacts> {
  const found = await sql<UpdateFacts>`
    with offered as (
      select u.urgent, u.due,
        exists (select 1 from deployment_state s join deployment_update b on b.client_id = s.client_id and b.deployment_id = s.deployment_id
          where s.client_id = u.client_id and s.active and b.software_id = u.software_id) as taken,
        exists (select 1 from decided_update t where t.client_id = u.client_id and t.software_id = u.software_id and (t.until is null or t.until > ${now})) as decided
      from update_count u where u.client_id = ${clientId} and u.devices > u.withheld
    ), found as (
      select f.kev_added is not null and f.fix_not_offered + f.no_fix > 0 and not exists (
        select 1 from decision_now d where d.client_id = f.client_id and (d.advisory = f.advisory or d.advisory_ids && f.cves)
          and d.revoked_at is null and d.undone_at is null and d.replaced_by is null and d.starts_at <= ${now} and (d.ends_at is null or d.ends_at > ${now})) as untriaged
      from finding_count f where f.client_id = ${clientId} and f.devices > 0
    )
    select o.*, f.* from (
      select count(*)::int as updates, count(*) filter (where urgent > 0 and not taken and not decided)::int as undecided,
        count(*) filter (where due <= ${now} and not decided)::int as missed,
        count(*) filter (where due > ${now} and due <= ${riskBefore} and not taken and not decided)::int as at_risk
      from offered) o
    cross join (select count(*)::int as findings, count(*) filter (where untriaged)::int as untriaged from found) f`.execute(tx);
  const [row] = found.rows;
  if (row === undefined) throw new Error('a count gave no row');
  return row;
}
