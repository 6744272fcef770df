/** Decisions over real rows: recorded, weighed, ended by a person or by the clock, and what Today says of them. */
import type { CallInput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { judgeQueued, settleCounts } from './findings/index.ts';
import { inClients } from './platform/database/index.ts';
import type { Actor } from './platform/feature.ts';
import { answerOf, callRoute, refusalOf } from './platform/testing/index.ts';
import { needsOf, today } from './today/index.ts';
import { heedDecisions } from './deployments/index.ts';
import { decisionsFeature, decisionsFor, readUnfollowed, watchDecisions } from './decisions/index.ts';

let station: Station;
let acme: Client;
let device: TestAgent;
let made = 0;
beforeAll(async () => {
  station = await openStation();
});
afterAll(() => station.close());
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
  device = await enrolled('till');
});

async function enrolled(host: string, client: Client = acme): Promise<TestAgent> {
  const contents = contentsOf(host, [installed('lab-app'), installed('lab-web')], [offer('lab-app'), offer('lab-web')]);
  contents['apt.changelogs'] = [{ sourceName: 'lab-app', from: '1.0-1', to: '2.0-1', cves: ['CVE-2026-10001', 'CVE-2026-10002'] }];
  const agent = newAgent(contents);
  expect((await enrol(station.server, agent, (await station.token(client)).text)).status).toBe(200);
  await sync(station.server, agent);
  await judgeQueued(station.context);
  await settleCounts(station.context);
  return agent;
}

const asAdmin = async () => ({ ...(await station.admin()), handlers: decisionsFeature({ changed: heedDecisions }).handlers });
const asToday = async () => ({ ...(await station.admin()), handlers: today.handlers });
const day = (n: number) =>
  station.context.clock
    .now()
    .add({ hours: 24 * n })
    .toString({ fractionalSecondDigits: 3 });
type Body = CallInput<'recordDecision'>['body'];

function draft(change: Partial<Body> = {}): Body {
  return {
    clientId: acme.id,
    about: { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: null },
    scope: { kind: 'client' },
    kind: 'exception',
    recommendation: 'Install it this week',
    clientSaid: 'refused',
    saidBy: 'Carla Brandt',
    evidence: 'Ticket 4711',
    reason: 'Their till stops',
    compensatingControl: 'The port is closed',
    startsAt: null,
    endsAt: day(90),
    reviewAt: day(30),
    workaround: null,
    ...change,
  };
}
const alone = { clientSaid: 'not-asked', saidBy: null, evidence: null, compensatingControl: null, endsAt: null, reviewAt: null } as const;
const record = async (change: Partial<Body> = {}) => answerOf(await asAdmin(), 'recordDecision', { body: draft(change) });
const list = async (query: CallInput<'listDecisions'>['query'] = {}) =>
  answerOf(await asAdmin(), 'listDecisions', { query: { clientId: acme.id, ...query } });
const lines = async () =>
  (await answerOf(await asToday(), 'today', { query: { clientId: acme.id } })).items.map(({ kind, title, action }) => ({
    kind,
    title,
    path: action.path,
  }));
const urgentNames = async () => {
  const { items } = await answerOf(await asToday(), 'today', { query: { clientId: acme.id } });
  return items.find(({ kind }) => kind === 'urgent updates')?.why ?? 'none';
};
const effective = async (agent: TestAgent, cves: string[] = ['CVE-2026-10001', 'CVE-2026-10002']) => {
  const subject = {
    update: { manager: 'apt', sourceName: 'lab-app', sourceVersion: '2.0-1' },
    advisories: cves,
    fixSince: station.context.now(),
  } as const;
  const [one] = await inClients(station.context.db, [acme.id], (tx) =>
    decisionsFor(tx, acme.id, agent.deviceId, [subject], station.context.clock.now()),
  );
  return one;
};

describe('recording', () => {
  test('a refusal keeps every word, and says which devices it reaches', async () => {
    const other = await enrolled('office');
    const one = await record();
    expect(one).toMatchObject({
      title: 'lab-app, every version',
      standing: 'in-force',
      clientSaid: 'refused',
      saidBy: 'Carla Brandt',
      evidence: 'Ticket 4711',
      compensatingControl: 'The port is closed',
      reaches: 2,
      history: [{ what: 'recorded', because: 'Their till stops' }],
    });
    expect(one.devices.map(({ deviceId, counts, what }) => [deviceId, counts, what])).toEqual([
      [other.deviceId, true, 'lab-app 2.0-1'],
      [device.deviceId, true, 'lab-app 2.0-1'],
    ]);
    expect((await list()).items.map(({ id }) => id)).toEqual([one.id]);
  });

  test.each<[string, Partial<Body>]>([
    ['an exception without an end', { endsAt: null, reviewAt: null }],
    ['a refusal by nobody', { saidBy: null }],
    ['a site of another client', { scope: { kind: 'site', ids: ['01900000-0000-7000-8000-000000000000'] } }],
    ['no device', { scope: { kind: 'devices', ids: [] } }],
  ])('%s is refused and nothing is stored', async (_name, change) => {
    expect(await refusalOf(await asAdmin(), 'recordDecision', { body: draft(change) })).toBe('request.invalid');
    expect(await list({ state: 'all' })).toMatchObject({ items: [], total: 0 });
  });

  test('rows can not be changed, not even by their owner', async () => {
    const one = await record();
    for (const change of [
      sql`update fettle.decision set reason = 'x'`,
      sql`delete from fettle.decision where id = ${one.id}`,
      sql`delete from fettle.decision_event`,
    ])
      await expect(change.execute(station.given.database.superuserDb)).rejects.toThrow(/evidence/);
  });

  test('another client’s people see nothing of it', async () => {
    const one = await record();
    const other = await station.client(`Other ${made}`);
    const admin = await asAdmin();
    const stranger: Actor = { ...admin.actor, scopeFor: () => [other.id], scope: [other.id], everywhere: false };
    const theirs = { ...admin, actor: stranger };
    expect(await answerOf(theirs, 'listDecisions', { query: { state: 'all' } })).toMatchObject({ items: [], total: 0 });
    expect(await refusalOf(theirs, 'getDecision', { params: { id: one.id } })).toBe('not-found');
    expect(await refusalOf(theirs, 'revokeDecision', { params: { id: one.id }, body: { because: 'Mine' } })).toBe('not-found');
    expect(await refusalOf(theirs, 'recordDecision', { body: draft() })).toBe('not-found');
  });
});

describe('precedence over real rows', () => {
  test('block, exception, what a person decided: each overrules the next, and says so', async () => {
    const deploy = await record({ ...alone, kind: 'deploy' });
    expect(await effective(device)).toMatchObject({ decision: { id: deploy.id }, state: 'decided' });
    const accepted = await record({ scope: { kind: 'devices', ids: [device.deviceId] } });
    expect(await effective(device)).toMatchObject({ decision: { id: accepted.id } });
    const block = await record({ ...alone, kind: 'block', reason: 'It breaks the till' });
    const now = await effective(device);
    expect(now).toMatchObject({ decision: { id: block.id }, why: 'A block: It breaks the till.' });
    expect(now?.overruled.map(({ why }) => why)).toEqual(['A block goes before an exception.', 'A block goes before any other decision.']);
    const seen = await answerOf(await asAdmin(), 'getDecision', { params: { id: accepted.id } });
    expect(seen.devices).toMatchObject([
      { counts: false, byId: block.id, why: 'A block goes before an exception. A block counts: lab-app, every version.' },
    ]);
  });

  test('a decision for one device is none for its neighbour', async () => {
    const other = await enrolled('office');
    await record({ scope: { kind: 'devices', ids: [device.deviceId] } });
    expect(await effective(device)).toMatchObject({ state: 'decided' });
    expect(await effective(other)).toMatchObject({ state: 'open', decision: null });
  });

  test('an advisory stands for the CVE ids that it named when it was decided about', async () => {
    const { superuserDb } = station.given.database;
    await sql`insert into fettle.feed (id, enabled, due_at) values ('osv', true, now()) on conflict do nothing`.execute(superuserDb);
    await sql`insert into fettle.feed_file (feed, path) values ('osv', 'x.zip') on conflict do nothing`.execute(superuserDb);
    await sql`insert into fettle.advisory (feed, path, id, digest, kind, aliases, cves, severities) values ('osv', 'x.zip', ${`LAB-${made}`}, '', 'security', '{}', '{CVE-2026-10002,CVE-2026-10001}', '[]')`.execute(
      superuserDb,
    );
    const one = await record({ about: { kind: 'advisory', id: `LAB-${made}` } });
    expect(one).toMatchObject({ about: { ids: ['CVE-2026-10001', 'CVE-2026-10002'] }, reaches: 1 });
    expect(await effective(device)).toMatchObject({ decision: { id: one.id }, state: 'decided' });
    const part = await record({ about: { kind: 'advisory', id: 'cve-2026-10003' } });
    expect(part).toMatchObject({ about: { id: 'CVE-2026-10003', ids: ['CVE-2026-10003'] }, reaches: 0, devices: [] });
  });

  test('a vulnerability that nothing ends is reached too, and what is decided about it counts', async () => {
    const { superuserDb } = station.given.database;
    const cve = `CVE-2026-2${made.toString().padStart(4, '0')}`;
    await sql`insert into fettle.feed (id, enabled, due_at) values ('osv', true, now()) on conflict do nothing`.execute(superuserDb);
    await sql`insert into fettle.feed_file (feed, path) values ('osv', 'x.zip') on conflict do nothing`.execute(superuserDb);
    await sql`insert into fettle.advisory (feed, path, id, digest, kind, aliases, cves, severities) values ('osv', 'x.zip', ${`OPEN-${made}`}, '', 'security', '{}', ${[cve]}, '[]')`.execute(
      superuserDb,
    );
    await sql`insert into fettle.software_match (software_id, advisory, since, security)
      select s.id, a.key, now(), true from fettle.software s, fettle.advisory a where s.name = 'lab-app' and s.version = '1.0-1' and a.id = ${`OPEN-${made}`}`.execute(
      superuserDb,
    );
    await sql`insert into fettle.vulnerable_device (client_id, software_id, device_id, since)
      select ${acme.id}, id, ${device.deviceId}, now() from fettle.software where name = 'lab-app' and version = '1.0-1'`.execute(
      superuserDb,
    );
    const one = await record({ about: { kind: 'advisory', id: cve } });
    expect(one.devices).toMatchObject([{ deviceId: device.deviceId, what: 'lab-app 1.0-1, no fix is offered', counts: true }]);
    const workaround = { what: 'Switched off', check: 'It is off', undoWhenFixed: true };
    const around = await record({ ...alone, about: { kind: 'advisory', id: cve }, kind: 'workaround', workaround });
    expect(around).toMatchObject({
      needs: 'verify',
      devices: [{ counts: false, byId: one.id, why: expect.stringContaining('An exception goes before') }],
    });
  });
});

describe('by the clock', () => {
  test('what has ended is open again, stands on top of the register and on Today, and reviewed it is not', async () => {
    expect(await urgentNames()).toMatch(/lab-app/);
    const longer = await record({
      about: { kind: 'update', manager: 'apt', sourceName: 'lab-web', sourceVersion: '2.0-1' },
      endsAt: day(300),
    });
    const one = await record();
    expect(await urgentNames()).toBe('none');
    station.given.clock.advance({ hours: 24 * 90 });
    expect(await urgentNames()).toMatch(/lab-app/);
    expect(await urgentNames()).not.toMatch(/lab-web/);
    expect((await list()).items.map(({ id, standing, reviewDue }) => [id, standing, reviewDue])).toEqual([
      [one.id, 'expired', false],
      [longer.id, 'in-force', true],
    ]);
    expect((await list({ state: 'expired' })).items.map(({ id }) => id)).toEqual([one.id]);
    expect((await list({ state: 'review-due' })).items.map(({ id }) => id)).toEqual([longer.id]);
    expect(await lines()).toEqual(
      expect.arrayContaining([
        { kind: 'expired decision', title: 'One decision has ended', path: `/exceptions/${one.id}?client=${acme.id}` },
        { kind: 'decision review', title: 'One decision is to be looked at again', path: `/exceptions/${longer.id}?client=${acme.id}` },
      ]),
    );
    expect((await needsOf(station.context, [acme.id])).get(acme.id)).toBeGreaterThanOrEqual(3);
    const body = {
      because: 'They renew in May',
      clientSaid: 'agreed',
      saidBy: 'Carla Brandt',
      evidence: 'Mail of today',
      compensatingControl: 'As before',
    } as const;
    const again = await answerOf(await asAdmin(), 'reviewDecision', {
      params: { id: one.id },
      body: { ...body, endsAt: day(60), reviewAt: null },
    });
    expect(again).toMatchObject({
      predecessorId: one.id,
      standing: 'in-force',
      history: [{ what: 'recorded' }, { what: 'reviewed', because: 'They renew in May' }],
    });
    expect((await lines()).map(({ kind }) => kind)).not.toContain('expired decision');
    expect(await urgentNames()).toBe('none');
    expect((await list({ state: 'over' })).items).toMatchObject([{ id: one.id, standing: 'replaced' }]);
    const params = { id: one.id };
    expect(await refusalOf(await asAdmin(), 'reviewDecision', { params, body: { ...body, endsAt: day(60), reviewAt: null } })).toBe(
      'decision.not-possible',
    );
    expect(await refusalOf(await asAdmin(), 'revokeDecision', { params, body: { because: 'Late' } })).toBe('decision.not-possible');
  });

  test('one that begins later covers from then on', async () => {
    await record({ startsAt: day(2), about: { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: null } });
    expect(await urgentNames()).toMatch(/lab-app/);
    const before = station.context.clock.now();
    station.given.clock.advance({ hours: 49 });
    await watchDecisions(station.context, { since: before, all: false, changed: heedDecisions, isStopping: () => false });
    expect(await urgentNames()).not.toMatch(/lab-app/);
  });

  test('a device that went to another site is covered by what was decided for that', async () => {
    const siteId = station.context.newId();
    const { superuserDb } = station.given.database;
    await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${acme.id}, ${siteId}, 'Branch', 'UTC', now())`.execute(
      superuserDb,
    );
    await record({ scope: { kind: 'site', ids: [siteId] } });
    expect(await urgentNames()).toMatch(/lab-app/);
    await sql`update fettle.device set site_id = ${siteId} where id = ${device.deviceId}`.execute(superuserDb);
    const since = station.context.clock.now();
    await watchDecisions(station.context, { since, all: true, changed: heedDecisions, isStopping: () => false });
    expect(await urgentNames()).not.toMatch(/lab-app/);
  });

  test('what ends within thirty days is found', async () => {
    const soon = await record({ endsAt: day(29), reviewAt: null });
    await record({ endsAt: day(31), reviewAt: null });
    expect((await list({ state: 'ending' })).items.map(({ id }) => id)).toEqual([soon.id]);
  });
});

describe('Today', () => {
  test('an urgent update is decided about only where it is on every device', async () => {
    await enrolled('office');
    await record({
      about: { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: '2.0-1' },
      scope: { kind: 'devices', ids: [device.deviceId] },
    });
    expect(await urgentNames()).toMatch(/lab-app/);
    const all = await record();
    expect(await urgentNames()).not.toMatch(/lab-app/);
    await answerOf(await asAdmin(), 'revokeDecision', { params: { id: all.id }, body: { because: 'They agreed to it' } });
    expect(await urgentNames()).toMatch(/lab-app/);
  });

  test('a device that comes later is not covered by a decision for named devices', async () => {
    await record({ scope: { kind: 'devices', ids: [device.deviceId] } });
    expect(await urgentNames()).not.toMatch(/lab-app/);
    await enrolled('new');
    expect(await urgentNames()).toMatch(/lab-app/);
  });

  test('a workaround covers once its check was seen, and not after it was undone', async () => {
    const workaround = { what: 'The port is closed', check: 'A scan finds it closed', undoWhenFixed: true };
    const one = await record({ ...alone, kind: 'workaround', workaround });
    expect(one).toMatchObject({ needs: 'verify', standing: 'in-force' });
    expect(await urgentNames()).toMatch(/lab-app/);
    expect(await lines()).toContainEqual({
      kind: 'workaround',
      title: 'One workaround waits for a person',
      path: `/exceptions/${one.id}?client=${acme.id}`,
    });
    station.given.clock.advance({ minutes: 1 });
    const note = async (did: 'verified' | 'undone') =>
      callRoute(await asAdmin(), 'noteWorkaround', { params: { id: one.id }, body: { did, because: 'Seen' } });
    expect(await note('verified')).toMatchObject({ needs: null, devices: [{ counts: true }] });
    expect(await urgentNames()).not.toMatch(/lab-app/);
    expect((await lines()).map(({ kind }) => kind)).not.toContain('workaround');
    expect(await note('undone')).toMatchObject({ standing: 'undone' });
    expect(await note('undone')).toMatchObject({ code: 'decision.not-possible' });
    expect(await urgentNames()).toMatch(/lab-app/);
  });
});

describe('a decision to deploy that nothing follows', () => {
  test('is on Today once its day has come, with the way to the deployment that would bring it', async () => {
    const one = await record({ ...alone, kind: 'deploy', reviewAt: day(3) });
    const kinds = async () => (await lines()).map(({ kind }) => kind);
    expect(await kinds()).not.toContain('not deployed');
    station.given.clock.advance({ hours: 73 });
    const line = (await lines()).find(({ kind }) => kind === 'not deployed');
    expect(line).toMatchObject({ title: 'One decision to deploy, and nothing brings it' });
    expect(line?.path).toMatch(new RegExp(`^/deployments/new\\?client=${acme.id}&updates=\\d+$`));
    expect(await kinds(), 'it is told once').not.toContain('decision review');
    expect(await answerOf(await asAdmin(), 'getDecision', { params: { id: one.id } })).toMatchObject({
      reviewDue: true,
      unfollowedSince: one.reviewAt,
    });
    await answerOf(await asAdmin(), 'revokeDecision', { params: { id: one.id }, body: { because: 'Not any more' } });
    expect(await kinds()).not.toContain('not deployed');
  });
});

test('how many clients have decisions that nothing follows makes no query more', async () => {
  const first = acme;
  acme = await station.client(`Acme ${(made += 1)}`);
  await enrolled('office');
  const toDeploy = [];
  for (const client of [first, acme]) toDeploy.push(await record({ ...alone, clientId: client.id, kind: 'deploy', reviewAt: day(3) }));
  // The block counts at the first client; what stands at one client says nothing of another.
  await record({ ...alone, clientId: first.id, kind: 'block' });
  const last = await record({
    ...alone,
    clientId: first.id,
    kind: 'deploy',
    reviewAt: day(3),
    about: { ...draft().about, sourceName: 'lab-web' } as Body['about'],
  });
  station.given.clock.advance({ hours: 73 });
  const asked = async (...clients: readonly Client[]) => {
    let queries = 0;
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        queries += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const found = await inClients(
      station.context.db,
      clients.map(({ id }) => id),
      (tx) => readUnfollowed(tx.withPlugin(counting), station.context.clock.now()),
    );
    return { queries, found: found.map(({ clientId, id }) => [clientId, id] as const) };
  };
  const [one, both] = [await asked(acme), await asked(first, acme)];
  expect(one.found).toEqual([[acme.id, toDeploy[1]?.id]]);
  expect(new Map(both.found)).toEqual(new Map([[first.id, last.id], ...one.found]));
  expect(both.found).toHaveLength(2);
  expect(both.queries).toBe(one.queries);
});

describe('the register', () => {
  test('pages go by key and count everything', async () => {
    for (const n of [5, 3, 4, 1, 2]) await record({ endsAt: day(n), reviewAt: null });
    await record({ ...alone, kind: 'block' });
    const ends: (string | null)[] = [];
    let after: string | undefined;
    do {
      const page = await list({ limit: 2, ...(after === undefined ? {} : { after }) });
      expect(page.total).toBe(6);
      ends.push(...page.items.map(({ endsAt }) => endsAt));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(ends).toEqual([day(1), day(2), day(3), day(4), day(5), null]);
    expect(await refusalOf(await asAdmin(), 'listDecisions', { query: { after: 'x' } })).toBe('request.invalid');
  });

  test('it is narrowed by kind, words, and the update that a decision is about', async () => {
    const block = await record({ ...alone, kind: 'block', reason: 'Breaks the printer' });
    const cve = await record({ about: { kind: 'advisory', id: 'CVE-2026-10001' } });
    const web = await record({ about: { kind: 'update', manager: 'apt', sourceName: 'lab-web', sourceVersion: null } });
    const ids = async (query: CallInput<'listDecisions'>['query']) => (await list(query)).items.map(({ id }) => id).toSorted();
    expect(await ids({ kind: 'block' })).toEqual([block.id]);
    expect(await ids({ text: 'PRINTER' })).toEqual([block.id]);
    expect(await ids({ text: 'cve-2026-10001' })).toEqual([cve.id]);
    const [software] = (
      await sql<{ id: number }>`select id from fettle.software where name = 'lab-app' and version = '2.0-1'`.execute(
        station.given.database.superuserDb,
      )
    ).rows;
    expect(await ids({ updateId: String(software?.id) })).toEqual([block.id, cve.id].toSorted());
    expect(await ids({ text: 'lab-web' })).toEqual([web.id]);
    const about = { kind: 'offered', updateId: String(software?.id), everyVersion: false } as const;
    expect(await record({ about })).toMatchObject({ about: { kind: 'update', sourceName: 'lab-app', sourceVersion: '2.0-1' } });
    const gone = draft({ about: { ...about, updateId: '999999' } });
    expect(await refusalOf(await asAdmin(), 'recordDecision', { body: gone })).toBe('request.invalid');
  });
});
