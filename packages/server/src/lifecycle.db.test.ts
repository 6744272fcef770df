/** Systems past their support over real rows: the feed says until when, the calendar goes on, devices come and go, and people decide. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedOf } from '@fettle/feeds';
import type { CallInput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedsFeature, takeFile } from './catalogue/index.ts';
import { decisionsFeature, watchDecisions } from './decisions/index.ts';
import { contentsOf, enrol, installed, newAgent, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { findings } from './findings/index.ts';
import { judgeSystems, lifecycleFeature } from './lifecycle/index.ts';
import { makeActor } from './people/index.ts';
import { answerOf, refusalOf } from './platform/testing/index.ts';
import { today } from './today/index.ts';

let station: Station;
let acme: Client;
let other: Client;
let folder = '';
let files = 0;
let made = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-files-'));
  station = await openStation();
  const { context } = station;
  await (
    await feedsFeature.start?.({ ...context, config: { ...context.config, feeds: { kind: 'off' } } })
  )?.();
});
afterAll(async () => {
  await station.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
  other = await station.client(`Other ${made}`);
});

type Release = { readonly name: string; readonly eolFrom: string; readonly eoesFrom?: string };
/** Takes what the feed publishes, as its worker does after fetching it. */
async function publish(...releases: readonly Release[]): Promise<void> {
  const feed = feedOf('endoflife');
  if (feed === null) throw new Error('the feed is gone');
  const content = JSON.stringify({ schema_version: '1.2.1', result: [{ name: 'debian', label: 'Debian', releases }] });
  const file = join(folder, `${(files += 1)}`);
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const now = station.context.now();
  const path = 'products/full';
  const { superuserDb } = station.given.database;
  await sql`insert into fettle.feed_file (feed, path, fetched_sha256, fetched_at, confirmed_at) values ('endoflife', ${path}, ${sha256}, ${now}, ${now})
    on conflict (feed, path) do update set fetched_sha256 = excluded.fetched_sha256`.execute(superuserDb);
  const taken = await takeFile(station.context, { feed, path, file, sha256, bytes: content.length, letThrough: null });
  expect(taken).toMatchObject({ kind: 'taken', problems: 0 });
}

function running(host: string, version: string) {
  const contents = contentsOf(host, [installed('lab-app')]);
  const os = { id: 'debian', versionId: version, prettyName: `Debian GNU/Linux ${version}` };
  return { ...contents, system: { ...contents.system, os } };
}

async function told(host: string, version: string, client: Client = acme): Promise<TestAgent> {
  const agent = newAgent(running(host, version));
  expect((await enrol(station.server, agent, (await station.token(client)).text)).status).toBe(200);
  await sync(station.server, agent);
  return agent;
}

const asAdmin = async () => ({
  ...(await station.admin()),
  handlers: {
    ...(await station.admin()).handlers,
    ...decisionsFeature({ changed: async () => undefined }).handlers,
    ...lifecycleFeature.handlers,
    ...findings.handlers,
    ...today.handlers,
  },
});
const day = (n: number) =>
  station.context.clock
    .now()
    .add({ hours: 24 * n })
    .toString({ fractionalSecondDigits: 3 });
const dayAt = (n: number) => day(n).slice(0, 10);

type Body = CallInput<'recordDecision'>['body'];
async function draft(change: Partial<Body> = {}): Promise<Body> {
  return {
    clientId: acme.id,
    about: { kind: 'lifecycle', product: 'debian', cycle: '10' },
    scope: { kind: 'client' },
    kind: 'exception',
    recommendation: 'Replace it this quarter',
    clientSaid: 'refused',
    saidBy: 'Carla Brandt',
    evidence: 'Ticket 4711',
    reason: 'Their till runs on nothing newer',
    compensatingControl: 'It has a network of its own',
    startsAt: null,
    endsAt: day(90),
    reviewAt: null,
    workaround: null,
    ...change,
  };
}
const record = async (change: Partial<Body> = {}) => answerOf(await asAdmin(), 'recordDecision', { body: await draft(change) });
const list = async (query: CallInput<'listLifecycle'>['query'] = {}) =>
  answerOf(await asAdmin(), 'listLifecycle', { query: { clientId: acme.id, ...query } });
const rows = async (query: CallInput<'listLifecycle'>['query'] = {}) =>
  (await list(query)).items.map(({ label, standing, devices, open }) => [label, standing, devices, open]);
const lines = async (client: Client = acme) =>
  (await answerOf(await asAdmin(), 'today', { query: { clientId: client.id } })).items.flatMap(({ kind, title }) =>
    kind === 'support ended' || kind === 'support ends' || kind === 'expired decision' ? [[kind, title]] : [],
  );
const onDevice = async ({ deviceId }: TestAgent) =>
  (await answerOf(await asAdmin(), 'getDeviceFindings', { params: { id: deviceId }, query: {} })).lifecycle;
const of = (cycle: string) => ({ params: { product: 'debian', cycle }, query: {} });
const devicesOf = async (cycle: string) =>
  (await answerOf(await asAdmin(), 'getLifecycleDevices', { ...of(cycle), query: { clientId: acme.id } })).items.map(
    ({ deviceName, decision }) => [deviceName, decision.state, decision.kind],
  );
const past = { name: '10', eolFrom: '2020-01-01' };

test('a device on an ended system is counted when the feed says so, and no longer when it has moved or is retired', async () => {
  const till = await told('till', '10');
  const office = await told('office', '10');
  expect(await list()).toMatchObject({ items: [], unknown: [{ name: 'Debian GNU/Linux 10', devices: 2 }] });
  expect(await onDevice(till)).toMatchObject({ state: 'unknown', decision: null });
  await publish(past, { name: '12', eolFrom: dayAt(1000) });
  expect(await judgeSystems(station.context)).toBe(1);
  expect(await rows()).toEqual([['Debian 10', 'ended', 2, 2]]);
  expect(await onDevice(till)).toMatchObject({
    state: 'ended',
    ends: '2020-01-01',
    product: 'Debian',
    release: { product: 'debian', cycle: '10', standing: 'ended' },
    decision: { state: 'open', kind: null },
  });
  expect(await lines()).toEqual([['support ended', '2 devices run a system past its end']]);

  till.contents = running('till', '12');
  await sync(station.server, till);
  expect(await rows()).toEqual([['Debian 10', 'ended', 1, 1]]);
  expect(await onDevice(till)).toMatchObject({ state: 'supported', decision: null });
  expect(await lines()).toEqual([['support ended', 'One device runs a system past its end']]);

  await answerOf(await asAdmin(), 'retireDevice', { params: { id: office.deviceId }, body: { because: 'Sold' } });
  expect(await list()).toMatchObject({ items: [], unknown: [] });
  expect(await lines()).toEqual([]);
});

test('the calendar alone brings a system near its end, past it, and past what only some have; the feed moves the day', async () => {
  const device = await told('till', '11');
  const published = { name: '11', eolFrom: dayAt(100), eoesFrom: dayAt(200) };
  await publish(published);
  const on = async (days: number) => {
    station.given.clock.advance({ hours: 24 * days });
    await judgeSystems(station.context);
    return (await rows())[0]?.[1] ?? 'none';
  };
  expect(await on(9)).toBe('none');
  expect(await on(1)).toBe('ending');
  expect(await lines()).toEqual([['support ends', 'One device runs a system whose support ends in 90 days']]);
  expect(await on(90)).toBe('ending');
  expect(await lines()).toEqual([['support ends', 'One device runs a system whose support ends today']]);
  expect(await on(1)).toBe('regular-ended');
  expect(await onDevice(device)).toMatchObject({
    state: 'extended-only',
    why: expect.stringContaining('whether a device has it is not known'),
  });
  expect(await lines()).toEqual([['support ended', 'One device runs a system past its end']]);
  expect(await on(100)).toBe('ended');
  // The same words of the feed are no news; another day is.
  await publish(published);
  expect(await judgeSystems(station.context)).toBe(0);
  await publish({ name: '11', eolFrom: dayAt(400) });
  expect(await judgeSystems(station.context)).toBe(1);
  expect(await rows()).toEqual([]);
});

test('what is past its end and what ends soon are lines of their own, and each leads to the releases that it counts', async () => {
  await publish(past, { name: '12', eolFrom: dayAt(30) });
  await told('till', '10');
  await told('office', '12');
  await judgeSystems(station.context);
  const { items } = await answerOf(await asAdmin(), 'today', { query: { clientId: acme.id } });
  const led = items.filter(({ kind }) => kind === 'support ended' || kind === 'support ends');
  expect(led.map(({ title, action }) => [title, action.path])).toEqual([
    ['One device runs a system past its end', `/risk?tab=support&client=${acme.id}&standing=past&decided=no`],
    ['One device runs a system whose support ends in 30 days', `/risk?tab=support&client=${acme.id}&standing=ending&decided=no`],
  ]);
  expect([await rows({ standing: 'past' }), await rows({ standing: 'ending' })]).toEqual([
    [['Debian 10', 'ended', 1, 1]],
    [['Debian 12', 'ending', 1, 1]],
  ]);
});

describe('what is decided about it', () => {
  beforeEach(async () => {
    await publish(past);
    await judgeSystems(station.context);
  });

  test('an exception closes it where it holds; a device that comes is in; it ends, and it is open again', async () => {
    const till = await told('till', '10');
    await told('theirs', '10', other);
    const one = await record();
    expect(one).toMatchObject({
      title: 'Support of Debian 10',
      standing: 'in-force',
      reaches: 1,
      devices: [{ deviceId: till.deviceId, counts: true, what: 'Debian GNU/Linux 10' }],
    });
    await told('office', '10');
    expect(await rows()).toEqual([['Debian 10', 'ended', 2, 0]]);
    expect([await rows({ decided: 'no' }), await rows({ decided: 'no', clientId: other.id })]).toEqual([
      [],
      [['Debian 10', 'ended', 1, 1]],
    ]);
    expect([await lines(), await lines(other)]).toEqual([[], [['support ended', 'One device runs a system past its end']]]);
    expect(await onDevice(till)).toMatchObject({ decision: { state: 'decided', kind: 'exception', id: one.id } });
    const registered = async (about: 'lifecycle' | 'update') =>
      (await answerOf(await asAdmin(), 'listDecisions', { query: { clientId: acme.id, about, text: 'Debian' } })).total;
    expect([await registered('lifecycle'), await registered('update')]).toEqual([1, 0]);

    station.given.clock.advance({ hours: 24 * 90 });
    // Nobody has looked since: what is asked for is right all the same.
    expect(await rows()).toEqual([['Debian 10', 'ended', 2, 2]]);
    expect(await devicesOf('10')).toEqual([
      ['office', 'expired', null],
      ['till', 'expired', null],
    ]);
    expect(await lines()).toEqual([
      ['expired decision', 'One decision has ended'],
      ['support ended', '2 devices run a system past its end'],
    ]);
  });

  test('a replacement names what comes and who sees to it; an exception goes before it, and it counts on when that is revoked', async () => {
    const till = await told('till', '10');
    const site = { kind: 'devices' as const, ids: [till.deviceId] };
    const replacement = { what: 'A till with Debian 13', responsible: 'Ida Roth' };
    const plan = await record({ kind: 'replace', scope: site, compensatingControl: null, replacement });
    expect(plan).toMatchObject({ kind: 'replace', replacement });
    expect(await devicesOf('10')).toEqual([['till', 'decided', 'replace']]);
    const accepted = await record({ endsAt: day(10) });
    expect(await devicesOf('10')).toEqual([['till', 'decided', 'exception']]);
    await told('office', '10');
    expect(await rows()).toEqual([['Debian 10', 'ended', 2, 0]]);
    await answerOf(await asAdmin(), 'revokeDecision', { params: { id: accepted.id }, body: { because: 'It was a mistake' } });
    expect(await rows()).toEqual([['Debian 10', 'ended', 2, 1]]);
    expect(await devicesOf('10')).toEqual([
      ['office', 'open', null],
      ['till', 'decided', 'replace'],
    ]);
  });

  test('one that begins later counts when its day has come', async () => {
    await told('till', '10');
    await record({ startsAt: day(5) });
    const since = station.context.clock.now();
    expect(await rows()).toEqual([['Debian 10', 'ended', 1, 1]]);
    station.given.clock.advance({ hours: 24 * 5 });
    await watchDecisions(station.context, { since, all: false, changed: async () => undefined, isStopping: () => false });
    expect(await rows()).toEqual([['Debian 10', 'ended', 1, 0]]);
  });

  test('what no device runs, what can not be decided about a release, and a replacement by nothing are refused', async () => {
    await told('till', '10');
    const refused = async (change: Partial<Body>) => refusalOf(await asAdmin(), 'recordDecision', { body: await draft(change) });
    expect(await refused({ about: { kind: 'lifecycle', product: 'debian', cycle: '9' } })).toBe('request.invalid');
    expect(await refused({ kind: 'block', compensatingControl: null })).toBe('request.invalid');
    expect(await refused({ kind: 'replace', about: { kind: 'advisory', id: 'CVE-2026-10001' } })).toBe('request.invalid');
    expect(await refused({ kind: 'replace', replacement: null })).toBe('request.invalid');
  });

  test('another client’s people see neither devices nor decisions', async () => {
    await told('till', '10');
    await record();
    const admin = await asAdmin();
    const actor = makeActor(
      { kind: 'person', id: station.context.newId(), name: 'Ben' },
      [{ role: 'reader', clientId: other.id }],
      [other.id],
    );
    expect(await answerOf({ ...admin, actor }, 'listLifecycle', { query: {} })).toMatchObject({ items: [], total: 0, unknown: [] });
    expect(await refusalOf({ ...admin, actor }, 'getLifecycleDevices', of('10'))).toBe('not-found');
  });

  test('pages go by key', async () => {
    for (const host of ['a', 'b', 'c']) await told(host, '10');
    const page = async (after: object) =>
      answerOf(await asAdmin(), 'getLifecycleDevices', { ...of('10'), query: { clientId: acme.id, limit: 2, ...after } });
    const first = await page({});
    const rest = await page({ after: first.next ?? '' });
    expect([first, rest].map(({ items }) => items.map(({ deviceName }) => deviceName))).toEqual([['a', 'b'], ['c']]);
    expect(rest.next).toBeNull();
  });
});
