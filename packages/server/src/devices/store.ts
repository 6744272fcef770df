/** The SQL of devices and their inventories. Only this file writes these tables. */
import type { SystemFacts } from '@fettle/core/inventory';
import { sql } from 'kysely';
import { prepared } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type InventoryRow = {
  readonly digests: Record<string, string>;
  readonly installed: readonly number[];
  readonly peculiar: Record<string, { condition: string; pinned: boolean }>;
};
export type InventoryChange = {
  digests: Record<string, string>;
  system?: SystemFacts;
  runtime?: unknown;
  apt_state?: unknown;
  installed?: readonly number[];
  peculiar?: InventoryRow['peculiar'];
  missing?: number;
  missing_security?: number;
  scanned_at: string | null;
  changed_at: string;
};

export async function lockInventory(tx: Tx, clientId: string, deviceId: string, at: string): Promise<InventoryRow> {
  const rows = await prepared<{ digests: Record<string, string>; installed: number[] | null; peculiar: InventoryRow['peculiar'] }>(
    tx,
    'inventory-lock',
    `insert into device_inventory as v (client_id, device_id, changed_at) values ($1, $2, $3)
     on conflict (client_id, device_id) do update set changed_at = v.changed_at
     returning digests, installed, peculiar`,
    [clientId, deviceId, at],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the inventory row could not be locked');
  return { digests: row.digests, installed: row.installed ?? [], peculiar: row.peculiar };
}

/** Writes what changed; a column that is not named stays as it is (and so does its out-of-line storage). */
export async function saveInventory(tx: Tx, clientId: string, deviceId: string, change: InventoryChange): Promise<void> {
  const { digests, system, runtime, apt_state, installed, peculiar, ...plain } = change;
  await tx
    .updateTable('device_inventory')
    .set({
      ...plain,
      digests: JSON.stringify(digests),
      ...(system === undefined ? {} : { system: JSON.stringify(system) }),
      ...(runtime === undefined ? {} : { runtime: JSON.stringify(runtime) }),
      ...(apt_state === undefined ? {} : { apt_state: JSON.stringify(apt_state) }),
      ...(installed === undefined ? {} : { installed: [...installed] }),
      ...(peculiar === undefined ? {} : { peculiar: JSON.stringify(peculiar) }),
    })
    .where('client_id', '=', clientId)
    .where('device_id', '=', deviceId)
    .execute();
}

export async function saveSystem(
  tx: Tx,
  clientId: string,
  deviceId: string,
  facts: { name: string; osName: string; ecosystem: string },
): Promise<void> {
  await tx
    .updateTable('device')
    .set({ name: facts.name, os_name: facts.osName, ecosystem: facts.ecosystem })
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .where(sql<boolean>`(name, os_name, ecosystem) is distinct from (${facts.name}, ${facts.osName}, ${facts.ecosystem})`)
    .execute();
}

export async function readEcosystem(tx: Tx, clientId: string, deviceId: string): Promise<string> {
  const row = await tx
    .selectFrom('device')
    .select('ecosystem')
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .executeTakeFirst();
  return row?.ecosystem ?? '';
}

export type NewDevice = {
  readonly clientId: string;
  readonly id: string;
  readonly siteId: string;
  readonly keyId: string;
  readonly publicKey: string;
  readonly name: string;
  readonly osName: string;
  readonly ecosystem: string;
  readonly mode: 'observe' | 'manage';
  readonly agentVersion: string;
  readonly ticket: string;
  readonly at: string;
};

/** False where the key is enrolled already: the table of keys knows each once, whatever its client. */
export async function addDevice(tx: Tx, row: NewDevice): Promise<boolean> {
  const added = await tx
    .insertInto('device_key')
    .values({ key_id: row.keyId, public_key: row.publicKey, client_id: row.clientId, device_id: row.id })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if ((added.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
  await tx
    .insertInto('device')
    .values({
      client_id: row.clientId,
      id: row.id,
      site_id: row.siteId,
      key_id: row.keyId,
      name: row.name,
      os_name: row.osName,
      ecosystem: row.ecosystem,
      mode: row.mode,
      agent_version: row.agentVersion,
      enrolled_at: row.at,
    })
    .execute();
  await tx
    .insertInto('device_contact')
    .values({ client_id: row.clientId, device_id: row.id, counter: 0, ticket: row.ticket, last_seen_at: row.at })
    .execute();
  return true;
}

/** False where the device is quarantined already, or retired. */
export async function quarantine(tx: Tx, clientId: string, deviceId: string, because: string, at: string): Promise<boolean> {
  const changed = await tx
    .updateTable('device')
    .set({ status: 'quarantined', quarantined_at: at, quarantined_because: because })
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** Agent version and mode as the check-in says them; written only when they differ. */
export async function saveAgent(
  tx: Tx,
  clientId: string,
  deviceId: string,
  agentVersion: string,
  mode: 'observe' | 'manage',
): Promise<void> {
  await tx
    .updateTable('device')
    .set({ agent_version: agentVersion, mode })
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .where(sql<boolean>`(agent_version, mode) is distinct from (${agentVersion}, ${mode})`)
    .execute();
}
