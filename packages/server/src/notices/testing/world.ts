/** A client with two sites, contacts and devices on a real database, and a deployment whose events a test tells one by one. */
import { applyAll, createdEvent } from '@fettle/core/deployment';
import type { DeploymentEvent, DeploymentState, Share, SpecHeader } from '@fettle/core/deployment';
import type { Policy } from '@fettle/core/policy';
import { startingPolicy } from '@fettle/core/policy';
import { sql } from 'kysely';
import { inClients } from '../../platform/database/index.ts';
import type { Actor, Context } from '../../platform/feature.ts';
import { openTestContext } from '../../platform/testing/index.ts';
import type { TestContext } from '../../platform/testing/index.ts';
import { noticeReaction } from '../reaction.ts';
import { readNotices } from '../store.ts';
import type { NoticeRow } from '../store.ts';

export type World = TestContext & {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly devices: { readonly london: string; readonly zurich: string };
  readonly contacts: { readonly everywhere: string; readonly zurich: string };
  /** Tells the reaction of events, in a transaction, as the engine does. */
  readonly happen: (...events: readonly DeploymentEvent[]) => Promise<void>;
  readonly at: () => string;
  readonly outbox: () => Promise<NoticeRow[]>;
};

export const specHash = 'ab'.repeat(32);

/** A second client's rows stand beside, so that what crosses over is seen. */
export async function openWorld(given: { readonly policy?: Partial<Policy>; readonly env?: Record<string, string> } = {}): Promise<World> {
  const test = await openTestContext(given.env ?? {});
  const { context, database } = test;
  const all = database.superuserDb;
  const at = context.now();
  const [clientId, deploymentId, policyId] = [context.newId(), context.newId(), context.newId()];
  const sites = { london: context.newId(), zurich: context.newId() };
  const devices = { london: context.newId(), zurich: context.newId() };
  const contacts = { everywhere: context.newId(), zurich: context.newId() };
  const policy = { ...startingPolicy({ name: 'Weekly', owner: 'Ops', reviewAt: '2027-01-01' }), ...given.policy };
  await sql`insert into fettle.installation (id, provider_name, created_at) values (${context.newId()}, 'Fine Fettle Ltd', ${at})`.execute(
    all,
  );
  await sql`insert into fettle.client_register values (${clientId})`.execute(all);
  await sql`insert into fettle.client (client_id, name, created_at) values (${clientId}, 'Acme', ${at})`.execute(all);
  await sql`insert into fettle.site (client_id, id, name, zone, created_at) values
    (${clientId}, ${sites.london}, 'London', 'Europe/London', ${at}), (${clientId}, ${sites.zurich}, 'Zürich', 'Europe/Zurich', ${at})`.execute(
    all,
  );
  for (const [name, id] of Object.entries(devices) as ['london' | 'zurich', string][])
    await sql`insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at)
      values (${clientId}, ${id}, ${sites[name]}, ${`key of ${name}`}, ${`web-${name}`}, 'Debian', 'debian:12', 'manage', ${at})`.execute(
      all,
    );
  await sql`insert into fettle.contact (client_id, id, name, mail, language, site_ids, created_at) values
    (${clientId}, ${contacts.everywhere}, 'Grace Höpper', 'grace@acme.example', 'en', '{}', ${at}),
    (${clientId}, ${contacts.zurich}, 'Jürg Müller', 'juerg@acme.example', 'de', ${[sites.zurich]}, ${at})`.execute(all);
  await sql`insert into fettle.policy (client_id, id, name, version, created_at) values (${clientId}, ${policyId}, 'Weekly', 1, ${at})`.execute(
    all,
  );
  await sql`insert into fettle.policy_version (client_id, policy_id, version, body, digest, saved_at, saved_by)
    values (${clientId}, ${policyId}, 1, ${JSON.stringify(policy)}, ${specHash}, ${at}, 'Ops')`.execute(all);
  await sql`insert into fettle.deployment (client_id, id, title, reason, policy_id, policy_version, expires_at, created_at, created_by)
    values (${clientId}, ${deploymentId}, 'OpenSSL', '', ${policyId}, 1, '2026-04-01T00:00:00Z', ${at}, 'Ops')`.execute(all);

  const shares = [shareOf(devices.london, 'Europe/London', policy), shareOf(devices.zurich, 'Europe/Zurich', policy)];
  const header = headerOf({ clientId, deploymentId, policyId, at });
  let state: DeploymentState = applyAll(null, [createdEvent({ header, shares }, specHash, context.newId(), at)]);
  return {
    ...test,
    clientId,
    deploymentId,
    devices,
    contacts,
    at: () => context.now(),
    async happen(...events) {
      state = applyAll(state, events);
      await inClients(context.db, [clientId], (tx) =>
        noticeReaction(tx, context, { clientId, deploymentId, header, state, events, shares: async () => shares }),
      );
    },
    outbox: () => inClients(context.db, [clientId], (tx) => readNotices(tx, [clientId], { deploymentId, before: null, limit: 100 })),
  };
}

function headerOf(given: { clientId: string; deploymentId: string; policyId: string; at: string }): SpecHeader {
  return {
    format: 'fettle-spec/1',
    deploymentId: given.deploymentId,
    clientId: given.clientId,
    title: 'OpenSSL',
    reason: 'Security',
    createdAt: given.at,
    expiresAt: '2026-03-30T08:00:00Z',
    policy: { id: given.policyId, version: 1 },
    predecessor: null,
    rings: [{ name: 'all', earliest: given.at, gate: { minVerified: 1, minRate: 1, soak: 'PT0S' } }],
    pace: { maxParallel: 10, devicesPerHour: 100 },
    failureBudget: 0,
    restart: 'if-needed',
    rollback: 'automatic',
    startOffline: false,
    checks: [],
    sharesRoot: 'root',
    shareCount: 2,
  };
}

function shareOf(deviceId: string, zone: string, policy: Policy): Share {
  return {
    deviceId,
    deviceKeyId: 'key',
    ring: 0,
    window: { ...policy.window, zone },
    direction: 'forward',
    changes: [{ manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.16-1', to: '3.0.17-1' }],
    files: [],
    wayBack: { kind: 'none', because: 'a test' },
    simulatedAt: '2026-03-02T08:00:00Z',
    expectedSeconds: 600,
  };
}

/** Somebody who may read the evidence of these clients. */
export function reader(context: Context, scope: readonly string[]): Actor {
  return { kind: 'person', id: context.newId(), name: 'Anna', everywhere: false, scope, can: () => true, scopeFor: () => scope };
}
