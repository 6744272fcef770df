/** The SQL of stand-ins. Only this file writes their tables; all of it is added, never changed. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type StandInRecord = {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly stand_in_device_id: string | null;
  /** The name that the stand-in has now, or by which people know it outside. */
  readonly stand_in_name: string;
  readonly place: string | null;
  readonly differs: string;
  readonly credentials_at: string;
  readonly note: string | null;
  readonly review_at: string;
  readonly recorded_by: string;
  readonly recorded_at: string;
  readonly ended_at: string | null;
  readonly ended_by: string | null;
  readonly ended_because: string | null;
};

/** Records `n` with their end `e` that fit, the newest first, with names. */
export async function readStandInRecords(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly StandInRecord[]> {
  const found = await sql<StandInRecord>`
    select n.id, n.client_id, c.name as client_name, n.device_id, v.name as device_name, n.stand_in_device_id,
      coalesce(s.name, n.outside_name) as stand_in_name, n.place, n.differs, n.credentials_at, n.note, n.review_at,
      ${named(sql`n.recorded_by`)} as recorded_by, n.recorded_at, e.at as ended_at, e.because as ended_because,
      case when e.by is null then null else ${named(sql`e.by`)} end as ended_by
    from stand_in n join client c on c.client_id = n.client_id
    join device v on v.client_id = n.client_id and v.id = n.device_id
    left join device s on s.client_id = n.client_id and s.id = n.stand_in_device_id
    left join stand_in_end e on e.client_id = n.client_id and e.stand_in_id = n.id
    where ${where} order by n.id desc limit ${limit}`.execute(tx);
  return found.rows;
}

export type MachineRow = {
  readonly id: string;
  readonly name: string;
  readonly tier: 'mission-critical' | 'important' | 'standard' | 'low' | null;
  readonly status: 'active' | 'quarantined' | 'retired';
  readonly os_id: string | null;
  readonly os_version: string | null;
  readonly architecture: string | null;
  readonly virtualisation: string | null;
  readonly last_seen_at: string | null;
};

/** What these devices of a client tell of themselves. `ids` null: all of them, retired ones among them. */
export async function readMachines(tx: Tx, clientId: string, ids: readonly string[] | null): Promise<readonly MachineRow[]> {
  const found = await sql<MachineRow>`
    select d.id, d.name, d.tier, d.status, nullif(v.system #>> '{os,id}', '') as os_id, nullif(v.system #>> '{os,versionId}', '') as os_version,
      nullif(v.system #>> '{architecture}', '') as architecture, nullif(v.system #>> '{virtualisation}', '') as virtualisation, k.last_seen_at
    from device d left join device_inventory v on v.client_id = d.client_id and v.device_id = d.id
    left join device_contact k on k.client_id = d.client_id and k.device_id = d.id
    where d.client_id = ${clientId} and ${ids === null ? sql`true` : sql`d.id = any(${[...ids]}::uuid[])`} order by d.name, d.id`.execute(
    tx,
  );
  return found.rows;
}

export type NewStandIn = {
  readonly clientId: string;
  readonly id: string;
  readonly deviceId: string;
  readonly standInDeviceId: string | null;
  readonly outsideName: string | null;
  readonly place: string | null;
  readonly differs: string;
  readonly credentialsAt: string;
  readonly note: string | null;
  readonly reviewAt: string;
  readonly by: string;
  readonly at: string;
};

export async function addStandIn(tx: Tx, one: NewStandIn): Promise<void> {
  await tx
    .insertInto('stand_in')
    .values({
      client_id: one.clientId,
      id: one.id,
      device_id: one.deviceId,
      stand_in_device_id: one.standInDeviceId,
      outside_name: one.outsideName,
      place: one.place,
      differs: one.differs,
      credentials_at: one.credentialsAt,
      note: one.note,
      review_at: one.reviewAt,
      recorded_by: one.by,
      recorded_at: one.at,
    })
    .execute();
}

/** Two who record for one device at once do so one after the other: one record at the most has no end. */
export async function lockDevice(tx: Tx, deviceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('fettle stand-in of ' || ${deviceId}::text, 0))`.execute(tx);
}

/** False where somebody ended it before. */
export async function addStandInEnd(
  tx: Tx,
  {
    clientId,
    id,
    because,
    by,
    at,
  }: { readonly clientId: string; readonly id: string; readonly because: string; readonly by: string; readonly at: string },
): Promise<boolean> {
  const added = await tx
    .insertInto('stand_in_end')
    .values({ client_id: clientId, stand_in_id: id, because, by, at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
