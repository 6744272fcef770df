/** Reads campaigns and their clients' parts, as they are stored. What an actor may not see the transaction does not see. */
import type { LeftPart, MemberState } from '@fettle/core/campaigns';
import { countApprovers, promotableRing } from '@fettle/core/deployment';
import type { DeploymentState, Promotable, SpecHeader } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Breaks } from './breaks.ts';
import type { CampaignRow } from './store.ts';

export type NamedCampaign = CampaignRow & { readonly created_by_name: string };

export async function readCampaign(tx: Tx, id: string): Promise<NamedCampaign | undefined> {
  const [row] = await readCampaigns(tx, sql`c.id = ${id}`, 1);
  return row;
}

/** The newest first. */
export async function readCampaigns(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<NamedCampaign[]> {
  const found = await sql<NamedCampaign>`
    select c.*, ${named(sql`c.created_by`)} as created_by_name from campaign c where ${where} order by c.created_at desc, c.id desc limit ${limit}`.execute(
    tx,
  );
  return found.rows.map((row) => ({ ...row, created_by_name: row.created_by_name === 'engine' ? 'Fettle' : row.created_by_name }));
}

export type MemberRow = {
  readonly client_id: string;
  readonly client_name: string;
  readonly campaign_id: string;
  readonly state: MemberState;
  readonly deployment_id: string | null;
  readonly detail: string;
  readonly stopped_at: string | null;
  readonly stopped_by: string | null;
  readonly stopped_because: string | null;
  readonly breaks: Breaks | null;
  readonly left_over: readonly LeftPart[] | null;
};

/** The parts of clients in scope, by the client's name. */
export async function readMembers(tx: Tx, scope: readonly string[], campaignIds: readonly string[]): Promise<MemberRow[]> {
  const found = await sql<MemberRow>`
    select m.client_id, c.name as client_name, m.campaign_id, m.state, m.deployment_id, m.detail, m.stopped_at, m.stopped_because, m.breaks, m.left_over,
      case when m.stopped_by is not null then ${named(sql`m.stopped_by`)} end as stopped_by
    from campaign_client m join client c on c.client_id = m.client_id
    where m.campaign_id = any(${[...campaignIds]}::uuid[]) and m.client_id = any(${[...scope]}::uuid[]) order by lower(c.name), m.client_id`.execute(
    tx,
  );
  return found.rows;
}

export type SpecFacts = {
  readonly header: Pick<SpecHeader, 'rings' | 'expiresAt' | 'approvalsNeeded'>;
  readonly given: number;
  readonly promotable: Promotable | null;
};

/** What is read of a state: without what grows with its devices. */
type Judged = Pick<DeploymentState, 'approvals' | 'status' | 'cancelled' | 'holds' | 'rings'> & {
  readonly tests: DeploymentState['tests'] | null;
};

/** Of deployments that have a spec: its header, by how many different approvers it is approved, and the ring that could be promoted. */
export async function readSpecFacts(tx: Tx, deploymentIds: readonly string[]): Promise<ReadonlyMap<string, SpecFacts>> {
  const found = await sql<{ deployment_id: string; header: string; state: Judged | null }>`
    select p.deployment_id, p.header, case when s.seq is not null then jsonb_build_object('approvals', s.state -> 'approvals', 'status', s.state -> 'status',
      'cancelled', s.state -> 'cancelled', 'holds', s.state -> 'holds', 'rings', s.state -> 'rings', 'tests', s.state -> 'tests') end as state
    from deployment_spec p left join deployment_state s on s.client_id = p.client_id and s.deployment_id = p.deployment_id where p.deployment_id = any(${[...deploymentIds]}::uuid[])`.execute(
    tx,
  );
  return new Map(
    found.rows.map((row) => {
      // Written by the deployments feature from a header, and from a state.
      const header = JSON.parse(row.header) as SpecHeader;
      const promotable = row.state === null ? null : promotableOf(row.state, header);
      return [row.deployment_id, { header, given: countApprovers(row.state?.approvals ?? []), promotable }];
    }),
  );
}

function promotableOf({ tests, ...state }: Judged, header: SpecHeader): Promotable | null {
  return promotableRing({ ...state, ...(tests === null || tests === undefined ? {} : { tests }), header });
}

/** Of each client the devices of its deployment that are still offered what it brings, past the deadline. */
export async function readOverdue(tx: Tx, deploymentIds: readonly string[], now: string): Promise<ReadonlyMap<string, number>> {
  const found = await sql<{ deployment_id: string; devices: number }>`
    select u.deployment_id, count(distinct o.device_id)::int as devices
    from deployment_update u join device_offer o on o.client_id = u.client_id and o.software_id = u.software_id and o.due < ${now}
    join deployment_device d on d.client_id = u.client_id and d.deployment_id = u.deployment_id and d.device_id = o.device_id
    where u.deployment_id = any(${[...deploymentIds]}::uuid[]) group by u.deployment_id`.execute(tx);
  return new Map(found.rows.map((row) => [row.deployment_id, row.devices]));
}

export type Affected = {
  readonly devices: number;
  readonly fixOffered: number;
  readonly fixNotOffered: number;
  readonly noFix: number;
  readonly restartPending: number;
};

/** Devices that have one of these vulnerabilities now. What several advisories tell of one is counted once at each client: by the advisory that has the most. */
export async function readAffected(tx: Tx, scope: readonly string[], ids: readonly string[]): Promise<Affected> {
  const found = await sql<Affected>`
    with most as (
      select client_id, max(devices) as devices, max(fix_offered) as fix_offered, max(fix_not_offered) as fix_not_offered, max(no_fix) as no_fix, max(restart_pending) as restart_pending
      from finding_count where client_id = any(${[...scope]}::uuid[]) and (advisory = any(${[...ids]}::text[]) or cves && ${[...ids]}::text[]) group by client_id
    )
    select coalesce(sum(devices), 0)::int as devices, coalesce(sum(fix_offered), 0)::int as "fixOffered", coalesce(sum(fix_not_offered), 0)::int as "fixNotOffered",
      coalesce(sum(no_fix), 0)::int as "noFix", coalesce(sum(restart_pending), 0)::int as "restartPending" from most`.execute(tx);
  return found.rows[0] ?? { devices: 0, fixOffered: 0, fixNotOffered: 0, noFix: 0, restartPending: 0 };
}
