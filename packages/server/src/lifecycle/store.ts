/** The SQL of systems and their support. Only this file writes its tables. */
import type { LifecycleProduct, Support } from '@fettle/core/lifecycle';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** A system as devices tell it: `ecosystem` is os-release `ID:VERSION_ID`, `osName` its PRETTY_NAME. */
export type SystemName = { readonly ecosystem: string; readonly osName: string };
export type DeviceRef = { readonly clientId: string; readonly deviceId: string };

export type SystemRow = {
  readonly id: number;
  readonly ecosystem: string;
  readonly os_name: string;
};

/** The id of a system; `fresh` where no device had it before. */
export async function internSystem(tx: Tx, { ecosystem, osName }: SystemName): Promise<{ readonly id: number; readonly fresh: boolean }> {
  // Looked for first: a conflict would use an id up, and most systems are there.
  const known = await sql<{ id: number }>`select id from system_support where ecosystem = ${ecosystem} and os_name = ${osName}`.execute(tx);
  if (known.rows[0] !== undefined) return { id: known.rows[0].id, fresh: false };
  const added = await sql<{ id: number; fresh: boolean }>`
    insert into system_support as s (ecosystem, os_name) values (${ecosystem}, ${osName})
    on conflict (ecosystem, os_name) do update set ecosystem = excluded.ecosystem returning id, s.judged_on is null as fresh`.execute(tx);
  const [row] = added.rows;
  if (row === undefined) throw new Error('a system was added and is not there');
  return row;
}

/** Notes which system a device runs; true where it ran another one before, or none that is known. */
export async function writeDeviceSystem(tx: Tx, { clientId, deviceId }: DeviceRef, systemId: number, at: string): Promise<boolean> {
  const put = await sql`
    insert into device_system as x (client_id, device_id, system_id, since) values (${clientId}, ${deviceId}, ${systemId}, ${at})
    on conflict (client_id, device_id) do update set system_id = excluded.system_id, since = excluded.since where x.system_id <> excluded.system_id`.execute(
    tx,
  );
  return (put.numAffectedRows ?? 0n) > 0n;
}

export async function removeDeviceSystem(tx: Tx, { clientId, deviceId }: DeviceRef): Promise<void> {
  await sql`delete from device_system where client_id = ${clientId} and device_id = ${deviceId}`.execute(tx);
}

/** Systems that are to be looked at: not yet on this day, or of one of these products. Each once a day: what support is left is a matter of the calendar. */
export async function systemsToJudge(tx: Tx, today: string, products: readonly string[]): Promise<readonly SystemRow[]> {
  const found = await sql<SystemRow>`
    select id, ecosystem, os_name from system_support where judged_on is distinct from ${today}::date or product = any(${products}::text[]) order by id for update`.execute(
    tx,
  );
  return found.rows;
}

export async function readProducts(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, LifecycleProduct>> {
  const found = await sql<{
    id: string;
    body: LifecycleProduct;
  }>`select id, body from lifecycle_product where id = any(${ids}::text[])`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row.body]));
}

export type JudgedSystem = {
  readonly id: number;
  readonly product: string | null;
  readonly label: string | null;
  readonly support: Support;
};

/** Writes how these systems stand on a day; returns those of which something else is said than before. */
export async function writeSupport(tx: Tx, today: string, rows: readonly JudgedSystem[]): Promise<readonly number[]> {
  const changed: number[] = [];
  // One by one: all the devices of a server run tens of systems.
  for (const { id, product, label, support } of rows) {
    const { cycle, standing, state, why, ends, extendedUntil } = support;
    const found = await sql<{ other: boolean }>`
      update system_support s set product = ${product}, product_label = ${label}, cycle = ${cycle}, standing = ${standing}, state = ${state}, reason = ${why},
        ends = ${ends}::date, extended_until = ${extendedUntil}::date, judged_on = ${today}::date
      from system_support b where s.id = ${id} and b.id = s.id
      returning (b.product, b.product_label, b.cycle, b.standing, b.state, b.reason, b.ends, b.extended_until)
        is distinct from (s.product, s.product_label, s.cycle, s.standing, s.state, s.reason, s.ends, s.extended_until) as other`.execute(
      tx,
    );
    if (found.rows[0]?.other === true) changed.push(id);
  }
  return changed;
}

/** The clients of the scope that have devices with one of these systems. */
export async function clientsRunning(tx: Tx, systemIds: readonly number[]): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`
    select distinct client_id from device_system where system_id = any(${[...systemIds]}::int[])`.execute(tx);
  return found.rows.map((row) => row.client_id);
}
