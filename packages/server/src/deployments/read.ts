/** Reads deployments, their devices, specs and approvals. */
import type { LaterWay, PlanProblem, Share, Simulation, SpecHeader } from '@fettle/core/deployment';
import type { DeviceSettings } from '@fettle/core/policy';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import type { DeviceTrouble, LeftOutUpdate } from './types.ts';

export type DeploymentRow = {
  id: string;
  title: string;
  reason: string;
  policy_id: string;
  policy_version: number;
  predecessor_id: string | null;
  predecessor_kind: 'rollback' | 'successor' | null;
  expires_at: string;
  created_at: string;
  created_by: string;
  withdrawn_at: string | null;
  /** Each device goes back once it is changed and well. */
  drill: boolean;
  /** Null: its policy has no lanes. */
  lane: string | null;
  /** How it goes back, where it is no downgrade; null: it is one, or goes forward. */
  back_by: LaterWay | null;
  /** The policy as it was laid together when this was proposed; null: of one from before there were levels, the version that it names. */
  effective: unknown;
};

export async function readDeployment(tx: Tx, clientId: string, id: string): Promise<DeploymentRow | undefined> {
  const row = await tx.selectFrom('deployment').selectAll().where('client_id', '=', clientId).where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  // The table's check constraints allow no others.
  const { predecessor_kind: kind, back_by: by } = row as Pick<DeploymentRow, 'predecessor_kind' | 'back_by'>;
  return { ...row, predecessor_kind: kind, back_by: by };
}

/** The client of a deployment within the clients that somebody may see; null: not there, or out of reach. */
export async function clientOfDeployment(tx: Tx, scope: readonly string[], id: string): Promise<string | null> {
  if (scope.length === 0) return null;
  const row = await tx.selectFrom('deployment').select('client_id').where('client_id', 'in', scope).where('id', '=', id).executeTakeFirst();
  return row?.client_id ?? null;
}

/** A device of a proposal with what a plan needs to know of it. */
export type AskedRow = {
  device_id: string;
  name: string;
  key_id: string;
  tier: string | null;
  zone: string;
  status: 'active' | 'quarantined' | 'retired';
  depends_on: string[];
  /** The device that it runs on; null: none is known. */
  host_id: string | null;
  ring: number;
  direction: 'forward' | 'back';
  asked_at: string;
  answered_at: string | null;
  simulation: Simulation | null;
  trouble: DeviceTrouble | null;
  /** What its own policy said otherwise than the deployment's when it was asked; null: nothing. */
  own: DeviceSettings | null;
  left_out: readonly LeftOutUpdate[];
};

/**
 * The devices of a proposal, by name. Simulations are large: `without` leaves them in the database, and the rows say null. Two queries and no join: row
 * security makes the planner expect one row where there are thousands, and it would join them all with all.
 */
export async function readAsked(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  simulations: 'with' | 'without' = 'with',
): Promise<AskedRow[]> {
  const asked = await sql<Omit<AskedRow, keyof DevicePart>>`
    select device_id, ring, direction, asked_at, answered_at, trouble, left_out, own, ${simulations === 'with' ? sql`simulation` : sql`null::jsonb`} as simulation
    from deployment_device where client_id = ${clientId} and deployment_id = ${deploymentId}`.execute(tx);
  const ids = asked.rows.map((row) => row.device_id);
  const devices = await sql<DevicePart & { id: string }>`
    select d.id, d.name, d.key_id, d.tier, d.status, s.zone,
      array(select p.depends_on::text from device_dependency p where p.client_id = d.client_id and p.device_id = d.id order by p.depends_on) as depends_on,
      (select p.depends_on from device_dependency p where p.client_id = d.client_id and p.device_id = d.id and p.kind = 'host') as host_id
    from device d join site s on s.client_id = d.client_id and s.id = d.site_id
    where d.client_id = ${clientId} and d.id = any(${ids}::uuid[])`.execute(tx);
  const byId = new Map(devices.rows.map(({ id, ...device }) => [id, device]));
  return asked.rows
    .flatMap((row): AskedRow[] => {
      const device = byId.get(row.device_id);
      return device === undefined ? [] : [{ ...row, ...device }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.device_id < b.device_id ? -1 : 1));
}

type DevicePart = Pick<AskedRow, 'name' | 'key_id' | 'tier' | 'status' | 'zone' | 'depends_on' | 'host_id'>;

/** How many devices were asked and have not answered, and when the asking was. */
export async function unanswered(tx: Tx, clientId: string, deploymentId: string): Promise<{ open: number; askedAt: string | null }> {
  const row = await tx
    .selectFrom('deployment_device')
    .select([sql<number>`count(*) filter (where answered_at is null)::int`.as('open'), sql<string | null>`max(asked_at)`.as('askedAt')])
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirstOrThrow();
  return row;
}

export async function readSpec(tx: Tx, clientId: string, deploymentId: string): Promise<{ hash: string; header: SpecHeader } | null> {
  const row = await tx
    .selectFrom('deployment_spec')
    .select(['hash', 'header'])
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirst();
  // The text was written by this server from a SpecHeader; that it hashes to what was approved is each device's own question.
  return row === undefined ? null : { hash: row.hash, header: JSON.parse(row.header) as SpecHeader };
}

/** What planning noticed that whoever approves should know. */
export async function readNotes(tx: Tx, clientId: string, deploymentId: string): Promise<readonly PlanProblem[]> {
  const row = await tx
    .selectFrom('deployment_spec')
    .select('notes')
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirst();
  // As `addSpec` wrote them.
  return (row?.notes ?? []) as unknown as readonly PlanProblem[];
}

/** Shares in their order: of these devices, or all. */
export async function readShares(tx: Tx, clientId: string, deploymentId: string, deviceIds: readonly string[] | null): Promise<Share[]> {
  if (deviceIds?.length === 0) return [];
  let query = tx.selectFrom('deployment_share').select('share').where('client_id', '=', clientId).where('deployment_id', '=', deploymentId);
  if (deviceIds !== null) query = query.where(sql<boolean>`device_id = any(${[...deviceIds]}::uuid[])`);
  const rows = await query.orderBy('index').execute();
  return rows.map(({ share }) => JSON.parse(share) as Share); // written by this server from a Share
}

/** Whether the change needs a restart, and what the device can besides a downgrade, as each simulated it. */
export async function readSimulatedBack(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, SimulatedBack>> {
  const found = await sql<{ device_id: string; restart: Simulation['restart'] | null; reinstall: Simulation['reinstall'] | null }>`
    select device_id, simulation ->> 'restart' as restart, simulation -> 'reinstall' as reinstall from deployment_device
    where client_id = ${clientId} and deployment_id = ${deploymentId} and device_id = any(${[...deviceIds]}::uuid[])`.execute(tx);
  return new Map(
    found.rows.map(({ device_id, restart, reinstall }) => [
      device_id,
      { restart: restart ?? 'unknown', ...(reinstall === null ? {} : { reinstall }) },
    ]),
  );
}

type SimulatedBack = Pick<Simulation, 'restart' | 'reinstall'>;

export async function readApprovals(tx: Tx, clientId: string, deploymentId: string): Promise<Envelope[]> {
  const rows = await tx
    .selectFrom('approval')
    .select('envelope')
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .orderBy('at')
    .execute();
  return rows.map(({ envelope }) => envelope as Envelope); // verified before it was stored
}

/** Names of devices of these clients, for sentences. */
export async function deviceNames(
  tx: Tx,
  clientIds: readonly string[],
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (deviceIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('device')
    .select(['id', 'name'])
    .where(sql<boolean>`client_id = any(${[...clientIds]}::uuid[])`)
    .where(sql<boolean>`id = any(${[...deviceIds]}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Names of those who did something: people and API keys. Who is neither (or no longer known) is called by the id. */
export async function actorNames(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; name: string }>`
    select id::text as id, name from person where id::text = any(${[...ids]}::text[])
    union all select id::text, name from api_key where id::text = any(${[...ids]}::text[])`.execute(tx);
  return new Map(found.rows.map(({ id, name }) => [id, name]));
}

export type DeviceInContact = {
  readonly id: string;
  readonly name: string;
  readonly mode: 'observe' | 'manage';
  readonly status: 'active' | 'quarantined' | 'retired';
  readonly last_seen_at: string | null;
  /** What it named as taken and not ended when it last began a contact; and when that was, if that was all. */
  readonly in_hand: readonly string[];
  readonly in_hand_at: string | null;
};

/** Devices with when they were last seen. Two queries and no join, for the reason told at `readAsked`. */
export async function devicesInContact(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, DeviceInContact>> {
  const ids = [...deviceIds];
  const devices = await sql<Omit<DeviceInContact, keyof InContact>>`
    select id, name, mode, status from device where client_id = ${clientId} and id = any(${ids}::uuid[])`.execute(tx);
  const contacts = await sql<InContact & { device_id: string }>`
    select device_id, last_seen_at, in_hand, in_hand_at from device_contact
    where client_id = ${clientId} and device_id = any(${ids}::uuid[])`.execute(tx);
  const contactOf = new Map(contacts.rows.map(({ device_id, ...contact }) => [device_id, contact]));
  return new Map(devices.rows.map((row) => [row.id, { ...row, ...(contactOf.get(row.id) ?? never) }]));
}

type InContact = Pick<DeviceInContact, 'last_seen_at' | 'in_hand' | 'in_hand_at'>;
const never: InContact = { last_seen_at: null, in_hand: [], in_hand_at: null };
