/** The SQL of regressions and of the checks that are asked again. Only this file writes their tables. */
import type { CheckAnswer } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

/** The days after which the policy of a deployment has the checks asked again. */
export async function againDays(tx: Tx, clientId: string, deploymentId: string): Promise<readonly number[]> {
  const found = await sql<{ days: number }>`
    select d.value::int as days from deployment p, jsonb_array_elements_text(coalesce(p.effective #> '{aftercare,againAfterDays}', '[]')) d
    where p.client_id = ${clientId} and p.id = ${deploymentId} order by 1`.execute(tx);
  return found.rows.map(({ days }) => days);
}

/** From the day of verification on; a device that is verified again is asked by the last time. */
export async function planAgain(
  tx: Tx,
  given: {
    readonly clientId: string;
    readonly deploymentId: string;
    readonly deviceIds: readonly string[];
    readonly days: readonly number[];
    readonly at: string;
  },
): Promise<void> {
  const { clientId, deploymentId, deviceIds, days, at } = given;
  if (deviceIds.length === 0 || days.length === 0) return;
  await sql`
    insert into check_again (client_id, deployment_id, device_id, days, due_at)
    select ${clientId}, ${deploymentId}, g.device, n.days, ${at}::timestamptz + n.days * interval '24 hours'
    from unnest(${[...deviceIds]}::uuid[]) g (device), unnest(${[...days]}::int[]) n (days)
    on conflict (client_id, deployment_id, device_id, days) do update set due_at = excluded.due_at where check_again.asked_at is null`.execute(
    tx,
  );
}

export type DueRow = { readonly deployment_id: string; readonly device_id: string; readonly days: number };

/** Clients of which something is due. */
export async function clientsDue(tx: Tx, now: string): Promise<readonly string[]> {
  const found = await sql<{
    client_id: string;
  }>`select distinct client_id from check_again where asked_at is null and due_at <= ${now}`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

/** A laptop may be away for days; later its answer would say little of the change. */
export const answerWithinHours = 72;

export type AgainState = 'planned' | 'waiting' | 'passed' | 'failed' | 'not-measured' | 'refused' | 'unknown' | 'not-asked';

/** How each question stands follows from the report that the device signed; without one, from the time that it had. An answer that comes late all the same counts. */
const standings = (clientId: string, deploymentId: string, now: string): RawBuilder<unknown> => sql`
  select a.days, a.device_id, a.due_at, a.asked_at, case
      when a.asked_at is null then 'planned'
      when a.instruction_id is null then 'not-asked'
      when r.status = 'refused' then 'refused'
      when r.status is null then case when ${now}::timestamptz > a.asked_at + ${answerWithinHours} * interval '1 hour' then 'unknown' else 'waiting' end
      when jsonb_path_exists(r.answers, '$[*] ? (@.answer == "failed")') then 'failed'
      when jsonb_path_exists(r.answers, '$[*]') and not jsonb_path_exists(r.answers, '$[*] ? (@.answer != "passed")') then 'passed'
      else 'not-measured'
    end as state
  from check_again a
  left join lateral (
    select status, body #> '{result,answers}' as answers from report
    where client_id = a.client_id and instruction_id = a.instruction_id and status in ('ended', 'refused') order by seq desc limit 1
  ) r on true
  where a.client_id = ${clientId} and a.deployment_id = ${deploymentId}`;

export type AgainRow = { readonly days: number; readonly state: AgainState; readonly devices: number; readonly next_at: string };

/** How many of a deployment's questions stand how, by their days. */
export async function againCounts(tx: Tx, clientId: string, deploymentId: string, now: string): Promise<readonly AgainRow[]> {
  const found = await sql<AgainRow>`
    with one as (${standings(clientId, deploymentId, now)})
    select days, state, count(*)::int as devices, min(due_at) as next_at from one group by days, state order by days, state`.execute(tx);
  return found.rows;
}

export type SilentRow = {
  readonly days: number;
  readonly device_id: string;
  readonly device_name: string;
  readonly state: 'waiting' | 'unknown';
  readonly asked_at: string;
};

/** Devices that were asked and have not answered. */
export async function silentOf(tx: Tx, clientId: string, deploymentId: string, now: string, limit: number): Promise<readonly SilentRow[]> {
  const found = await sql<SilentRow>`
    with one as (${standings(clientId, deploymentId, now)})
    select one.days, one.device_id, v.name as device_name, one.state, one.asked_at
    from one join device v on v.client_id = ${clientId} and v.id = one.device_id
    where one.state in ('waiting', 'unknown') order by one.days, v.name, one.device_id limit ${limit}`.execute(tx);
  return found.rows;
}

/** Locked: two servers do not ask the same. Devices that were retired are not asked. */
export async function dueOf(tx: Tx, clientId: string, now: string, limit: number): Promise<readonly DueRow[]> {
  const found = await sql<DueRow>`
    select deployment_id, device_id, days from check_again where client_id = ${clientId} and asked_at is null and due_at <= ${now}
    order by due_at limit ${limit} for update skip locked`.execute(tx);
  return found.rows;
}

/** Asks a day later; false where its change is so long ago that nobody could say any more what it was before: a spec lasts 90 days at most, and it is asked 60 days after. */
export async function putOff(tx: Tx, clientId: string, row: DueRow, now: string): Promise<boolean> {
  const put = await sql`
    update check_again a set due_at = ${now}::timestamptz + interval '1 day'
    from deployment_spec s
    where a.client_id = ${clientId} and a.deployment_id = ${row.deployment_id} and a.device_id = ${row.device_id} and a.days = ${row.days}
      and s.client_id = a.client_id and s.deployment_id = a.deployment_id and ${now}::timestamptz < s.created_at + interval '150 days'`.execute(
    tx,
  );
  return (put.numAffectedRows ?? 0n) > 0n;
}

export async function noteAsked(tx: Tx, clientId: string, row: DueRow, instructionId: string | null, at: string): Promise<void> {
  await tx
    .updateTable('check_again')
    .set({ asked_at: at, instruction_id: instructionId })
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', row.deployment_id)
    .where('device_id', '=', row.device_id)
    .where('days', '=', row.days)
    .execute();
}

export type AgainAnswer = 'passed' | 'failed' | 'not-measured' | 'refused';

/** Keeps what came of a question that was asked again; the question, or null where the instruction was none. An answer that comes late counts as well. */
export async function noteAnswer(tx: Tx, clientId: string, instructionId: string, answer: AgainAnswer): Promise<DueRow | null> {
  const found = await sql<DueRow>`
    update check_again set answer = ${answer} where client_id = ${clientId} and instruction_id = ${instructionId}
    returning deployment_id, device_id, days`.execute(tx);
  return found.rows[0] ?? null;
}

export type AgainRecord = {
  readonly days: number;
  readonly device_id: string;
  readonly device_name: string;
  readonly asked_at: string | null;
  readonly state: Exclude<AgainState, 'unknown'>;
};

/** Every question of a deployment with what came of it, by days and name. It knows no time: what nobody answered is `waiting`, however long. */
export async function againRecords(tx: Tx, clientId: string, deploymentId: string): Promise<readonly AgainRecord[]> {
  const found = await sql<AgainRecord>`
    with one as (${standings(clientId, deploymentId, '-infinity')})
    select one.days, one.device_id, v.name as device_name, one.asked_at, one.state
    from one join device v on v.client_id = ${clientId} and v.id = one.device_id order by one.days, v.name, one.device_id`.execute(tx);
  return found.rows;
}

export type Before = { readonly answers: readonly CheckAnswer[]; readonly endedAt: string };

/** What the device's checks said before the change of a deployment; null: it did not change by it. */
export async function checksBefore(tx: Tx, clientId: string, deploymentId: string, deviceId: string): Promise<Before | null> {
  const found = await sql<{ answers: readonly CheckAnswer[]; received_at: string }>`
    select body #> '{result,install,checksBefore}' as answers, received_at from report
    where client_id = ${clientId} and deployment_id = ${deploymentId} and device_id = ${deviceId} and status = 'ended'
      and body #>> '{result,verb}' = 'install' and body #>> '{result,install,how}' = 'done'
    order by received_at desc limit 1`.execute(tx);
  const [row] = found.rows;
  return row === undefined ? null : { answers: row.answers, endedAt: row.received_at };
}

/** Changes of the device by other deployments since then. */
export async function changesSince(tx: Tx, clientId: string, deploymentId: string, deviceId: string, since: string): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(distinct deployment_id)::int as n from report
    where client_id = ${clientId} and device_id = ${deviceId} and received_at > ${since} and deployment_id <> ${deploymentId}
      and status = 'ended' and body #>> '{result,verb}' = 'install' and body #>> '{result,install,startedAt}' is not null`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

export type NewRegression = {
  readonly clientId: string;
  readonly id: string;
  readonly deploymentId: string;
  readonly deviceId: string;
  readonly check: string;
  readonly days: number | null;
  readonly before: string;
  readonly after: string;
  readonly instructionId: string;
  readonly changedSince: number;
  readonly at: string;
};

/** False where the same is open already, or was accepted. */
export async function addRegression(tx: Tx, one: NewRegression): Promise<boolean> {
  const added = await sql`
    insert into regression (client_id, id, deployment_id, device_id, check_name, seen, days, before_detail, after_detail, instruction_id, changed_since, found_at)
    select ${one.clientId}, ${one.id}, ${one.deploymentId}, ${one.deviceId}, ${one.check}, ${one.days === null ? 'soak' : 'later'}, ${one.days}::int,
      ${one.before}, ${one.after}, ${one.instructionId}, ${one.changedSince}, ${one.at}
    where not exists (
      select 1 from regression r left join regression_decision d on d.client_id = r.client_id and d.regression_id = r.id
      where r.client_id = ${one.clientId} and r.deployment_id = ${one.deploymentId} and r.device_id = ${one.deviceId} and r.check_name = ${one.check}
        and (d.what is null or d.what = 'accept')
    )
    on conflict do nothing`.execute(tx);
  return (added.numAffectedRows ?? 0n) > 0n;
}

export type RegressionRow = {
  readonly client_id: string;
  readonly client_name: string;
  readonly id: string;
  readonly deployment_id: string;
  readonly title: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly check_name: string;
  readonly seen: 'soak' | 'later';
  readonly days: number | null;
  readonly before_detail: string;
  readonly after_detail: string;
  readonly changed_since: number;
  readonly found_at: string;
  readonly what: 'roll-back' | 'accept' | 'fixed' | null;
  readonly because: string | null;
  readonly rollback_id: string | null;
  readonly decided_by: string | null;
  readonly decided_at: string | null;
};

/** Regressions `r` with their decisions `d` that fit, the newest first. */
export async function readRegressions(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly RegressionRow[]> {
  const found = await sql<RegressionRow>`
    select r.client_id, c.name as client_name, r.id, r.deployment_id, p.title, r.device_id, v.name as device_name, r.check_name, r.seen, r.days,
      r.before_detail, r.after_detail, r.changed_since, r.found_at, d.what, d.because, d.rollback_id, ${named(sql`d.by`)} as decided_by, d.at as decided_at
    from regression r
    join client c on c.client_id = r.client_id
    join deployment p on p.client_id = r.client_id and p.id = r.deployment_id
    join device v on v.client_id = r.client_id and v.id = r.device_id
    left join regression_decision d on d.client_id = r.client_id and d.regression_id = r.id
    where ${where} order by r.id desc limit ${limit}`.execute(tx);
  return found.rows;
}

/** More than anybody reads of one deployment. */
const mostOfDeployment = 5_000;

/** All of one deployment, the newest first. */
export async function regressionsOf(tx: Tx, clientId: string, deploymentId: string): Promise<readonly RegressionRow[]> {
  return readRegressions(tx, sql`r.client_id = ${clientId} and r.deployment_id = ${deploymentId}`, mostOfDeployment);
}

/** False where somebody decided before. */
export async function addDecision(
  tx: Tx,
  given: {
    readonly clientId: string;
    readonly id: string;
    readonly what: 'roll-back' | 'accept' | 'fixed';
    readonly because: string;
    readonly rollbackId: string | null;
    readonly by: string;
    readonly at: string;
  },
): Promise<boolean> {
  const { clientId, id, what, because, rollbackId, by, at } = given;
  const added = await tx
    .insertInto('regression_decision')
    .values({ client_id: clientId, regression_id: id, what, because, rollback_id: rollbackId, by, at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Whether one deployment is the roll-back of another. */
export async function isRollBackOf(tx: Tx, clientId: string, rollbackId: string, deploymentId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('deployment')
    .select('id')
    .where('client_id', '=', clientId)
    .where('id', '=', rollbackId)
    .where('predecessor_id', '=', deploymentId)
    .where('predecessor_kind', '=', 'rollback')
    .executeTakeFirst();
  return row !== undefined;
}
