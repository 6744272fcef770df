/** The SQL of looking at all software again, once for each version of the table of publishers. */
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type LookedTo = {
  /** Software up to this one was looked at. */
  readonly lookedTo: number;
  /** Also what devices have was brought to that. */
  readonly done: boolean;
};

/** How far looking by this version is. Of two servers of different releases the older one leaves it to the newer: it is told that all is done. */
export async function readLooked(tx: Tx, version: number): Promise<LookedTo> {
  const found = await sql<{ version: number; looked_to: number; done: boolean }>`
    select version, looked_to, done from published_by for update`.execute(tx);
  const [row] = found.rows;
  if (row === undefined || row.version < version) return { lookedTo: 0, done: false };
  return row.version > version ? { lookedTo: row.looked_to, done: true } : { lookedTo: row.looked_to, done: row.done };
}

export async function writeLooked(tx: Tx, version: number, { lookedTo, done }: LookedTo): Promise<void> {
  await sql`
    insert into published_by (version, looked_to, done) values (${version}, ${lookedTo}, ${done})
    on conflict (id) do update set version = excluded.version, looked_to = excluded.looked_to, done = excluded.done`.execute(tx);
}

export type NamedSoftware = { readonly id: number; readonly manager: ManagerId; readonly name: string; readonly version: string };

/** The next software by id. */
export async function softwareAfter(tx: Tx, after: number, most: number): Promise<readonly NamedSoftware[]> {
  const found =
    await sql<NamedSoftware>`select id, manager, name, version from software where id > ${after} order by id limit ${most}`.execute(tx);
  return found.rows;
}

/** The next devices of a client that are not retired, their inventories locked: what they tell meanwhile waits. */
export async function lockDevicesAfter(tx: Tx, clientId: string, after: string | null, most: number): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`
    select i.device_id as id from device_inventory i join device d on d.client_id = i.client_id and d.id = i.device_id
    where i.client_id = ${clientId} and d.status <> 'retired' and (${after}::uuid is null or i.device_id > ${after}::uuid)
    order by i.device_id limit ${most} for update of i`.execute(tx);
  return found.rows.map((row) => row.id);
}
