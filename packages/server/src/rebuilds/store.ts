/** The SQL of rebuilds. Only this file writes their tables. */
import type { CheckAnswer, RebuildPlan } from '@fettle/core/deployment';
import type { RebuildWord } from '@fettle/core/rollback';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type NewRebuild = {
  readonly clientId: string;
  readonly id: string;
  readonly deploymentId: string;
  readonly deviceId: string;
  readonly plan: RebuildPlan;
  readonly because: string;
  /** Null: it follows from how the change ended. */
  readonly askedBy: string | null;
  readonly at: string;
};

const lastWord = sql`left join lateral (select w.* from rebuild_word w where w.client_id = r.client_id and w.rebuild_id = r.id order by w.n desc limit 1) l on true`;
/** Of a rebuild `r` with its last word `l`: whether people still have something to say of it. */
const isOpen = sql`(l.what is null or l.what = 'done' or (l.what = 'compared' and not l.passed))`;

/** False where one of the same run is open already. A person may ask for it while its end is being recorded: they are taken one after the other. */
export async function addRebuild(tx: Tx, one: NewRebuild): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`rebuild of ${one.deploymentId} ${one.deviceId}`}, 0))`.execute(tx);
  const added = await sql`
    insert into rebuild (client_id, id, deployment_id, device_id, plan, because, asked_by, since)
    select ${one.clientId}, ${one.id}, ${one.deploymentId}, ${one.deviceId}, ${JSON.stringify(one.plan)}::jsonb, ${one.because}, ${one.askedBy}::text, ${one.at}::timestamptz
    where not exists (
      select 1 from rebuild r ${lastWord}
      where r.client_id = ${one.clientId} and r.deployment_id = ${one.deploymentId} and r.device_id = ${one.deviceId} and ${isOpen}
    )`.execute(tx);
  return (added.numAffectedRows ?? 0n) > 0n;
}

export type NewWord = {
  readonly what: RebuildWord['what'];
  readonly note: string;
  readonly by: string;
  readonly at: string;
  readonly nowDeviceId?: string;
  readonly instructionId?: string | null;
  readonly found?: { readonly passed: boolean; readonly differs: readonly string[]; readonly notKnown: readonly string[] };
};

/** As the word after `after`; false where another came before it. */
export async function addWord(tx: Tx, clientId: string, rebuildId: string, after: number, word: NewWord): Promise<boolean> {
  const { what, note, by, at, nowDeviceId = null, instructionId = null, found } = word;
  const added = await tx
    .insertInto('rebuild_word')
    .values({
      client_id: clientId,
      rebuild_id: rebuildId,
      n: after + 1,
      what,
      note,
      by,
      at,
      now_device_id: nowDeviceId,
      instruction_id: instructionId,
      passed: found?.passed ?? null,
      differs: found === undefined ? null : [...found.differs],
      not_known: found === undefined ? null : [...found.notKnown],
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export type WordRow = {
  readonly n: number;
  readonly what: RebuildWord['what'];
  readonly note: string;
  readonly by: string;
  readonly at: string;
  readonly nowDeviceId: string | null;
  readonly nowDeviceName: string | null;
  readonly instructionId: string | null;
  readonly passed: boolean | null;
  readonly differs: readonly string[] | null;
  readonly notKnown: readonly string[] | null;
};

export type RebuildRow = {
  readonly client_id: string;
  readonly client_name: string;
  readonly id: string;
  readonly deployment_id: string;
  readonly title: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly plan: RebuildPlan;
  readonly because: string;
  readonly asked_by: string | null;
  readonly since: string;
  /** In their order. */
  readonly words: readonly WordRow[];
};

/** `open` or `over` as a condition on a rebuild `r` with its last word `l`. */
export function inState(state: 'open' | 'over' | 'all'): RawBuilder<unknown> {
  return state === 'all' ? sql`true` : state === 'open' ? isOpen : sql`not ${isOpen}`;
}

/** Rebuilds `r`, with their last word `l`, that fit, the newest first. */
export async function readRebuilds(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly RebuildRow[]> {
  const found = await sql<RebuildRow>`
    select r.client_id, c.name as client_name, r.id, r.deployment_id, p.title, r.device_id, v.name as device_name, r.plan, r.because, r.since,
      case when r.asked_by is null then null else ${named(sql`r.asked_by`)} end as asked_by,
      coalesce((
        select jsonb_agg(jsonb_build_object('n', w.n, 'what', w.what, 'note', w.note, 'by', ${named(sql`w.by`)},
          'at', to_char(w.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'nowDeviceId', w.now_device_id, 'nowDeviceName', d.name,
          'instructionId', w.instruction_id, 'passed', w.passed, 'differs', w.differs, 'notKnown', w.not_known) order by w.n)
        from rebuild_word w left join device d on d.client_id = w.client_id and d.id = w.now_device_id
        where w.client_id = r.client_id and w.rebuild_id = r.id
      ), '[]') as words
    from rebuild r
    join client c on c.client_id = r.client_id
    join deployment p on p.client_id = r.client_id and p.id = r.deployment_id
    join device v on v.client_id = r.client_id and v.id = r.device_id
    ${lastWord}
    where ${where} order by r.id desc limit ${limit}`.execute(tx);
  return found.rows;
}

/** Clients of which a rebuild was reported and not looked at. */
export async function clientsReported(tx: Tx): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    select distinct r.client_id from rebuild r ${lastWord} where l.what = 'done' order by 1`.execute(tx);
  return found.rows.map((row) => row.client_id);
}

export const isReported = sql`l.what = 'done'`;

export type RunReport = {
  readonly deployment_id: string;
  readonly device_id: string;
  readonly checks_before: readonly CheckAnswer[] | null;
  /** What its last look saw of the changed packages; null: it could not look, or told nothing. */
  readonly packages: readonly { readonly name: string; readonly architecture: string; readonly version: string }[] | null;
};

/** The last report on the change of each of these runs; those that never reported are left out. */
export async function lastReports(
  tx: Tx,
  clientId: string,
  runs: readonly { readonly deploymentId: string; readonly deviceId: string }[],
): Promise<readonly RunReport[]> {
  if (runs.length === 0) return [];
  const found = await sql<RunReport>`
    select distinct on (t.deployment_id, t.device_id) t.deployment_id, t.device_id,
      t.body #> '{result,install,checksBefore}' as checks_before, nullif(t.body #> '{result,install,after,packages}', 'null') as packages
    from unnest(${runs.map(({ deploymentId }) => deploymentId)}::uuid[], ${runs.map(({ deviceId }) => deviceId)}::uuid[]) g (deployment_id, device_id)
    join report t on t.client_id = ${clientId} and t.deployment_id = g.deployment_id and t.device_id = g.device_id
    where t.status = 'ended' and t.body #>> '{result,verb}' = 'install'
    order by t.deployment_id, t.device_id, t.received_at desc`.execute(tx);
  return found.rows;
}

/** By instruction, what devices answered to questions about their checks; those that did not are left out. */
export async function answersTo(
  tx: Tx,
  clientId: string,
  instructions: readonly string[],
): Promise<ReadonlyMap<string, readonly CheckAnswer[]>> {
  if (instructions.length === 0) return new Map();
  const found = await sql<{ instruction_id: string; answers: readonly CheckAnswer[] }>`
    select instruction_id, body #> '{result,answers}' as answers from report
    where client_id = ${clientId} and instruction_id = any(${[...instructions]}::text[]) and status = 'ended' and body #>> '{result,verb}' = 'check'`.execute(
    tx,
  );
  return new Map(found.rows.map((row) => [row.instruction_id, row.answers]));
}

/** Whether the device was ever told to change by this deployment. */
export async function wasTold(tx: Tx, clientId: string, deploymentId: string, deviceId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('instruction')
    .select('id')
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .where('device_id', '=', deviceId)
    .where('verb', '=', 'install')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether it is a device of this client that may be told something. */
export async function isActiveDevice(tx: Tx, clientId: string, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('device')
    .select('id')
    .where('client_id', '=', clientId)
    .where('id', '=', id)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row !== undefined;
}
