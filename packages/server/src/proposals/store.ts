/** The SQL of looks and of what was proposed by itself. Only this file writes their tables. */
import type { Proposing } from '@fettle/core/policy';
import { sql } from 'kysely';
import { mostGivenUp, unapproved } from '../deployments/index.ts';
import type { Overtaken } from '../deployments/index.ts';
import { tryLock } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { LaneLook } from './types.ts';

export type LookRow = {
  readonly client_id: string;
  readonly proposing: Proposing | null;
  readonly since: string;
  readonly next_at: string | null;
  readonly looked_at: string | null;
  readonly lanes: readonly LaneLook[];
  readonly trouble: string | null;
};

/** So often it is read anew what the policy says, should a hint and the time of its version both have been missed. */
const againHours = 24;
/** The time of a version is taken before it is committed. */
const saving = sql`interval '1 minute'`;

/** What is offered newly counts as urgent until it was judged: a look in between finds nothing to propose, so that it is looked again for so long. */
const judging = sql`interval '5 minutes'`;

/** Of a look `l` whose policy has it propose at once what becomes urgent: whether something did since it was looked last. Greatest passes over what is null. */
const becameUrgent = sql`(l.proposing ->> 'urgent' = 'at-once' and exists (
  select 1 from update_count u where u.client_id = l.client_id and u.urgent > 0 and u.urgent_at > greatest(l.since, l.looked_at, l.urgent_looked_at) - ${judging}))`;

/** Whether the policy of a client has what became urgent since the last look proposed at once. */
export async function isUrgentDue(tx: Tx, clientId: string): Promise<boolean> {
  const found = await sql<{
    due: boolean;
  }>`select coalesce(${becameUrgent}, false) as due from proposal_look l where l.client_id = ${clientId}`.execute(tx);
  return found.rows[0]?.due === true;
}

export async function noteUrgentLook(tx: Tx, clientId: string, at: string): Promise<void> {
  await sql`update proposal_look set urgent_looked_at = ${at} where client_id = ${clientId}`.execute(tx);
}

/** Clients whose time has come, and those of which it has to be seen whether and when it comes: a policy of theirs was saved since. */
export async function dueClients(tx: Tx, now: string): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    with provider as (
      select greatest((select max(saved_at) from provider_policy_version), (select max(removed_at) from provider_policy)) as changed_at
    )
    select c.client_id from client c left join proposal_look l on l.client_id = c.client_id cross join provider
    where l.checked_at is null or l.next_at <= ${now} or ${becameUrgent} or provider.changed_at > l.checked_at - ${saving}
      or l.checked_at <= ${now}::timestamptz - ${againHours} * interval '1 hour'
      or exists (select 1 from policy_version x where x.client_id = c.client_id and x.saved_at > l.checked_at - ${saving})
      or exists (select 1 from policy x where x.client_id = c.client_id and x.removed_at > l.checked_at - ${saving})
    order by l.next_at nulls first, c.client_id`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/** True for one of those who look at a client at once: the other leaves it. */
export async function lockLook(tx: Tx, clientId: string): Promise<boolean> {
  return tryLock(tx, `proposals of ${clientId}`);
}

export async function readLook(tx: Tx, clientId: string): Promise<LookRow | undefined> {
  return (await readLooks(tx, [clientId]))[0];
}

export async function readLooks(tx: Tx, clientIds: readonly string[]): Promise<readonly LookRow[]> {
  const found = await sql<LookRow>`
    select client_id, proposing, since, next_at, looked_at, lanes, trouble from proposal_look where client_id = any(${[...clientIds]}::uuid[])`.execute(
    tx,
  );
  return found.rows;
}

/** What the policy says and when it is due next; `since` begins anew where the policy says something else. */
export async function noteSetting(
  tx: Tx,
  clientId: string,
  row: { readonly proposing: Proposing | null; readonly since: string; readonly nextAt: string | null; readonly at: string },
): Promise<void> {
  const proposing = row.proposing === null ? null : JSON.stringify(row.proposing);
  await sql`
    insert into proposal_look (client_id, proposing, since, checked_at, next_at) values (${clientId}, ${proposing}::jsonb, ${row.since}, ${row.at}, ${row.nextAt})
    on conflict (client_id) do update set proposing = excluded.proposing, since = excluded.since, checked_at = excluded.checked_at, next_at = excluded.next_at`.execute(
    tx,
  );
}

export async function noteLook(
  tx: Tx,
  clientId: string,
  row: { readonly at: string; readonly lanes: readonly LaneLook[]; readonly trouble: string | null },
): Promise<void> {
  await sql`update proposal_look set looked_at = ${row.at}, lanes = ${JSON.stringify(row.lanes)}::jsonb, trouble = ${row.trouble} where client_id = ${clientId}`.execute(
    tx,
  );
}

export async function addProposal(
  tx: Tx,
  row: {
    readonly clientId: string;
    readonly deploymentId: string;
    readonly part: 'within' | 'outside';
    readonly policy: { readonly id: string; readonly version: number };
    readonly keys: readonly string[];
    readonly byPlan: readonly string[];
    readonly at: string;
  },
): Promise<void> {
  await sql`
    insert into proposal_by_itself (client_id, deployment_id, part, policy_id, policy_version, keys, by_plan, at)
    values (${row.clientId}, ${row.deploymentId}, ${row.part}, ${row.policy.id}, ${row.policy.version}, ${[...row.keys]}::text[], ${[...row.byPlan]}::text[], ${row.at})`.execute(
    tx,
  );
}

export async function noteReplaced(tx: Tx, clientId: string, deploymentIds: readonly string[], because: string): Promise<void> {
  await sql`
    update proposal_by_itself set replaced_because = ${because} where client_id = ${clientId} and deployment_id = any(${[...deploymentIds]}::uuid[])`.execute(
    tx,
  );
}

/** Replaced proposals that nobody has taken back or approved yet, of all clients in scope. */
export async function readReplaced(tx: Tx): Promise<readonly Overtaken[]> {
  const found = await sql<Overtaken>`
    select p.client_id, p.deployment_id, p.replaced_because as because from proposal_by_itself p
    join deployment_state s on s.client_id = p.client_id and s.deployment_id = p.deployment_id and s.active
    where p.replaced_because is not null and ${unapproved} order by p.client_id, p.deployment_id limit ${mostGivenUp}`.execute(tx);
  return found.rows;
}

/** So long what became of a proposal is kept in any case. Longer where it is over and still says something about what is offered. */
const keptDays = 90;

/** Forgets proposals that are long over, were made by another version of the policy or have nothing any more that is offered: no look asks for them again. The deployments and their audit trail stay. */
export async function forgetProposals(
  tx: Tx,
  given: { readonly clientId: string; readonly policy: { readonly id: string; readonly version: number }; readonly now: string },
): Promise<void> {
  const { clientId, policy, now } = given;
  await sql`
    delete from proposal_by_itself p using deployment_state s
    where p.client_id = ${clientId} and s.client_id = p.client_id and s.deployment_id = p.deployment_id and not s.active
      and p.at <= ${now}::timestamptz - ${keptDays} * interval '1 day'
      and (p.policy_id <> ${policy.id} or p.policy_version <> ${policy.version} or not exists (
        select 1 from unnest(p.keys) as k join device_offer o on o.client_id = p.client_id
          and o.device_id = split_part(k, ' ', 1)::uuid and o.software_id = split_part(k, ' ', 2)::bigint))`.execute(tx);
}
