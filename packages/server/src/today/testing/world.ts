/** A world for Today's tests: rows as the features write them, put there by somebody whom row security does not bind. */
import type { DeploymentState, Hold, RunState, Waiting } from '@fettle/core/deployment';
import { startingPolicy } from '@fettle/core/policy';
import { sql } from 'kysely';
import { addClient } from '../../clients/index.ts';
import { makeActor } from '../../people/index.ts';
import type { Grant } from '../../people/index.ts';
import { inNoClient } from '../../platform/database/index.ts';
import type { Actor } from '../../platform/feature.ts';
import { answerOf } from '../../platform/testing/index.ts';
import type { TestContext } from '../../platform/testing/index.ts';
import { today } from '../index.ts';
import type { Today } from '../types.ts';

export type Client = { readonly id: string; readonly siteId: string };
const hash = '0'.repeat(64);

export async function client(given: TestContext, name: string, zone = 'Europe/Zurich'): Promise<Client> {
  const { context } = given;
  const row = { clientId: context.newId(), name, siteId: context.newId(), siteName: 'Main', zone, at: context.now() };
  await inNoClient(context.db, (tx) => addClient(tx, row));
  return { id: row.clientId, siteId: row.siteId };
}

/** Today as somebody with these grants gets it. */
export async function todayFor(given: TestContext, grants: readonly Grant[], clientId?: string): Promise<Today> {
  const rows = await given.database.superuserDb.selectFrom('client_register').select('client_id').execute();
  const actor: Actor = makeActor(
    { kind: 'person', id: given.context.newId(), name: 'P' },
    grants,
    rows.map((row) => row.client_id),
  );
  const query = clientId === undefined ? {} : { clientId };
  return answerOf({ context: given.context, handlers: today.handlers, actor }, 'today', { query });
}

export type DeviceGiven = {
  readonly name: string;
  readonly lastSeenHoursAgo?: number;
  readonly quarantinedBecause?: string;
  readonly trouble?: { readonly cause: string; readonly nextStep: string };
  /** Why its lists could not be refreshed. */
  readonly listsTrouble?: { readonly cause: string; readonly nextStep: string };
};

export async function device(given: TestContext, of: Client, about: DeviceGiven): Promise<string> {
  const { context, database, clock } = given;
  const id = context.newId();
  const at = context.now();
  const seen = clock
    .now()
    .subtract({ hours: about.lastSeenHoursAgo ?? 0 })
    .toString();
  const quarantined = about.quarantinedBecause !== undefined;
  const db = database.superuserDb;
  await db
    .insertInto('device')
    .values({
      client_id: of.id,
      id,
      site_id: of.siteId,
      key_id: hash,
      name: about.name,
      os_name: 'Debian 12',
      ecosystem: 'debian:12',
      mode: 'manage',
      status: quarantined ? 'quarantined' : 'active',
      quarantined_at: quarantined ? at : null,
      quarantined_because: about.quarantinedBecause ?? null,
      enrolled_at: at,
    })
    .execute();
  await db.insertInto('device_contact').values({ client_id: of.id, device_id: id, ticket: 't', last_seen_at: seen }).execute();
  const attempt = { at, ok: about.listsTrouble === undefined, trouble: about.listsTrouble ?? null };
  const state = { ok: about.trouble === undefined, trouble: about.trouble ?? null, lists: { refreshedAt: at, lastAttempt: attempt } };
  await db
    .insertInto('device_inventory')
    .values({ client_id: of.id, device_id: id, managers: JSON.stringify({ apt: state }), scanned_at: at, changed_at: at })
    .execute();
  return id;
}

/** A policy of the client; every part that is not given is the careful one to begin with. */
export async function policy(given: TestContext, of: Client, change: Record<string, unknown> = {}): Promise<string> {
  const { context, database } = given;
  const id = context.newId();
  const body = { ...startingPolicy({ name: 'Standard', owner: 'Anna', reviewAt: '2027-01-01' }), ...change };
  const at = context.now();
  const db = database.superuserDb;
  await db.insertInto('policy').values({ client_id: of.id, id, name: body.name, version: 1, created_at: at }).execute();
  await db
    .insertInto('policy_version')
    .values({ client_id: of.id, policy_id: id, version: 1, body: JSON.stringify(body), digest: hash, saved_at: at, saved_by: 'x' })
    .execute();
  return id;
}

/** Offers of an update to so many devices of a client, as they are counted. */
export async function update(
  given: TestContext,
  of: Client,
  name: string,
  about: { readonly security: boolean; readonly devices?: number; readonly withheld?: number },
): Promise<void> {
  const db = given.database.superuserDb;
  const found = await sql<{ id: number }>`
    insert into software (ecosystem, manager, name, version, architecture, source_name, source_version) values ('debian:12', 'apt', ${name}, '2', 'amd64', ${name}, '2')
    on conflict (name, version, architecture, source_version, source_name, ecosystem, manager, module) do update set name = excluded.name returning id`.execute(
    db,
  );
  const software_id = found.rows[0]?.id ?? 0;
  const { security, devices = 1, withheld = 0 } = about;
  await db
    .insertInto('update_count')
    .values({
      client_id: of.id,
      software_id,
      devices,
      withheld,
      security,
      urgent: security ? devices : 0,
      bytes: 1,
      origin: 'Debian',
      first_seen_at: given.context.now(),
      from_versions: ['1'],
      read_on: 0,
      new_at: given.context.now(),
    })
    .execute();
}

export type DeploymentGiven = {
  readonly title: string;
  readonly policyId: string;
  readonly predecessorId?: string;
  readonly holds?: readonly Hold[];
  readonly runs?: readonly Pick<RunState, 'deviceId' | 'outcome'>[];
  readonly accepted?: DeploymentState['accepted'];
  readonly status?: DeploymentState['status'];
  readonly waiting?: Waiting;
  readonly wakeAt?: string;
  /** A proposal: which devices were asked, and who answered. */
  readonly proposal?: readonly { readonly deviceId: string; readonly answered: boolean; readonly simulated?: boolean }[];
};

export async function deployment(given: TestContext, of: Client, about: DeploymentGiven): Promise<string> {
  const { context, clock, database } = given;
  const db = database.superuserDb;
  const id = context.newId();
  const at = context.now();
  const status = about.status ?? 'active';
  await db
    .insertInto('deployment')
    .values({
      client_id: of.id,
      id,
      title: about.title,
      reason: '',
      policy_id: about.policyId,
      policy_version: 1,
      predecessor_id: about.predecessorId ?? null,
      predecessor_kind: about.predecessorId === undefined ? null : 'successor',
      expires_at: clock
        .now()
        .add({ hours: 14 * 24 })
        .toString(),
      created_at: at,
      created_by: 'x',
    })
    .execute();
  const runs = Object.fromEntries((about.runs ?? []).map((run) => [run.deviceId, { ...run, attempt: 1, settledAt: at }]));
  const outcomes = Object.values(runs).map((run) => run.outcome);
  const holds = about.holds ?? [];
  const state = { status, holds, accepted: about.accepted ?? {} };
  const summary = {
    status,
    devices: outcomes.length,
    verified: outcomes.filter((outcome) => outcome === 'verified').length,
    failed: outcomes.filter((outcome) => outcome === 'failed' || outcome === 'rolled back').length,
    rings: ['test', 'broad'],
    holds,
    waiting: about.waiting ?? null,
  };
  const proposed = about.proposal !== undefined;
  await db
    .insertInto('deployment_state')
    .values({
      client_id: of.id,
      deployment_id: id,
      seq: proposed ? 0 : 1,
      state: proposed ? '{}' : JSON.stringify(state),
      summary: proposed ? '{}' : JSON.stringify(summary),
      waiting: '[]',
      active: status === 'active',
      wake_at: about.wakeAt ?? null,
    })
    .execute();
  if (!proposed && outcomes.length > 0)
    await db
      .insertInto('deployment_run')
      .values(
        Object.values(runs).map((run) => ({ client_id: of.id, deployment_id: id, device_id: run.deviceId, run: JSON.stringify(run) })),
      )
      .execute();
  if (!proposed)
    await db
      .insertInto('deployment_event')
      .values({ client_id: of.id, deployment_id: id, seq: 1, at, kind: 'created', event: '{}' })
      .execute();
  for (const { deviceId, answered, simulated } of about.proposal ?? [])
    await ask(given, of, id, deviceId, answered ? at : null, simulated ?? answered);
  return id;
}

async function ask(
  given: TestContext,
  of: Client,
  deploymentId: string,
  deviceId: string,
  answeredAt: string | null,
  simulated: boolean,
): Promise<void> {
  await given.database.superuserDb
    .insertInto('deployment_device')
    .values({
      client_id: of.id,
      deployment_id: deploymentId,
      device_id: deviceId,
      ring: 0,
      wanted: JSON.stringify([{ name: 'openssl', architecture: 'amd64', version: '2' }]),
      direction: 'forward',
      instruction_id: 'i',
      asked_at: given.context.now(),
      answered_at: answeredAt,
      simulation: simulated ? '{}' : null,
    })
    .execute();
  await sql`
    insert into deployment_update (client_id, deployment_id, software_id)
    select ${of.id}, ${deploymentId}, id from software where name = 'openssl' and version = '2' on conflict do nothing`.execute(
    given.database.superuserDb,
  );
}

/** A report of a device as it was taken, about a deployment or none. */
export async function report(
  given: TestContext,
  of: Client,
  about: {
    readonly deviceId: string;
    readonly deploymentId: string | null;
    readonly status: 'accepted' | 'refused' | 'progress' | 'ended';
    readonly code?: string;
    /** Of which instruction, and the how many-th; not there: the first of a new one. */
    readonly of?: { readonly instructionId: string; readonly seq: number };
    readonly phase?: string;
    readonly line?: string;
  },
): Promise<void> {
  const { status, code, phase, line } = about;
  const body = { status, phase, line, ...(code === undefined ? {} : { code, detail: 'The device says so' }) };
  await given.database.superuserDb
    .insertInto('report')
    .values({
      client_id: of.id,
      instruction_id: about.of?.instructionId ?? given.context.newId(),
      seq: about.of?.seq ?? 1,
      device_id: about.deviceId,
      deployment_id: about.deploymentId,
      at: given.context.now(),
      received_at: given.context.now(),
      status: about.status,
      body: JSON.stringify(body),
      envelope: '{}',
    })
    .execute();
}

/** A notice to a contact of the client, made now. */
export async function notice(
  given: TestContext,
  of: Client,
  contactId: string,
  state: 'rejected' | 'delivered' | 'waiting',
): Promise<void> {
  const at = given.context.now();
  await given.database.superuserDb
    .insertInto('notice')
    .values({
      client_id: of.id,
      id: given.context.newId(),
      occasion: given.context.newId(),
      kind: 'planned',
      contact_id: contactId,
      recipient: 'c@example.org',
      recipient_name: 'Carla',
      subject: 's',
      body_text: 't',
      body_html: 'h',
      created_at: at,
      due_at: at,
      delivered_at: state === 'delivered' ? at : null,
      rejected_at: state === 'rejected' ? at : null,
      last_trouble: state === 'rejected' ? 'There is no such mailbox' : null,
    })
    .execute();
}

export async function contact(given: TestContext, of: Client): Promise<string> {
  const id = given.context.newId();
  await given.database.superuserDb
    .insertInto('contact')
    .values({ client_id: of.id, id, name: 'Carla', mail: 'c@example.org', language: 'en', created_at: given.context.now() })
    .execute();
  return id;
}
