/** The SQL that writes campaigns. Only this file writes their tables. */
import type { CampaignAbout, EmergencyRule, LeftPart, MemberState } from '@fettle/core/campaigns';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type CampaignRow = {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly owner: string;
  readonly about: CampaignAbout;
  readonly source: 'person' | 'emergency';
  readonly source_key: string | null;
  readonly expires_in_days: number;
  readonly created_at: string;
  readonly created_by_kind: 'person' | 'api key' | 'system';
  readonly created_by: string;
  readonly withdrawn_at: string | null;
  readonly withdrawn_because: string | null;
};

/** The provider's rule that took something for an emergency, as it was then, and the part of it by which it did. */
export type SourceRule = EmergencyRule & { readonly version: number; readonly by: keyof EmergencyRule };

/** `source_rule`: of a prepared one that the provider's rule asked for. */
export type NewCampaign = Omit<CampaignRow, 'withdrawn_at' | 'withdrawn_because'> & { readonly source_rule?: SourceRule | null };

/** False where there is one for this source already. Its clients are added by `addMembers` in the same transaction. */
export async function addCampaign(tx: Tx, { source_rule: rule = null, ...row }: NewCampaign): Promise<boolean> {
  const added = await tx
    .insertInto('campaign')
    .values({ ...row, about: JSON.stringify(row.about), source_rule: rule === null ? null : JSON.stringify(rule) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Nobody stops, releases or extends it meanwhile: who joins is stopped with the others, or not. */
export async function lockCampaign(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from campaign where id = ${id} for no key update`.execute(tx);
}

export type Stop = { readonly by: string; readonly because: string; readonly at: string };

/** The newest stop that is in force for a client in scope of the transaction; null: none is. */
export async function stopOf(tx: Tx, campaignId: string): Promise<Stop | null> {
  const found = await sql<Stop>`
    select stopped_by as by, stopped_because as because, stopped_at as at from campaign_client
    where campaign_id = ${campaignId} and stopped_at is not null order by stopped_at desc limit 1`.execute(tx);
  return found.rows[0] ?? null;
}

/** Clients join it, to be planned from `at` on, and not before a stop is released that is in force. Who is in it already stays as it stands. */
export async function addMembers(
  tx: Tx,
  campaignId: string,
  clientIds: readonly string[],
  by: string,
  at: string,
  stop: Stop | null = null,
): Promise<readonly string[]> {
  const added = await sql<{ client_id: string }>`
    insert into campaign_client (client_id, campaign_id, state, next_at, changed_at, changed_by, stopped_at, stopped_by, stopped_because)
    select id, ${campaignId}, 'waiting', ${at}, ${at}, ${by}, ${stop?.at ?? null}::timestamptz, ${stop?.by ?? null}, ${stop?.because ?? null} from unnest(${[...clientIds]}::uuid[]) as id
    on conflict do nothing returning client_id`.execute(tx);
  await sql`update campaign set clients = clients + ${added.rows.length} where id = ${campaignId}`.execute(tx);
  return added.rows.map((row) => row.client_id);
}

/** Clients for which there was nothing to do are planned once more, where that is so long ago; one that is stopped when it is released. Returns how many. */
export async function reviveMembers(tx: Tx, campaignId: string, clientIds: readonly string[], before: string, at: string): Promise<number> {
  const changed = await sql`
    update campaign_client set state = 'waiting', next_at = ${at}, changed_at = ${at}, changed_by = 'engine', tries = 0
    where campaign_id = ${campaignId} and client_id = any(${[...clientIds]}::uuid[]) and state = 'nothing' and changed_at < ${before}`.execute(
    tx,
  );
  return Number(changed.numAffectedRows ?? 0n);
}

export type LockedMember = {
  readonly state: MemberState;
  readonly deployment_id: string | null;
  readonly tries: number;
  readonly stopped_at: string | null;
};

/** Locks a client's part; undefined where it is not there, or, with `skip`, where somebody else is at it. */
export async function lockMember(tx: Tx, clientId: string, campaignId: string, how: 'wait' | 'skip'): Promise<LockedMember | undefined> {
  const found = await sql<LockedMember>`
    select state, deployment_id, tries, stopped_at from campaign_client where client_id = ${clientId} and campaign_id = ${campaignId}
    for update ${how === 'skip' ? sql`skip locked` : sql``}`.execute(tx);
  return found.rows[0];
}

/** How a client's part goes on. It must be locked. */
export async function settleMember(
  tx: Tx,
  row: {
    readonly clientId: string;
    readonly campaignId: string;
    readonly state: Exclude<MemberState, 'waiting'>;
    readonly deploymentId: string | null;
    readonly detail: string;
    /** What its policy left for later. */
    readonly left?: readonly LeftPart[];
    readonly by: string;
    readonly at: string;
  },
): Promise<void> {
  const left = row.left === undefined || row.left.length === 0 ? null : JSON.stringify(row.left);
  await sql`
    update campaign_client set state = ${row.state}, deployment_id = ${row.deploymentId}, detail = ${row.detail}, left_over = ${left}::jsonb, next_at = null, changed_at = ${row.at}, changed_by = ${row.by}
    where client_id = ${row.clientId} and campaign_id = ${row.campaignId}`.execute(tx);
}

/** It could not be planned just now; it is tried again at `nextAt`. */
export async function postpone(tx: Tx, clientId: string, campaignId: string, detail: string, nextAt: string): Promise<void> {
  await sql`
    update campaign_client set tries = tries + 1, detail = ${detail}, next_at = ${nextAt}
    where client_id = ${clientId} and campaign_id = ${campaignId} and state = 'waiting'`.execute(tx);
}

/** Stops it for the clients in scope of the transaction for which it is not; returns them with their deployments. */
export async function stopMembers(
  tx: Tx,
  campaignId: string,
  clientIds: readonly string[],
  stop: Stop | null,
): Promise<readonly { readonly clientId: string; readonly deploymentId: string | null }[]> {
  const changed = await sql<{ client_id: string; deployment_id: string | null }>`
    update campaign_client set stopped_at = ${stop?.at ?? null}, stopped_by = ${stop?.by ?? null}, stopped_because = ${stop?.because ?? null}
    where campaign_id = ${campaignId} and client_id = any(${[...clientIds]}::uuid[]) and (stopped_at is null) = ${stop !== null}
    returning client_id, deployment_id`.execute(tx);
  return changed.rows.map((row) => ({ clientId: row.client_id, deploymentId: row.deployment_id }));
}

/** What the plan of a client's deployment would touch. */
export async function noteBreaks(tx: Tx, clientId: string, deploymentId: string, breaks: unknown): Promise<void> {
  await sql`update campaign_client set breaks = ${JSON.stringify(breaks)}::jsonb where client_id = ${clientId} and deployment_id = ${deploymentId}`.execute(
    tx,
  );
}

/** What it rests on was taken back. False where that is known. */
export async function withdrawCampaign(tx: Tx, id: string, because: string, at: string): Promise<boolean> {
  const changed = await sql`
    update campaign set withdrawn_at = ${at}, withdrawn_because = ${because} where id = ${id} and withdrawn_at is null`.execute(tx);
  return (changed.numAffectedRows ?? 0n) > 0n;
}
