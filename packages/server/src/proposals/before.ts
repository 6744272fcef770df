/** What there is of proposals already, held against what is offered now: on the way, waiting for a person, called off, or failed lately. Reads only. */
import type { OfferedUpdate, WaitingProposal } from '@fettle/core/standing';
import type { Wanted } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { unapproved } from '../deployments/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Chosen } from '../selection/index.ts';
import { keyOf } from './types.ts';

export type Before = {
  readonly waiting: readonly WaitingProposal[];
  /** Not there: new. */
  readonly states: ReadonlyMap<string, OfferedUpdate['state']>;
  /** What a plan left out of a deployment that was meant to run by itself. */
  readonly leftOut: ReadonlySet<string>;
};

/** A proposal is given so long to be answered and planned before it counts as waiting for a person. */
const planHours = 1;
/** What failed longer ago is tried again. */
const failedDays = 30;

export async function readBefore(
  tx: Tx,
  given: {
    readonly clientId: string;
    readonly policy: { readonly id: string; readonly version: number };
    readonly chosen: readonly Chosen[];
    readonly now: string;
  },
): Promise<Before> {
  const { clientId, policy, chosen, now } = given;
  const waiting = await readWaiting(tx, clientId, policy, now);
  const known = new Map(
    chosen.map(({ offer }) => [
      nameOf(offer.deviceId, { ...offer, name: offer.facts.name, version: offer.facts.to }),
      keyOf(offer.deviceId, offer.softwareId),
    ]),
  );
  const states = new Map<string, OfferedUpdate['state']>();
  for (const key of await readTurnedDown(tx, clientId, policy, [...known.values()])) states.set(key, 'turned down');
  const waitingIds = new Set(waiting.map(({ id }) => id));
  const runs = await readRuns(tx, clientId, now);
  for (const { state, deploymentId, deviceId, wanted } of runs.toSorted((a, b) => rank(a.state) - rank(b.state)))
    for (const one of waitingIds.has(deploymentId) ? [] : wanted) {
      const key = known.get(nameOf(deviceId, one));
      // A person called it off: that it failed before changes nothing about that.
      if (key !== undefined && (state === 'on the way' || states.get(key) !== 'turned down')) states.set(key, state);
    }
  return { waiting, states, leftOut: await readLeftOut(tx, clientId, policy, now) };
}

/** What is on the way again is that, whatever became of it before. */
function rank(state: 'failed' | 'on the way'): number {
  return state === 'failed' ? 0 : 1;
}

function nameOf(deviceId: string, { manager, name, architecture, version }: Wanted): string {
  return `${deviceId} ${manager} ${name} ${architecture} ${version}`;
}

type Policy = { readonly id: string; readonly version: number };

async function readWaiting(tx: Tx, clientId: string, policy: Policy, now: string): Promise<readonly WaitingProposal[]> {
  const found = await sql<{ id: string; part: 'within' | 'outside'; keys: string[]; by_plan: string[]; current: boolean }>`
    select p.deployment_id as id, p.part, p.keys, p.by_plan, p.policy_id = ${policy.id} and p.policy_version = ${policy.version} as current
    from proposal_by_itself p join deployment_state s on s.client_id = p.client_id and s.deployment_id = p.deployment_id and s.active
    where p.client_id = ${clientId} and p.replaced_because is null and ${unapproved}
      and (s.seq > 0 or p.at <= ${now}::timestamptz - ${planHours} * interval '1 hour')
    order by p.at, p.deployment_id`.execute(tx);
  return found.rows.map(({ id, part, keys, by_plan: byPlan, current }) => ({
    id,
    current,
    keys,
    byPlan: part === 'within' ? keys : byPlan,
  }));
}

/** Of what is offered: called off by a person under the policy version that holds now: another version is another question. */
async function readTurnedDown(tx: Tx, clientId: string, policy: Policy, offered: readonly string[]): Promise<readonly string[]> {
  const found = await sql<{ key: string }>`
    select distinct k.key from proposal_by_itself p
    join unnest(${[...offered]}::text[]) as k(key) on k.key = any(p.keys)
    join deployment d on d.client_id = p.client_id and d.id = p.deployment_id
    join deployment_state s on s.client_id = p.client_id and s.deployment_id = p.deployment_id
    where p.client_id = ${clientId} and p.replaced_because is null and p.policy_id = ${policy.id} and p.policy_version = ${policy.version}
      and (d.withdrawn_at < d.expires_at or s.state -> 'cancelled' ->> 'by' <> 'engine')`.execute(tx);
  return found.rows.map((row) => row.key);
}

type Run = {
  readonly deploymentId: string;
  readonly deviceId: string;
  readonly wanted: readonly Wanted[];
  readonly state: 'failed' | 'on the way';
};

async function readRuns(tx: Tx, clientId: string, now: string): Promise<readonly Run[]> {
  const found = await sql<Run>`
    select r.deployment_id as "deploymentId", r.device_id as "deviceId", r.wanted, case when r.outcome is null then 'on the way' else 'failed' end as state
    from (
      select d.deployment_id, d.device_id, d.wanted, d.trouble, s.active, r.run ->> 'outcome' as outcome,
        (r.run ->> 'settledAt')::timestamptz as settled_at
      from deployment_device d
      join deployment_state s on s.client_id = d.client_id and s.deployment_id = d.deployment_id
      left join deployment_run r on r.client_id = d.client_id and r.deployment_id = d.deployment_id and r.device_id = d.device_id
      join deployment p on p.client_id = d.client_id and p.id = d.deployment_id and not p.drill
      where d.client_id = ${clientId} and d.direction = 'forward'
        and (s.active or d.asked_at > ${now}::timestamptz - 2 * ${failedDays} * interval '1 day')
    ) r
    where (r.active and r.outcome is null and r.trouble is null)
      or (r.outcome in ('failed', 'rolled back', 'refused', 'unknown') and r.settled_at > ${now}::timestamptz - ${failedDays} * interval '1 day')`.execute(
    tx,
  );
  return found.rows;
}

async function readLeftOut(tx: Tx, clientId: string, policy: Policy, now: string): Promise<ReadonlySet<string>> {
  const found = await sql<{ key: string }>`
    select distinct k.key from proposal_by_itself p
    join deployment_device d on d.client_id = p.client_id and d.deployment_id = p.deployment_id and d.trouble ->> 'code' = 'plan.outside-standing-approval'
    cross join unnest(p.keys) as k(key)
    where p.client_id = ${clientId} and p.policy_id = ${policy.id} and p.policy_version = ${policy.version}
      and p.at > ${now}::timestamptz - ${failedDays} * interval '1 day' and k.key like d.device_id::text || ' %'`.execute(tx);
  return new Set(found.rows.map((row) => row.key));
}
