/** The SQL of devices and their inventories. Only this file writes these tables. */
import type { Listening, ManagerId, RuntimeState, SystemFacts } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
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
  runtime?: RuntimeState;
  /** By manager, of those whose state changed. */
  managers?: Partial<Record<ManagerId, unknown>>;
  installed?: readonly number[];
  peculiar?: InventoryRow['peculiar'];
  missing?: number;
  missing_security?: number;
  scanned_at: string | null;
  changed_at: string;
};

/** Locks the device and its inventory for the rest of the transaction; null where it is retired or quarantined, for then nothing is taken. */
export async function lockInventory(tx: Tx, clientId: string, deviceId: string, at: string): Promise<InventoryRow | null> {
  const rows = await prepared<{ digests: Record<string, string>; installed: number[] | null; peculiar: InventoryRow['peculiar'] }>(
    tx,
    'inventory-lock',
    `with d as (select client_id, id from device where client_id = $1 and id = $2 and status = 'active' for no key update)
     insert into device_inventory as v (client_id, device_id, changed_at) select d.client_id, d.id, $3::timestamptz from d
     on conflict (client_id, device_id) do update set changed_at = v.changed_at
     returning digests, installed, peculiar`,
    [clientId, deviceId, at],
  );
  const [row] = rows;
  return row === undefined ? null : { digests: row.digests, installed: row.installed ?? [], peculiar: row.peculiar };
}

/** By what it is measured who can reach a device, as it is stored; null: it has not told. */
export async function readReach(
  tx: Tx,
  clientId: string,
  deviceId: string,
): Promise<{ readonly addresses: readonly string[] | null; readonly listening: readonly Listening[] | null }> {
  const [row] = await prepared<{ addresses: readonly string[] | null; listening: readonly Listening[] | null }>(
    tx,
    'inventory-reach',
    `select system -> 'addresses' as addresses, runtime -> 'listening' as listening from device_inventory where client_id = $1 and device_id = $2`,
    [clientId, deviceId],
  );
  return row ?? { addresses: null, listening: null };
}

/** Since when a restart is pending: what was known stays, as long as one is. A column's own old value is what an update reads. */
function pendingSince({ restartPending }: RuntimeState, at: string): RawBuilder<string | null> {
  return (restartPending?.length ?? 0) > 0 ? sql<string>`coalesce(restart_pending_since, ${at}::timestamptz)` : sql<null>`null`;
}

/** Writes what changed; a column that is not named stays as it is (and so does its out-of-line storage). */
export async function saveInventory(tx: Tx, clientId: string, deviceId: string, change: InventoryChange): Promise<void> {
  const { digests, system, runtime, managers, installed, peculiar, ...plain } = change;
  const written = {
    ...plain,
    digests: JSON.stringify(digests),
    ...(system === undefined ? {} : { system: JSON.stringify(system) }),
    ...(runtime === undefined
      ? {}
      : { runtime: JSON.stringify(runtime), restart_pending_since: pendingSince(runtime, change.scanned_at ?? change.changed_at) }),
    ...(managers === undefined ? {} : { managers: sql<string>`managers || ${JSON.stringify(managers)}::jsonb` }),
    // As text: pg would look at each of a thousand numbers.
    ...(installed === undefined ? {} : { installed: sql<number[]>`${`{${installed.join(',')}}`}::int[]` }),
    ...(peculiar === undefined ? {} : { peculiar: JSON.stringify(peculiar) }),
  };
  const update = tx.updateTable('device_inventory').set(written).where('client_id', '=', clientId).where('device_id', '=', deviceId);
  const { sql: text, parameters } = update.compile();
  // One statement for each set of columns that changes together; PostgreSQL's names are short.
  const columns = Object.keys(written).map((column) => column.slice(0, 3));
  await prepared(tx, `inventory-save ${columns.join('')}`, text, [...parameters]);
}

/** True where anything of it is otherwise than before. */
export async function saveSystem(
  tx: Tx,
  clientId: string,
  deviceId: string,
  facts: { name: string; osName: string; ecosystem: string },
): Promise<boolean> {
  const saved = await tx
    .updateTable('device')
    .set({ name: facts.name, os_name: facts.osName, ecosystem: facts.ecosystem })
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .where(sql<boolean>`(name, os_name, ecosystem) is distinct from (${facts.name}, ${facts.osName}, ${facts.ecosystem})`)
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
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

export async function clientOfDevice(tx: Tx, deviceId: string): Promise<string | null> {
  const row = await tx.selectFrom('device').select('client_id').where('id', '=', deviceId).executeTakeFirst();
  return row?.client_id ?? null;
}

export type DeviceStatus = 'active' | 'quarantined' | 'retired';

export async function deviceStatus(tx: Tx, clientId: string, deviceId: string): Promise<DeviceStatus | null> {
  const row = await tx
    .selectFrom('device')
    .select('status')
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .executeTakeFirst();
  // Held to these by a check of the table.
  return (row?.status as DeviceStatus | undefined) ?? null;
}

export type DeviceChange = {
  readonly tier?: string | null | undefined;
  readonly exposure?: string | null | undefined;
  readonly owner?: string | null | undefined;
  readonly service?: string | null | undefined;
  readonly outage?: string | null | undefined;
  readonly siteId?: string | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  readonly hostId?: string | null | undefined;
};

/** Changes what is given, or nothing at all: a problem names the field and why it can not be. Looked at before anything is written. */
export async function changeDevice(
  tx: Tx,
  clientId: string,
  deviceId: string,
  { siteId, dependsOn, hostId, ...plain }: DeviceChange,
): Promise<{ readonly path: string; readonly message: string } | null> {
  if (siteId !== undefined && !(await isSite(tx, clientId, siteId)))
    return { path: 'siteId', message: 'This is no site of the client to which the device belongs.' };
  const wrong = dependsOn === undefined ? null : await dependenciesProblem(tx, clientId, deviceId, dependsOn);
  if (wrong !== null) return { path: 'dependsOn', message: wrong };
  // A host is needed like any other device; hosts may be guests themselves.
  const wrongHost = hostId === undefined || hostId === null ? null : await dependenciesProblem(tx, clientId, deviceId, [hostId]);
  if (wrongHost !== null) return { path: 'hostId', message: wrongHost };
  const given = Object.fromEntries(Object.entries({ ...plain, site_id: siteId }).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length > 0)
    await tx.updateTable('device').set(given).where('client_id', '=', clientId).where('id', '=', deviceId).execute();
  const hosts = hostId === undefined ? [] : [{ deviceId, hostId }];
  const needs = dependsOn === undefined ? [] : [{ deviceId, dependsOn }];
  if (hosts.length + needs.length > 0) await saveDependencies(tx, clientId, { hosts, needs });
  return null;
}

async function isSite(tx: Tx, clientId: string, siteId: string): Promise<boolean> {
  const site = await tx.selectFrom('site').select('id').where('client_id', '=', clientId).where('id', '=', siteId).executeTakeFirst();
  return site !== undefined;
}

/** A sentence for: itself, devices of others, rings of dependence. */
async function dependenciesProblem(tx: Tx, clientId: string, deviceId: string, dependsOn: readonly string[]): Promise<string | null> {
  const wanted = [...new Set(dependsOn)];
  if (wanted.includes(deviceId)) return 'A device can not depend on itself.';
  if (wanted.length === 0) return null;
  await lockDependencies(tx, clientId);
  const known = await tx.selectFrom('device').select('id').where('client_id', '=', clientId).where('id', 'in', wanted).execute();
  if (known.length !== wanted.length) return 'A device can only depend on devices of the same client.';
  const ring = await sql<{ found: boolean }>`
    with recursive behind as (
      select unnest(${wanted}::uuid[]) as id
      union select x.depends_on from device_dependency x join behind b on x.client_id = ${clientId} and x.device_id = b.id
    ) select exists (select 1 from behind where id = ${deviceId}) as found`.execute(tx);
  return ring.rows[0]?.found === true ? 'That would make devices depend on each other in a ring.' : null;
}

/** One writer a client at a time: two changes that are harmless alone can make a ring together. */
export async function lockDependencies(tx: Tx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`device_dependency:${clientId}`}, 0))`.execute(tx);
}

export type Dependency = { readonly deviceId: string; readonly dependsOn: string; readonly kind: 'needs' | 'host' };

/** All of a client, of devices that are not retired. */
export async function readDependencies(tx: Tx, clientId: string): Promise<readonly Dependency[]> {
  const found = await sql<Dependency>`
    select x.device_id as "deviceId", x.depends_on as "dependsOn", x.kind from device_dependency x
    join device d on d.client_id = x.client_id and d.id = x.device_id join device o on o.client_id = x.client_id and o.id = x.depends_on
    where x.client_id = ${clientId} and d.status <> 'retired' and o.status <> 'retired' order by x.device_id, x.depends_on`.execute(tx);
  return found.rows;
}

type ToDepend = {
  readonly hosts: readonly { readonly deviceId: string; readonly hostId: string | null }[];
  readonly needs: readonly { readonly deviceId: string; readonly dependsOn: readonly string[] }[];
};

/**
 * On what devices run, and what they need besides, each as it is to be. The hosts first: what is needed and is the host as well stays its host, for who runs on a device needs it, and that is not said twice.
 * Under the lock, by who has looked for rings.
 */
export async function saveDependencies(tx: Tx, clientId: string, { hosts, needs }: ToDepend): Promise<void> {
  await sql`
    delete from device_dependency where client_id = ${clientId} and ((kind = 'host' and device_id = any(${hosts.map(({ deviceId }) => deviceId)}::uuid[]))
      or (kind = 'needs' and device_id = any(${needs.map(({ deviceId }) => deviceId)}::uuid[])))`.execute(tx);
  const on = hosts.flatMap(({ deviceId, hostId }) => (hostId === null ? [] : [{ deviceId, hostId }]));
  await sql`
    insert into device_dependency (client_id, device_id, depends_on, kind)
    select ${clientId}, u.id, u.host, 'host' from unnest(${on.map(({ deviceId }) => deviceId)}::uuid[], ${on.map(({ hostId }) => hostId)}::uuid[]) as u(id, host)
    on conflict (client_id, device_id, depends_on) do update set kind = 'host'`.execute(tx);
  const pairs = needs.flatMap(({ deviceId, dependsOn }) => dependsOn.map((other) => ({ deviceId, other })));
  await sql`
    insert into device_dependency (client_id, device_id, depends_on, kind)
    select ${clientId}, u.id, u.other, 'needs' from unnest(${pairs.map(({ deviceId }) => deviceId)}::uuid[], ${pairs.map(({ other }) => other)}::uuid[]) as u(id, other)
    on conflict do nothing`.execute(tx);
}

type Named = { id: string; name: string };

export async function dependenciesOf(
  tx: Tx,
  clientId: string,
  deviceId: string,
): Promise<{ dependsOn: Named[]; dependants: Named[]; host: Named | null; guests: Named[] }> {
  const found = await sql<{ id: string; name: string; forward: boolean; kind: string }>`
    select d.id, d.name, x.device_id = ${deviceId} as forward, x.kind from device_dependency x
    join device d on d.client_id = x.client_id and d.id = case when x.device_id = ${deviceId} then x.depends_on else x.device_id end
    where x.client_id = ${clientId} and (x.device_id = ${deviceId} or x.depends_on = ${deviceId}) order by d.name`.execute(tx);
  const plain = (forward: boolean, kind: string) =>
    found.rows.filter((row) => row.forward === forward && row.kind === kind).map(({ id, name }) => ({ id, name }));
  return {
    dependsOn: plain(true, 'needs'),
    dependants: plain(false, 'needs'),
    host: plain(true, 'host')[0] ?? null,
    guests: plain(false, 'host'),
  };
}

/**
 * `restored`: the next contact is believed again, whatever counter and ticket it brings (both are reset to what any agent can follow on). `cloned`: the key is worthless and
 * retired; both machines enrol anew.
 */
export async function settleQuarantine(
  tx: Tx,
  clientId: string,
  deviceId: string,
  verdict: 'restored' | 'cloned',
  at: string,
): Promise<boolean> {
  const changed = await tx
    .updateTable('device')
    .set(
      verdict === 'restored'
        ? { status: 'active', quarantined_at: null, quarantined_because: null }
        : { status: 'retired', quarantined_at: null, quarantined_because: null, retired_at: at },
    )
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .where('status', '=', 'quarantined')
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return false;
  if (verdict === 'cloned') await tx.updateTable('device_key').set({ retired_at: at }).where('device_id', '=', deviceId).execute();
  else
    await tx
      .updateTable('device_contact')
      .set({ ticket: '*', previous_ticket: null, counter: 0 })
      .where('client_id', '=', clientId)
      .where('device_id', '=', deviceId)
      .execute();
  return true;
}

/** Its key is no longer taken, open instructions are handed out no more; the records stay. False where it is retired already. */
export async function retireDevice(tx: Tx, clientId: string, deviceId: string, at: string): Promise<boolean> {
  const retired = await tx
    .updateTable('device')
    .set({ status: 'retired', retired_at: at, quarantined_at: null, quarantined_because: null })
    .where('client_id', '=', clientId)
    .where('id', '=', deviceId)
    .where('status', '<>', 'retired')
    .executeTakeFirst();
  if (retired.numUpdatedRows === 0n) return false;
  await tx.updateTable('device_key').set({ retired_at: at }).where('device_id', '=', deviceId).execute();
  return true;
}

export async function softwareOf(
  tx: Tx,
  clientId: string,
  deviceId: string,
  query: { text?: string | undefined; after?: { readonly id: number; readonly name: string } | undefined; limit: number },
) {
  const found = await sql<{
    id: number;
    manager: ManagerId;
    module: string;
    name: string;
    version: string;
    architecture: string;
    source_name: string;
    peculiar: { condition: string; pinned: boolean } | null;
  }>`
    select s.id, s.manager, s.module, s.name, s.version, s.architecture, s.source_name, v.peculiar -> s.id::text as peculiar
    from device_inventory v cross join lateral unnest(v.installed) as i(id) join software s on s.id = i.id
    where v.client_id = ${clientId} and v.device_id = ${deviceId}
      and ${query.text === undefined ? sql`true` : sql`position(lower(${query.text}) in lower(s.name)) > 0`}
      and ${query.after === undefined ? sql`true` : sql`(s.name, s.id) > (${query.after.name}, ${query.after.id}::int)`}
    order by s.name, s.id limit ${query.limit + 1}`.execute(tx);
  const page = found.rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      manager: row.manager,
      module: row.module === '' ? null : row.module,
      name: row.name,
      version: row.version,
      architecture: row.architecture,
      sourceName: row.source_name,
      condition: row.peculiar?.condition ?? 'installed',
      pinned: row.peculiar?.pinned ?? false,
    })),
    next: found.rows.length > query.limit && last !== undefined ? `${last.id}~${last.name}` : null,
  };
}
