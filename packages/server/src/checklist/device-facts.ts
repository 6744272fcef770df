/** What is counted of the devices of a client, and of what is offered and found on them. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { countFindings, offerCounts, offeredUpdates, urgentUndecided } from '../findings/index.ts';
import { openSupport } from '../lifecycle/index.ts';
import { among } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { sqlOf } from './scope.ts';
import type { Scope } from './scope.ts';

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
export async function readDeviceFacts(tx: Tx, scope: Scope, { now, silentBefore, scannedBefore }: Times): Promise<DeviceFacts> {
  const found = await sql<DeviceFacts>`
    with past as materialized (
      select distinct device_id from ${openSupport(now)} open where client_id = ${scope.clientId} and past
    )
    select count(*)::int as devices,
      count(*) filter (where d.status = 'active' and k.last_seen_at < ${silentBefore})::int as silent,
      count(*) filter (where d.status = 'quarantined')::int as quarantined,
      count(*) filter (where d.tier is null)::int as without_tier,
      count(*) filter (where coalesce(d.owner, '') = '')::int as without_owner,
      count(p.device_id)::int as past_support,
      count(*) filter (where v.scanned_at is null)::int as unscanned,
      count(*) filter (where v.scanned_at < ${scannedBefore})::int as old_scans,
      count(*) filter (where v.asked_ok is false or v.lists_ok is false)::int as not_asked
    from device d
    left join past p on p.device_id = d.id
    left join device_contact k on k.client_id = d.client_id and k.device_id = d.id
    left join device_inventory v on v.client_id = d.client_id and v.device_id = d.id
    where d.client_id = ${scope.clientId} and d.status <> 'retired' and ${sqlOf(scope).device('d.id')}`.execute(tx);
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

/** Updates as they are counted: of a client that count is kept, of some of its devices it is made by the same expressions. */
function updatesOf({ clientId, deviceIds }: Scope): RawBuilder<unknown> {
  return deviceIds === null
    ? sql`(select * from update_count where client_id = ${clientId})`
    : sql`(select client_id, ${offerCounts} from device_offer where client_id = ${clientId} and ${among('device_id', deviceIds)} group by client_id, software_id)`;
}

/** Findings likewise. */
async function findingsOf(tx: Tx, { clientId, deviceIds }: Scope, now: string): Promise<RawBuilder<unknown>> {
  if (deviceIds === null) return sql`(select * from finding_count where client_id = ${clientId})`;
  const counted = await countFindings(tx, clientId, null, deviceIds, now);
  const rows = counted.map(({ advisory, cves, devices, states }) => ({
    client_id: clientId,
    advisory,
    cves,
    devices,
    fix_not_offered: states['fix-not-offered'],
    no_fix: states['no-fix'],
  }));
  return sql`(
    select g.*, (select min(c.kev_added) from cve c where c.id = any(g.cves)) as kev_added
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (client_id uuid, advisory text, cves text[], devices int, fix_not_offered int, no_fix int))`;
}

/** Updates that some device does not withhold. What a deployment under way has is neither undecided nor at risk; what is decided otherwise misses no deadline. */
export async function readUpdateFacts(tx: Tx, scope: Scope, now: string, riskBefore: string): Promise<UpdateFacts> {
  const found = await sql<UpdateFacts>`
    with offered as (
      select * from ${offeredUpdates(updatesOf(scope), now, sqlOf(scope).deployment)} o
    ), found as (
      select f.kev_added is not null and f.fix_not_offered + f.no_fix > 0 and not exists (
        select 1 from decision_now d where d.client_id = f.client_id and (d.advisory = f.advisory or d.advisory_ids && f.cves)
          and d.revoked_at is null and d.undone_at is null and d.replaced_by is null and d.starts_at <= ${now} and (d.ends_at is null or d.ends_at > ${now})) as untriaged
      from ${await findingsOf(tx, scope, now)} f where f.devices > 0
    )
    select o.*, f.* from (
      select count(*)::int as updates, count(*) filter (where ${urgentUndecided})::int as undecided,
        count(*) filter (where due <= ${now} and not decided)::int as missed,
        count(*) filter (where due > ${now} and due <= ${riskBefore} and not taken and not decided)::int as at_risk
      from offered) o
    cross join (select count(*)::int as findings, count(*) filter (where untriaged)::int as untriaged from found) f`.execute(tx);
  const [row] = found.rows;
  if (row === undefined) throw new Error('a count gave no row');
  return row;
}
