/** Policies on a real database: made, saved in versions, refused where they can not be read, previewed before. */
import { startingPolicy } from '@fettle/core/policy';
import type { Policy } from '@fettle/core/policy';
import { generateKey } from '@fettle/proof/keys';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settableClock, timestamp } from '../platform/clock.ts';
import { inClients } from '../platform/database/index.ts';
import type { Actor, ApiRefusal, Context } from '../platform/feature.ts';
import { newId } from '../platform/ids.ts';
import { silentLog } from '../platform/log.ts';
import { openTestDatabase } from '../platform/testing/index.ts';
import type { TestDatabase } from '../platform/testing/index.ts';
import { effectivePolicy, policies, policyVersion } from './index.ts';

type Name = 'listPolicies' | 'getPolicy' | 'previewPolicy' | 'createPolicy' | 'savePolicy';
const clock = settableClock('2026-03-02T08:00:00Z');
let database: TestDatabase;
let context: Context;
let here: string;
let elsewhere: string;
let sites: string[];

beforeAll(async () => {
  database = await openTestDatabase();
  const listener = { host: '127.0.0.1', port: 0 };
  context = {
    config: {
      dataFolder: '/nonexistent/data',
      keysFolder: '/nonexistent/keys',
      people: listener,
      agents: listener,
      publicUrl: null,
      agentPublicUrl: null,
      trustedProxies: [],
      noticeNetworks: [],
      logLevel: 'silent',
      database: { kind: 'external', url: database.url, ownerUrl: null },
      mail: { smtpUrl: null, from: null },
      localAgent: false,
      feeds: { kind: 'off' },
      checkInSeconds: 60,
      providerName: 'Example IT',
    },
    db: database.db,
    clock,
    log: silentLog(),
    wake: { on: () => () => {}, stop: async () => {} },
    serverKey: generateKey(),
    publicUrl: () => '',
    agentUrl: () => '',
    newId: () => newId(clock),
    now: () => timestamp(clock.now()),
  };
  here = await addClient('Here', ['Europe/Zurich', 'America/New_York']);
  elsewhere = await addClient('Elsewhere', ['UTC']);
});
afterAll(() => database.close());

async function addClient(name: string, zones: string[]): Promise<string> {
  const id = context.newId();
  const all = database.superuserDb;
  await sql`insert into fettle.client_register values (${id})`.execute(all);
  await sql`insert into fettle.client (client_id, name, created_at) values (${id}, ${name}, now())`.execute(all);
  sites = zones.map(() => context.newId());
  for (const [index, zone] of zones.entries())
    await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${id}, ${sites[index]}, ${zone}, ${zone}, ${`2026-01-0${index + 1}T00:00:00Z`})`.execute(
      all,
    );
  for (const device of ['alpha', 'beta'])
    await sql`insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at)
      values (${id}, ${context.newId()}, ${sites[0]}, ${`${id} ${device}`}, ${device}, 'Debian', 'debian:12', 'manage', now())`.execute(
      all,
    );
  return id;
}

function actor(...scope: string[]): Actor {
  return {
    kind: 'person',
    id: '01980000-0000-7000-8000-00000000000a',
    name: 'Anna',
    everywhere: false,
    scope,
    can: () => true,
    scopeFor: () => scope,
  };
}
async function act<N extends Name>(name: N, parts: object, by: Actor = actor(here)): Promise<CallOutput<N> | ApiRefusal> {
  const call = { context, actor: by, params: undefined, query: undefined, body: undefined, ...parts };
  // The table's own type for one name is lost by the generic look-up.
  const handlers = policies.handlers as unknown as Record<Name, (given: typeof call) => Promise<CallOutput<N> | ApiRefusal>>;
  return handlers[name](call);
}
async function answer<N extends Name>(name: N, parts: object, by?: Actor): Promise<CallOutput<N>> {
  const answered = await act(name, parts, by);
  if ('refused' in (answered as object)) throw new Error(JSON.stringify(answered));
  return answered as CallOutput<N>;
}
const policy = (change: Partial<Policy> = {}): Policy => ({
  ...startingPolicy({ name: 'Weekly', owner: 'Ops', reviewAt: '2027-01-01' }),
  ...change,
});

test('a policy is made in version 1, and is the one that holds for all devices of its client', async () => {
  const made = await answer('createPolicy', { params: { id: here }, body: { body: policy() } });
  expect(made).toMatchObject({ name: 'Weekly', version: 1, devices: 2, clientName: 'Here', owner: 'Ops' });
  expect(made.openings[0]).toEqual({
    opensAt: '2026-03-08T01:00:00.000Z',
    closesAt: '2026-03-08T05:00:00.000Z',
    zone: 'Europe/Zurich',
    wall: 'Sun 8 Mar 2026, 02:00 to 06:00',
    closed: null,
    shortenedBy: null,
    clientWall: null,
  });
  const inForce = await inClients(context.db, [here], (tx) => effectivePolicy(tx, here));
  expect(inForce).toMatchObject({ id: made.id, version: 1, read: { ok: true } });
  expect(await inClients(context.db, [elsewhere], (tx) => effectivePolicy(tx, elsewhere))).toBeNull();
});

test('saving keeps the version before, and is refused where somebody else has saved since', async () => {
  const made = await answer('createPolicy', { params: { id: here }, body: { body: policy({ name: 'Second' }) } });
  const saved = await answer('savePolicy', { params: { id: made.id }, body: { body: policy({ failureBudget: 2 }), basedOn: 1 } });
  expect(saved.versions.map(({ version }) => version)).toEqual([2, 1]);
  expect(new Set(saved.versions.map(({ digest }) => digest)).size).toBe(2);
  expect(await act('savePolicy', { params: { id: made.id }, body: { body: policy(), basedOn: 1 } })).toMatchObject({
    code: 'conflict.changed',
  });
  const first = await inClients(context.db, [here], (tx) => policyVersion(tx, here, made.id, 1));
  expect(first?.read).toMatchObject({ ok: true, policy: { failureBudget: 0 } });
});

test.each([
  ['an unreadable window', { window: { rule: 'FREQ=SOMETIMES', start: '02:00', durationMinutes: 60 } }, 'window.rule'],
  ['a gate beyond all', { rings: [{ ...policy().rings[2], gate: { minVerified: 1, minRate: 2 } }] }, 'rings[0].gate.minRate'],
  ['a field that nothing reads', { reboot: true }, ''],
])('a policy with %s is refused and names the place', async (_, change, path) => {
  const before = await answer('listPolicies', { query: { limit: 100 } });
  const refused = await act('createPolicy', { params: { id: here }, body: { body: { ...policy(), ...change } } });
  expect(refused).toMatchObject({ code: 'policy.unreadable' });
  expect('errors' in (refused as object) && (refused as ApiRefusal).errors?.map((error) => error.path).join()).toContain(path);
  expect((await answer('listPolicies', { query: { limit: 100 } })).items.length).toBe(before.items.length);
});

test('a policy that became unreadable in the database is shown as such, with no opening', async () => {
  const made = await answer('createPolicy', { params: { id: elsewhere }, body: { body: policy() } }, actor(elsewhere));
  await sql`alter table fettle.policy_version disable trigger evidence_stays`.execute(database.superuserDb);
  await sql`update fettle.policy_version set body = body || '{"window": {"rule": "nonsense"}}' where policy_id = ${made.id}`.execute(
    database.superuserDb,
  );
  const found = await answer('getPolicy', { params: { id: made.id } }, actor(elsewhere));
  expect(found).toMatchObject({ nextOpening: null, openings: [] });
  expect(found.lint[0]).toMatchObject({ code: 'policy-unreadable', severity: 'failing' });
  const inForce = await inClients(context.db, [elsewhere], (tx) => effectivePolicy(tx, elsewhere));
  expect(inForce?.read.ok).toBe(false);
});

test('the preview shows twelve openings for each zone of the client, or of one site, and who is in which ring', async () => {
  const whole = await answer('previewPolicy', { params: { id: here }, body: { body: policy() } });
  expect(whole.openings.filter(({ zone }) => zone === 'Europe/Zurich')).toHaveLength(12);
  expect(whole.openings.filter(({ zone }) => zone === 'America/New_York')).toHaveLength(12);
  expect(whole.openings.map(({ opensAt }) => opensAt)).toEqual(whole.openings.map(({ opensAt }) => opensAt).toSorted());
  expect(whole.rings.map(({ name, devices }) => [name, devices.length])).toEqual([
    ['test', 1],
    ['pilot', 1],
    ['broad', 0],
  ]);
  const foreign = await act('previewPolicy', { params: { id: here }, body: { body: policy(), siteId: sites[0] } });
  expect(foreign).toMatchObject({ code: 'request.invalid' });
});

test('the preview of nothing shows the policy to begin with, and one that can not be read says what is wrong', async () => {
  const begun = await answer('previewPolicy', { params: { id: here }, body: { body: null } });
  expect(begun.openings.length).toBe(24);
  const wrong = await answer('previewPolicy', { params: { id: here }, body: { body: { name: 'x' } } });
  expect(wrong.problems.length).toBeGreaterThan(5);
  expect(wrong.openings).toEqual([]);
});

test('lists go page by page and show nothing of other clients', async () => {
  const both = await answer('listPolicies', { query: { limit: 500 } }, actor(here, elsewhere));
  const first = await answer('listPolicies', { query: { limit: 1 } }, actor(here, elsewhere));
  const rest = await answer('listPolicies', { query: { limit: 500, after: first.next ?? '' } }, actor(here, elsewhere));
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(both.items.map(({ id }) => id));
  const foreign = both.items.find(({ clientId }) => clientId === elsewhere)?.id ?? '';
  expect((await answer('listPolicies', { query: { limit: 500 } })).items.some(({ id }) => id === foreign)).toBe(false);
  expect(await act('getPolicy', { params: { id: foreign } })).toMatchObject({ code: 'not-found' });
  expect(await act('savePolicy', { params: { id: foreign }, body: { body: policy(), basedOn: 1 } })).toMatchObject({ code: 'not-found' });
  expect(await act('listPolicies', { query: { limit: 5, after: 'nonsense' } })).toMatchObject({ code: 'request.invalid' });
});
