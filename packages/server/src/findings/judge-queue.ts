/** The SQL of the queue of devices that are to be judged again, because they changed, or what they are judged by. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { DeviceRef } from './store.ts';

/**
 * Puts devices into the queue, each once and in one order, so that two who queue the same do not wait for each other in a ring. `devices`: a query of `client_id` and
 * `device_id`. `standing`: what they have, or how they stand with it, may be otherwise too. A row that is there is locked: who takes it passes over it until this change
 * can be seen.
 */
export async function queueAll(tx: Tx, devices: RawBuilder<unknown>, standing: boolean): Promise<void> {
  await sql`
    insert into judge_device as q (client_id, device_id, standing) select distinct d.client_id, d.device_id, ${standing}::boolean from (${devices}) d order by 1, 2
    on conflict (client_id, device_id) do update set standing = q.standing or excluded.standing`.execute(tx);
}

/**
 * Notes that a device is to be judged again: what it has, what it is offered, or what is known of itself changed. `standing`: its kernel, or whether its package managers
 * can be asked, so that it stands otherwise with what it has.
 */
export async function queueDevice(tx: Tx, device: DeviceRef, standing: boolean): Promise<void> {
  await queueAll(tx, sql`select ${device.clientId}::uuid as client_id, ${device.deviceId}::uuid as device_id`, standing);
}

/** The same for several devices of the scope, of which what they have, and how they stand with it, is as it was. */
export async function queueDevices(tx: Tx, devices: readonly DeviceRef[]): Promise<void> {
  if (devices.length === 0) return;
  await queueAll(
    tx,
    sql`select * from unnest(${devices.map((one) => one.clientId)}::uuid[], ${devices.map((one) => one.deviceId)}::uuid[]) as g (client_id, device_id)`,
    false,
  );
}

/**
 * The same for devices that turn out to have been off: a row of their own for each time, which nobody else writes. The contacts of many clients that are moved on in one
 * transaction must not wait for whoever has one of them in the queue.
 */
export async function noteAbsent(tx: Tx, rows: readonly (DeviceRef & { readonly until: string })[]): Promise<void> {
  await sql`
    insert into absence_news (client_id, device_id, until_at)
    select * from unnest(${rows.map((one) => one.clientId)}::uuid[], ${rows.map((one) => one.deviceId)}::uuid[], ${rows.map((one) => one.until)}::timestamptz[])
    on conflict do nothing`.execute(tx);
  await notify(tx, 'judge', '');
}

/** Puts those of a client into the queue. */
export async function queueAbsent(tx: Tx, clientId: string): Promise<void> {
  const found = await sql<{ device_id: string }>`delete from absence_news where client_id = ${clientId} returning device_id`.execute(tx);
  await queueDevices(
    tx,
    found.rows.map((row) => ({ clientId, deviceId: row.device_id })),
  );
}

/** The same for all devices of a client: what it is held to, or by which calendar its days are counted, changed. Wakes whoever judges. */
export async function queueClient(tx: Tx, clientId: string): Promise<void> {
  await queueAll(tx, sql`select client_id, id as device_id from device where client_id = ${clientId} and status <> 'retired'`, true);
  await notify(tx, 'judge', '');
}

/** Queues the devices of the scope that read one of these CVE ids in a changelog. */
export async function queueReaders(tx: Tx, cves: readonly string[]): Promise<void> {
  await queueAll(tx, sql`select client_id, device_id from device_changelog where cves && ${cves}::text[]`, true);
}

/** Takes devices of one client out of the queue, for this transaction. */
export async function takeDevices(
  tx: Tx,
  clientId: string,
  most: number,
): Promise<readonly { readonly id: string; readonly standing: boolean }[]> {
  const found = await sql<{ device_id: string; standing: boolean }>`
    delete from judge_device where client_id = ${clientId} and device_id in
      (select device_id from judge_device where client_id = ${clientId} order by device_id limit ${most} for update skip locked)
    returning device_id, standing`.execute(tx);
  return found.rows.map(({ device_id: id, standing }) => ({ id, standing }));
}

/** Clients of the scope that have devices in the queue. */
export async function waitingClients(tx: Tx): Promise<readonly string[]> {
  const found = await sql<{ client_id: string }>`select client_id from judge_device union select client_id from absence_news`.execute(tx);
  return found.rows.map((row) => row.client_id);
}
