/** Every limit shows in what is sent: over one deployment and over several, at a site, in a cluster, on a host, and over all clients. */
import { Limits, SendLimits } from '@fettle/protocol/capacity';
import { sql } from 'kysely';
import type { z } from 'zod';
import { afterEach, describe, expect, test } from 'vitest';
import { capacityFeature, capacityReaction, disturbedOf } from './capacity/index.ts';
import { heedFreezes } from './deployments/index.ts';
import { approve, approved, counts, look, propose } from './deployments/testing/acts.ts';
import { callOf, openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { isRefusal } from './platform/feature.ts';
import type { Handlers } from './platform/feature.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

const ring = { name: 'broad', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 0 } } as const;
type Behaviour = Parameters<typeof openFleet>[0]['devices'][string];
/** Devices that take their instruction and then say nothing more: they stay under way. */
const still = { install: 'accepts only' } as const satisfies Behaviour;

async function open(devices: Readonly<Record<string, Behaviour>>, policy: Parameters<typeof openFleet>[0]['policy'] = {}): Promise<Fleet> {
  fleet = await openFleet({
    devices,
    policy: { rings: [ring], maxParallel: 50, devicesPerHour: 500, failureBudget: 5, ...policy },
    reactions: [capacityReaction],
  });
  return fleet;
}
const three = { one: still, two: still, three: still };

const handlers: Handlers = capacityFeature({ changed: heedFreezes }).handlers ?? {};
async function call<N extends keyof Handlers>(at: Fleet, name: N, parts: Parameters<typeof callOf<N>>[2]) {
  const answer = await (handlers[name] as (call: unknown) => Promise<unknown>)(callOf<N>(at.context, at.actor, parts));
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
  return answer;
}
const noLimits = { atOnce: null, perHour: null, disturbedDevices: null, disturbedPercent: null, downloads: null, bandwidth: null };
const limit = (at: Fleet, says: Partial<z.infer<typeof Limits>>, siteId: string | null = null) =>
  call(at, 'setLimits', { params: { id: at.clientId }, body: { ...noLimits, ...says, siteId } });
const cluster = (at: Fleet, most: number, ...names: string[]) =>
  call(at, 'createCluster', {
    params: { id: at.clientId },
    body: { name: 'Databases', most, deviceIds: names.map((name) => at.device(name).id) },
  });

/** A site of its own for these devices. */
async function moved(at: Fleet, ...names: string[]): Promise<string> {
  const id = at.context.newId();
  await sql`insert into fettle.site (client_id, id, name, zone, created_at) values (${at.clientId}, ${id}, 'Harbour', 'UTC', now())`.execute(
    at.database.superuserDb,
  );
  await sql`update fettle.device set site_id = ${id} where name = any(${names}::text[])`.execute(at.database.superuserDb);
  return id;
}
const ofOne = (at: Fleet, name: string) => approved(at, { deviceIds: [at.device(name).id] });

async function sent(at: Fleet, id: string): Promise<readonly string[]> {
  await speak(at, id);
  const { runs } = await look(at, id);
  return runs
    .filter(({ label }) => label !== 'planned')
    .map(({ deviceName }) => deviceName)
    .toSorted();
}
async function waits(at: Fleet, id: string): Promise<string> {
  return (await look(at, id)).waitingOn.map(({ sentence }) => sentence).join(' ');
}

const effects: Readonly<
  Record<`${'client' | 'site'} ${keyof typeof Limits.shape}` | `overall ${keyof typeof SendLimits.shape}`, () => Promise<void>>
> = {
  async 'client atOnce'() {
    const at = await open(three);
    await limit(at, { atOnce: 2 });
    const first = await ofOne(at, 'one');
    expect(await sent(at, first)).toHaveLength(1);
    const id = await approved(at, { deviceIds: [at.device('two').id, at.device('three').id] });
    expect(await sent(at, id)).toHaveLength(1);
    expect(await waits(at, id)).toMatch(/waits its turn: at .* at most 2 devices may be under way at once/);
    await limit(at, {});
    expect(await sent(at, id)).toHaveLength(2);
  },
  async 'client perHour'() {
    const at = await open({ one: {}, two: {} });
    await limit(at, { perHour: 1 });
    expect(await sent(at, await ofOne(at, 'one'))).toHaveLength(1);
    const id = await ofOne(at, 'two');
    expect(await sent(at, id)).toEqual([]);
    expect(await waits(at, id)).toContain('at most one device may be sent within an hour');
    at.clock.advance({ minutes: 61 });
    expect(await sent(at, id)).toEqual(['two']);
  },
  async 'client disturbedDevices'() {
    const at = await open({ one: { install: 'failed' }, two: {} });
    await limit(at, { disturbedDevices: 1 });
    expect(await sent(at, await ofOne(at, 'one'))).toHaveLength(1);
    const id = await ofOne(at, 'two');
    expect(await sent(at, id)).toEqual([]);
    expect(await waits(at, id)).toContain('at most one device may be changing, restarting or unwell at once');
    await call(at, 'sayWell', { params: { id: at.device('one').id }, body: { because: 'Mended by hand' } });
    expect(await sent(at, id)).toEqual(['two']);
  },
  async 'client disturbedPercent'() {
    const at = await open(three);
    await limit(at, { disturbedPercent: 67 });
    expect(await sent(at, await approved(at))).toHaveLength(2);
  },
  async 'client downloads'() {
    const at = await open({ one: { get: 'silent' }, two: { get: 'silent' } });
    await limit(at, { downloads: 1 });
    const id = await approved(at);
    await speak(at, id);
    expect(await fetching(at)).toBe(1);
    expect(await waits(at, id)).toContain('at most one device may fetch packages at once');
  },
  async 'client bandwidth'() {
    const at = await open({ one: {} });
    const bandwidth = { megabits: 8, hours: null };
    await expect(limit(at, { bandwidth })).rejects.toThrow('is of a site alone');
  },
  async 'site bandwidth'() {
    const at = await open({ one: { get: 'silent' }, two: { get: 'silent' }, three: { get: 'silent' }, old: { get: 'no rates' } });
    await limit(at, { bandwidth: { megabits: 8, hours: null } }, await moved(at, 'one', 'two', 'old'));
    const id = await approved(at, { deviceIds: [at.device('one').id, at.device('three').id] });
    await speak(at, id);
    // The one of the site has all of it, the other is of another site.
    expect(ratesOf(at, 'one')).toEqual([1_000_000]);
    expect(ratesOf(at, 'three')).toEqual([undefined]);
    // Another deployment of the site waits, also while it is decided anew, and says for what.
    const other = await ofOne(at, 'two');
    await speak(at, other);
    expect(ratesOf(at, 'two')).toEqual([]);
    expect(await waits(at, other)).toContain('at site Harbour the 8 Mbit/s for downloads are taken by others');
    // The time of the first is over: it is told once more when the other, whose turn it is now, has everything.
    at.clock.advance({ minutes: 61 });
    at.device('two').behaviour.get = 'secures';
    await speak(at, other);
    await speak(at, other);
    expect(ratesOf(at, 'two')).toEqual([1_000_000]);
    expect((await look(at, other)).runs[0]?.secured).toBe(true);
    at.device('one').behaviour.get = 'secures';
    await speak(at, id);
    await speak(at, id);
    expect(ratesOf(at, 'one')).toEqual([1_000_000, 1_000_000]);
    expect((await look(at, id)).runs.find(({ deviceName }) => deviceName === 'one')?.secured).toBe(true);
    // An agent that knows of no rates is told once more without one.
    const old = await ofOne(at, 'old');
    await speak(at, old);
    await speak(at, old);
    await speak(at, old);
    expect(ratesOf(at, 'old')).toEqual([1_000_000, undefined]);
    expect((await look(at, old)).runs[0]).toMatchObject({ secured: true });
  },
  async 'site atOnce'() {
    const at = await open(three);
    await limit(at, { atOnce: 1 }, await moved(at, 'one', 'two'));
    const id = await approved(at);
    const under = await sent(at, id);
    expect(under).toContain('three');
    expect(under).toHaveLength(2);
    expect(await waits(at, id)).toContain('at site Harbour at most one device may be under way at once');
  },
  async 'site perHour'() {
    const at = await open({ one: {}, two: {}, three: {} });
    await limit(at, { perHour: 1 }, await moved(at, 'one', 'two'));
    expect(await sent(at, await ofOne(at, 'one'))).toEqual(['one']);
    const id = await approved(at, { deviceIds: [at.device('two').id, at.device('three').id] });
    expect(await sent(at, id)).toEqual(['three']);
  },
  async 'site disturbedDevices'() {
    const at = await open(three);
    await limit(at, { disturbedDevices: 1 }, await moved(at, 'one', 'two'));
    expect(await sent(at, await approved(at))).toHaveLength(2);
  },
  async 'site disturbedPercent'() {
    const at = await open(three);
    await limit(at, { disturbedPercent: 50 }, await moved(at, 'one', 'two'));
    expect(await sent(at, await approved(at))).toHaveLength(2);
  },
  async 'site downloads'() {
    const at = await open({ one: { get: 'silent' }, two: { get: 'silent' }, three: { get: 'silent' } });
    await limit(at, { downloads: 1 }, await moved(at, 'one', 'two'));
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    expect(await fetching(at)).toBe(2);
  },
  async 'overall atOnce'() {
    const at = await open(three);
    await overall(at, { atOnce: 3, perHour: null });
    await elsewhere(at, 2, 0);
    const id = await approved(at);
    expect(await sent(at, id)).toHaveLength(1);
    expect(await waits(at, id)).toContain('over all clients at most 3 devices may be under way at once');
  },
  async 'overall perHour'() {
    const at = await open(three);
    await overall(at, { atOnce: null, perHour: 5 });
    await elsewhere(at, 0, 3);
    expect(await sent(at, await approved(at))).toHaveLength(2);
  },
};

const overall = (at: Fleet, body: { atOnce: number | null; perHour: number | null }) => call(at, 'setOverallLimits', { body });
async function elsewhere(at: Fleet, changing: number, sentLately: number): Promise<void> {
  const other = at.context.newId();
  await sql`insert into fettle.client_sending (client_id, changing) values (${other}, ${changing})`.execute(at.database.superuserDb);
  await sql`insert into fettle.client_sent (minute, client_id, sent) values (${at.context.now()}, ${other}, ${sentLately})`.execute(
    at.database.superuserDb,
  );
}
function ratesOf(at: Fleet, name: string): readonly (number | undefined)[] {
  return [...at.device(name).taken.values()].flatMap(({ body }) => (body.verb === 'get' ? [body.bytesPerSecond] : []));
}
async function fetching(at: Fleet): Promise<number> {
  const found = await sql<{ open: number }>`select count(*)::int as open from fettle.instruction where verb = 'get'`.execute(
    at.database.superuserDb,
  );
  return found.rows[0]?.open ?? -1;
}

describe('each limit has its effect', () => {
  const names = [
    ...(['client', 'site'] as const).flatMap((of) => Object.keys(Limits.shape).map((name) => `${of} ${name}`)),
    ...Object.keys(SendLimits.shape).map((name) => `overall ${name}`),
  ];
  test.each(Object.entries(effects))('%s', async (_name, effect) => {
    expect(Object.keys(effects).toSorted()).toEqual(names.toSorted());
    await effect();
  });

  test('a ring of a policy has limits of its own, and they stand in the spec', async () => {
    const at = await open(three, { rings: [{ ...ring, maxParallel: 1, devicesPerHour: 7 }] });
    const id = await approved(at);
    expect(await sent(at, id)).toHaveLength(1);
    expect(await waits(at, id)).toContain('in ring broad at most one device may be under way at once');
    expect((await look(at, id)).spec).toMatchObject({ header: { rings: [{ pace: { maxParallel: 1, devicesPerHour: 7 } }] } });
  });
});

describe('a cluster', () => {
  test('has one member at once, over all deployments, and a member that is unwell counts until somebody says that it is well', async () => {
    const at = await open({ one: { install: 'failed' }, two: {}, three: {} });
    await cluster(at, 1, 'one', 'two');
    await ofOne(at, 'one').then((id) => speak(at, id));
    const id = await approved(at, { deviceIds: [at.device('two').id, at.device('three').id] });
    expect(await sent(at, id)).toEqual(['three']);
    expect(await waits(at, id)).toContain('of cluster Databases at most one device may be changing, restarting or unwell at once');
    await call(at, 'sayWell', { params: { id: at.device('one').id }, body: { because: 'Restored' } });
    expect(await sent(at, id)).toEqual(['three', 'two']);
  });

  test('goes on where a failure was borne in the same deployment only when somebody looked', async () => {
    const at = await open({ one: { install: 'failed' }, two: {} });
    await cluster(at, 1, 'one', 'two');
    await sql`update fettle.device set tier = 'mission-critical' where name = 'one'`.execute(at.database.superuserDb);
    const id = await approved(at);
    expect(await sent(at, id)).toEqual(['one']);
    await speak(at, id);
    expect(await waits(at, id)).toContain('of cluster Databases');
    await call(at, 'sayWell', { params: { id: at.device('one').id }, body: { because: 'It runs' } });
    await speak(at, id);
    expect(at.device('two').installs).toHaveLength(1);
  });
});

test('a host comes after its guests, counts for their cluster, and the plan shows why each has its turn', async () => {
  const at = await open({ host: {}, guest: {}, other: {} });
  const { superuserDb } = at.database;
  await sql`insert into fettle.device_dependency (client_id, device_id, depends_on, kind) values (${at.clientId}, ${at.device('guest').id}, ${at.device('host').id}, 'host')`.execute(
    superuserDb,
  );
  await sql`update fettle.device set tier = 'important' where name = 'host'`.execute(superuserDb);
  await cluster(at, 1, 'guest', 'other');
  const { id } = await propose(at);
  await speak(at, id);
  const planned = await look(at, id);
  expect(Object.fromEntries(planned.runs.map(({ deviceName, order }) => [deviceName, order]))).toMatchObject({
    guest: { turn: 1, why: expect.stringContaining('as early as its host host') },
    host: { turn: 2, why: expect.stringContaining('after its guests guest') },
    other: { turn: 3, why: 'urgent, no deadline, no tier' },
  });
  await approve(at, id);
  await speak(at, id, [at.device('guest')]);
  expect((await counts(at, id)).sent).toBeLessThanOrEqual(1);
  await speak(at, id);
  expect(await waits(at, id)).not.toContain('never');
  for (let turn = 0; turn < 4; turn += 1) await speak(at, id);
  expect((await look(at, id)).status).toBe('succeeded');
  // By the numbers of the events: the clock of the test stands still, so that times say nothing of what came first.
  const order = await sql<{ name: string }>`
    select d.name from fettle.deployment_event e join fettle.device d on d.id = (e.event ->> 'deviceId')::uuid
    where e.deployment_id = ${id} and e.kind = 'run-sent' order by e.seq`.execute(superuserDb);
  expect(order.rows.map(({ name }) => name).toSorted()).toEqual(['guest', 'host', 'other']);
  expect(order.rows.findIndex(({ name }) => name === 'guest')).toBeLessThan(order.rows.findIndex(({ name }) => name === 'host'));
});

test('a plan says before it is approved where a site has too little bandwidth for it', async () => {
  const at = await open({ one: { simulate: 'brings a gigabyte' }, two: { simulate: 'brings a gigabyte' }, three: {} });
  const site = await moved(at, 'one', 'two');
  const lintAt = async (megabits: number) => {
    await limit(at, { bandwidth: { megabits, hours: null } }, site);
    const { id } = await propose(at);
    await speak(at, id);
    const { lint } = await look(at, id);
    return lint.filter(({ code }) => code === 'plan.fetched-late').map(({ sentence }) => sentence);
  };
  expect(await lintAt(100)).toEqual([]);
  // Eleven hours each, sixteen hours before the window closes.
  expect(await lintAt(0.2)).toEqual([
    expect.stringMatching(/site Harbour brings 2,000 MB by .*: one device has its packages too late .* of 2 there/),
  ]);
});

test.each([
  [{ disturbedDevices: 4 }, 100, 4],
  [{ disturbedPercent: 5 }, 100, 5],
  [{ disturbedPercent: 5, disturbedDevices: 3 }, 100, 3],
  [{ disturbedPercent: 5 }, 19, 1],
  [{}, 19, null],
])('of %o among %i devices %s may be disturbed', (says, devices, most) => {
  expect(disturbedOf({ ...noLimits, ...says }, devices)).toBe(most);
});
