/** A provider with one client and a few devices, on a real database: what tests of deployments stand on. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Policy } from '@fettle/core/policy';
import { startingPolicy } from '@fettle/core/policy';
import { signApproval } from '@fettle/proof/approval';
import { signAuthority } from '@fettle/proof/authority';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { specHash } from '@fettle/proof/spec-hash';
import type { CallOutput } from '@fettle/protocol/client';
import type { RouteName } from '@fettle/protocol/routes';
import { sql } from 'kysely';
import { openInstructions, takeReports } from '../../instructions/index.ts';
import { policies } from '../../policies/index.ts';
import { settableClock } from '../../platform/clock.ts';
import type { SettableClock } from '../../platform/clock.ts';
import { inClients, inNoClient, notify, startWake } from '../../platform/database/index.ts';
import { isRefusal } from '../../platform/feature.ts';
import type { Actor, ApiRefusal, Call, Context, Handlers } from '../../platform/feature.ts';
import { silentLog } from '../../platform/log.ts';
import { openTestDatabase } from '../../platform/testing/index.ts';
import type { TestDatabase } from '../../platform/testing/index.ts';
import { makeEngine } from '../engine.ts';
import { durationReaction } from '../../durations/index.ts';
import { noteProbes, noteTrials } from '../../rollback/index.ts';
import { heedFreezes } from '../freezes.ts';
import { deploymentReactions } from '../reactions.ts';
import { readSpec } from '../read.ts';
import { reconcileDeployment } from '../reconcile.ts';
import type { DeploymentReaction, Engine } from '../types.ts';
import { contextWith } from './context.ts';
import { keptBack } from '../kept-back.ts';
import { fakeDevice, inHandOf, oldVersion, reportOf, work } from './device.ts';
import type { Behaviour, FakeDevice } from './device.ts';

export type Fleet = {
  readonly database: TestDatabase;
  readonly context: Context;
  readonly clock: SettableClock;
  readonly engine: Engine;
  readonly actor: Actor;
  readonly clientId: string;
  readonly policyId: string;
  readonly approver: SigningKey;
  readonly root: SigningKey;
  readonly devices: readonly FakeDevice[];
  readonly device: (name: string) => FakeDevice;
  /** The id of the update that all devices are offered. */
  readonly updateId: string;
  readonly close: () => Promise<void>;
};

/** A Monday morning. */
export const startOfTests = '2026-03-02T08:00:00Z';

export const openAllDay: Policy = {
  ...startingPolicy({ name: 'All day', owner: 'Ops', reviewAt: '2027-01-01' }),
  rings: [
    { name: 'test', members: { kind: 'devices', deviceIds: [] }, soak: 'PT2H', gate: { minVerified: 1, minRate: 1 } },
    { name: 'broad', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 0.5 } },
  ],
  window: { rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1440 },
};

/** The first name is the test ring. */
export async function openFleet(given: {
  readonly devices: Readonly<Record<string, Partial<Behaviour>>>;
  readonly policy?: Partial<Policy>;
  readonly reactions?: readonly DeploymentReaction[];
}): Promise<Fleet> {
  const database = await openTestDatabase();
  const clock = settableClock(startOfTests);
  const [server, root, approver] = [generateKey(), generateKey(), generateKey()];
  const wake = await startWake(database.connection, silentLog());
  const context = contextWith({ db: database.db, url: database.url, clock, serverKey: server, wake });
  const at = context.now();
  const clientId = context.newId();
  const siteId = context.newId();
  const expiresAt = '2027-06-01T00:00:00Z';
  const authority = signAuthority(
    {
      version: 1,
      provider: 'Example IT',
      issuedAt: '2026-01-01T00:00:00Z',
      expiresAt,
      servers: [{ keyid: server.keyid, publicKey: server.publicKey, name: 'main' }],
      approvers: [{ keyid: approver.keyid, publicKey: approver.publicKey, name: 'Anna', personId: null, clients: [clientId], expiresAt }],
    },
    root,
  );
  const all = database.superuserDb;
  await sql`insert into fettle.installation (id, provider_name, created_at, authority, authority_version) values (${context.newId()}, 'Example IT', ${at}, ${JSON.stringify(authority)}, 1)`.execute(
    all,
  );
  await sql`insert into fettle.client_register values (${clientId})`.execute(all);
  await sql`insert into fettle.client (client_id, name, created_at) values (${clientId}, 'Client', ${at})`.execute(all);
  await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${clientId}, ${siteId}, 'Site', 'UTC', ${at})`.execute(
    all,
  );
  const devices = Object.entries(given.devices).map(([name, behaviour]) => fakeDevice(context.newId(), name, behaviour));
  for (const device of devices) {
    await sql`insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at)
      values (${clientId}, ${device.id}, ${siteId}, ${device.key.keyid}, ${device.name}, 'Debian', 'debian:12', 'manage', ${at})`.execute(
      all,
    );
    await sql`insert into fettle.device_contact (client_id, device_id, ticket, last_seen_at) values (${clientId}, ${device.id}, '', ${at})`.execute(
      all,
    );
  }
  const software = await sql<{
    id: number;
  }>`insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
    values ('debian:12', 'apt', 'openssl', '2.0-1', 'amd64', 'openssl', '2.0-1') returning id`.execute(all);
  const updateId = String(software.rows[0]?.id);
  await sql`insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
    select client_id, id, ${Number(updateId)}, ${oldVersion}, true, 1000, 'Debian', 'bookworm-security', ${at} from fettle.device`.execute(
    all,
  );
  const actor = everybody(clientId, context.newId());
  const policy = withTestRing({ ...openAllDay, ...given.policy }, devices[0]?.id);
  const made = await policies.handlers?.createPolicy?.(
    callOf<'createPolicy'>(context, actor, { params: { id: clientId }, body: { body: policy } }),
  );
  if (made === undefined || isRefusal(made)) throw new Error(`the policy was refused: ${JSON.stringify(made)}`);
  return {
    database,
    context,
    clock,
    engine: makeEngine(given.reactions ?? []),
    actor,
    clientId,
    policyId: made.id,
    approver,
    root,
    devices,
    device: (name) => {
      const found = devices.find((one) => one.name === name);
      if (found === undefined) throw new Error(`there is no device ${name}`);
      return found;
    },
    updateId,
    close: async () => {
      await context.wake.stop();
      await database.close();
    },
  };
}

function withTestRing(policy: Policy, deviceId: string | undefined): Policy {
  const rings = policy.rings.map((ring) =>
    ring.members.kind === 'devices' && deviceId !== undefined
      ? { ...ring, members: { kind: 'devices' as const, deviceIds: [deviceId] } }
      : ring,
  );
  return { ...policy, rings };
}

function everybody(clientId: string, id: string): Actor {
  return { kind: 'person', id, name: 'Anna', everywhere: true, scope: [clientId], can: () => true, scopeFor: () => [clientId] };
}

/** A call of a route as the platform would make it after parsing. */
export function callOf<N extends RouteName>(
  context: Context,
  actor: Actor,
  parts: Partial<Pick<Call<N>, 'params' | 'query' | 'body'>>,
): Call<N> {
  const around = { requestId: 'test', address: '127.0.0.1', userAgent: 'test', sessionToken: null, setSession: () => {} };
  // The parts that a route does not have are undefined in its Call.
  return { context, actor, params: undefined, query: undefined, body: undefined, ...around, ...parts } as unknown as Call<N>;
}

/** How a test asks the handlers of a feature: `call` gives the answer or the refusal, `well` throws where it is one. */
export function asking(handlers: Handlers): {
  readonly call: <N extends RouteName>(
    at: Fleet,
    name: N,
    parts: Parameters<typeof callOf<N>>[2],
    actor?: Actor,
  ) => Promise<CallOutput<N> | ApiRefusal>;
  readonly well: <N extends RouteName>(at: Fleet, name: N, parts: Parameters<typeof callOf<N>>[2], actor?: Actor) => Promise<CallOutput<N>>;
} {
  async function call<N extends RouteName>(
    at: Fleet,
    name: N,
    parts: Parameters<typeof callOf<N>>[2],
    actor: Actor = at.actor,
  ): Promise<CallOutput<N> | ApiRefusal> {
    // The table says the type for one name; the look-up by name has lost it.
    const handler = handlers[name] as unknown as (given: unknown) => Promise<CallOutput<N> | ApiRefusal>;
    return handler(callOf<N>(at.context, actor, parts));
  }
  async function well<N extends RouteName>(...given: Parameters<typeof call<N>>): Promise<CallOutput<N>> {
    const answer = await call(...given);
    if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
    return answer;
  }
  return { call, well };
}

/** A check-in of one device: it is seen, says what it has in hand, is given what is open, and reports. `reports`: whether those get through. */
export async function checkIn(fleet: Fleet, device: FakeDevice, { reports } = { reports: true }): Promise<void> {
  const { context, clientId } = fleet;
  const said = { in_hand: inHandOf(device), in_hand_at: device.held.length === 0 ? context.now() : null };
  const rows = await inClients(context.db, [clientId], async (tx) => {
    await tx
      .updateTable('device_contact')
      .set({ last_seen_at: context.now(), ...said })
      .where('client_id', '=', clientId)
      .where('device_id', '=', device.id)
      .execute();
    const open = (await openInstructions(tx, [{ clientId, deviceId: device.id }], context.now())).get(device.id) ?? [];
    const kept = await keptBack(tx, context, clientId, device.id, open);
    return open.filter(({ id }) => !kept.has(id));
  });
  for (const row of rows)
    for (const body of work(device, row.envelope, context.serverKey, context.now()))
      device.held.push(reportOf(device, row.id, body, context.now()));
  if (!reports) return;
  const hints: [topic: string, payload: string][] = [];
  for (const { report, envelope } of device.held.splice(0))
    await inClients(context.db, [clientId], (tx) =>
      takeReports(
        tx,
        context,
        [{ clientId, report, envelope }],
        [...deploymentReactions, durationReaction, noteTrials, noteProbes(heedFreezes)],
        (topic, payload) => void hints.push([topic, payload]),
      ),
    );
  await inNoClient(context.db, async (tx) => {
    for (const [topic, payload] of hints) await notify(tx, topic, payload);
  });
}

/** Looks at a deployment while it is due, as the worker does. */
export async function lookWhileDue(fleet: Fleet, deploymentId: string): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const { rows } = await sql<{
      due: boolean;
    }>`select wake_at <= ${fleet.context.now()} or exists (select 1 from fettle.deployment_wake w where w.deployment_id = s.deployment_id) as due
      from fettle.deployment_state s where deployment_id = ${deploymentId}`.execute(fleet.database.superuserDb);
    if (rows[0]?.due !== true) return;
    const looked = await reconcileDeployment(fleet.engine, fleet.context, fleet.clientId, deploymentId);
    // The database has yet to notice that whoever holds it was killed.
    if (looked === 'busy') await pause(100);
  }
  throw new Error('the deployment stays due however often it is looked at');
}

/** Devices and server speak until neither has anything new to say. */
export async function speak(fleet: Fleet, deploymentId: string, devices: readonly FakeDevice[] = fleet.devices): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    await lookWhileDue(fleet, deploymentId);
    for (const device of devices) await checkIn(fleet, device);
    await lookWhileDue(fleet, deploymentId);
  }
}

/** An approval of what is stored, by the approver's own key. */
export async function signedApproval(
  fleet: Fleet,
  deploymentId: string,
  key: SigningKey = fleet.approver,
  change: Partial<{ specHash: string; deploymentId: string; clientId: string; expiresAt: string }> = {},
): Promise<Envelope> {
  const spec = await inClients(fleet.context.db, [fleet.clientId], (tx) => readSpec(tx, fleet.clientId, deploymentId));
  if (spec === null) throw new Error('there is no spec yet');
  return signApproval(
    {
      deploymentId,
      clientId: fleet.clientId,
      specHash: specHash(spec.header),
      statement: 'I approve.',
      at: fleet.context.now(),
      expiresAt: '2026-12-01T00:00:00Z',
      ...change,
    },
    key,
  );
}
