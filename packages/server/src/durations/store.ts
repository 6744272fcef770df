/** The SQL of what runs took. Only this file writes its table. */
import { runsThatCount } from '@fettle/core/durations';
import type { History, Took } from '@fettle/core/durations';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type Measured = {
  readonly clientId: string;
  readonly deviceId: string;
  readonly deploymentId: string;
  readonly instructionId: string;
  readonly endedAt: string;
  readonly changeSeconds: number;
  readonly restartSeconds: number | null;
};

/** Once an instruction; how many packages it changed is what the device had simulated for this deployment. */
export async function addDurations(tx: Tx, all: readonly Measured[]): Promise<void> {
  if (all.length === 0) return;
  const column = <T>(pick: (one: Measured) => T): T[] => all.map(pick);
  await sql`
    insert into run_duration (client_id, device_id, instruction_id, ended_at, packages, change_seconds, restart_seconds, system)
    select g.client_id, g.device_id, g.instruction_id, g.ended_at, jsonb_array_length(d.simulation -> 'changes'), g.change_seconds, g.restart_seconds,
      (select concat_ws(' ', v.system #>> '{os,id}', v.system #>> '{os,versionId}') from device_inventory v where v.client_id = g.client_id and v.device_id = g.device_id)
    from unnest(${column((m) => m.clientId)}::uuid[], ${column((m) => m.deviceId)}::uuid[], ${column((m) => m.deploymentId)}::uuid[], ${column((m) => m.instructionId)}::text[],
      ${column((m) => m.endedAt)}::timestamptz[], ${column((m) => m.changeSeconds)}::int[], ${column((m) => m.restartSeconds)}::int[])
      as g (client_id, device_id, deployment_id, instruction_id, ended_at, change_seconds, restart_seconds)
    join deployment_device d on d.client_id = g.client_id and d.deployment_id = g.deployment_id and d.device_id = g.device_id
    where jsonb_typeof(d.simulation -> 'changes') = 'array' and jsonb_array_length(d.simulation -> 'changes') > 0
    order by g.client_id, g.device_id
    on conflict do nothing`.execute(tx);
}

type Row = { device_id: string; own: readonly Took[] | null; system: string | null };

/** Of so many runs of one device or system at most anything is read: enough of each size of change. */
const mostRead = 3 * runsThatCount;

/** What these devices took, newest first, and what devices with the same system did. */
export async function readHistories(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<ReadonlyMap<string, History>> {
  if (deviceIds.length === 0) return new Map();
  const found = await sql<Row>`
    select g.device_id::text, concat_ws(' ', v.system #>> '{os,id}', v.system #>> '{os,versionId}') as system,
      (select jsonb_agg(jsonb_build_object('packages', r.packages, 'changeSeconds', r.change_seconds, 'restartSeconds', r.restart_seconds) order by r.ended_at desc)
        from (select * from run_duration where client_id = ${clientId} and device_id = g.device_id order by ended_at desc limit ${mostRead}) r) as own
    from unnest(${[...deviceIds]}::uuid[]) as g(device_id)
    left join device_inventory v on v.client_id = ${clientId} and v.device_id = g.device_id`.execute(tx);
  const systems = [...new Set(found.rows.flatMap(({ system }) => (system === null || system === '' ? [] : [system])))];
  const alike = await sql<{ system: string; took: readonly Took[] }>`
    select s.system, (select jsonb_agg(jsonb_build_object('packages', r.packages, 'changeSeconds', r.change_seconds, 'restartSeconds', r.restart_seconds) order by r.ended_at desc)
      from (select * from run_duration where client_id = ${clientId} and system = s.system order by ended_at desc limit ${mostRead}) r) as took
    from unnest(${systems}::text[]) as s(system)`.execute(tx);
  const bySystem = new Map(alike.rows.map(({ system, took }) => [system, took ?? []]));
  return new Map(found.rows.map((row) => [row.device_id, { own: row.own ?? [], alike: bySystem.get(row.system ?? '') ?? [] }]));
}

/** What all of the client's devices took, newest first: by which a window is looked over. */
export async function readClientHistory(tx: Tx, clientId: string): Promise<readonly Took[]> {
  const found = await sql<{ packages: number; changeSeconds: number; restartSeconds: number | null }>`
    select packages, change_seconds as "changeSeconds", restart_seconds as "restartSeconds" from run_duration
    where client_id = ${clientId} order by ended_at desc limit ${mostRead}`.execute(tx);
  return found.rows;
}
