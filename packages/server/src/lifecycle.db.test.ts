/** Systems and software past their support over real rows: the feed says until when, the calendar goes on, devices come and go, and people decide. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedOf } from '@fettle/feeds';
import type { InstalledPackage } from '@fettle/core/inventory';
import type { CallInput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedsFeature, takeFile } from './catalogue/index.ts';
import { decisionsFeature, lockClients, watchDecisions } from './decisions/index.ts';
import { contentsOf, enrol, installed, newAgent, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { findings } from './findings/index.ts';
import { judgeSubjects, lifecycleFeature, lookAtPublishers } from './lifecycle/index.ts';
import { makeActor } from './people/index.ts';
import { inClients } from './platform/database/index.ts';
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
  await publishAll({ name: 'debian', label: 'Debian', releases });
}
async function publishAll(
  ...result: readonly { readonly name: string; readonly label: string; readonly releases: readonly Release[] }[]
): Promise<void> {
  const feed = feedOf('endoflife');
  if (feed === null) throw new Error('the feed is gone');
  const content = JSON.stringify({ schema_version: '1.2.1', result });
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

function running(host: string, version: string, software: readonly InstalledPackage[] = [installed('lab-app')]) {
  const contents = contentsOf(host, software);
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
  expect(await judgeSubjects(station.context)).toBe(1);
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

test('what nobody runs any more is forgotten with the next day, and comes back with who tells it', async () => {
  const till = await told('till', '9 made up');
  const known = async () =>
    (
      await sql`select id from fettle.lifecycle_subject where called = 'Debian GNU/Linux 9 made up'`.execute(
        station.given.database.superuserDb,
      )
    ).rows.length;
  await answerOf(await asAdmin(), 'retireDevice', { params: { id: till.deviceId }, body: { because: 'Sold' } });
  expect(await known()).toBe(1);
  station.given.clock.advance({ hours: 24 });
  await judgeSubjects(station.context);
  expect(await known()).toBe(0);
  await told('till again', '9 made up');
  expect(await list()).toMatchObject({ unknown: [{ name: 'Debian GNU/Linux 9 made up', devices: 1 }] });
});

test('the calendar alone brings a system near its end, past it, and past what only some have; the feed moves the day', async () => {
  const device = await told('till', '11');
  const published = { name: '11', eolFrom: dayAt(100), eoesFrom: dayAt(200) };
  await publish(published);
  const on = async (days: number) => {
    station.given.clock.advance({ hours: 24 * days });
    await judgeSubjects(station.context);
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
  expect(await judgeSubjects(station.context)).toBe(0);
  await publish({ name: '11', eolFrom: dayAt(400) });
  expect(await judgeSubjects(station.context)).toBe(1);
  expect(await rows()).toEqual([]);
});

test('what is past its end and what ends soon are lines of their own, and each leads to the releases that it counts', async () => {
  await publish(past, { name: '12', eolFrom: dayAt(30) });
  await told('till', '10');
  await told('office', '12');
  await judgeSubjects(station.context);
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
    await judgeSubjects(station.context);
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

  test('a device that comes while somebody decides waits for nobody, and is in a moment after', async () => {
    await told('till', '10');
    await record();
    await inClients(station.context.db, [acme.id], async (tx) => {
      await lockClients(tx, [acme.id]);
      await told('office', '10');
      expect(await rows()).toEqual([['Debian 10', 'ended', 2, 1]]);
    });
    const since = station.context.clock.now();
    await watchDecisions(station.context, { since, all: false, left: [acme.id], changed: async () => undefined, isStopping: () => false });
    expect(await rows()).toEqual([['Debian 10', 'ended', 2, 0]]);
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

describe('software that comes from its publisher', () => {
  const docker = (version: string) => [
    installed('docker-ce', `5:${version}~3-0~debian-bullseye`),
    installed('docker-ce-cli', `5:${version}~3-0~debian-bullseye`),
    // The distribution's own: mended as long as the release, whatever upstream ends.
    installed('nodejs', '18.19.0+dfsg-6~deb12u2'),
  ];
  const engine = (...releases: readonly Release[]) => ({ name: 'docker-engine', label: 'Docker Engine', releases });
  const node = { name: 'nodejs', label: 'Node.js', releases: [{ name: '18', eolFrom: '2025-04-30' }] };
  const debian = (eolFrom: string) => ({ name: 'debian', label: 'Debian', releases: [{ name: '13', eolFrom }] });
  async function having(host: string, software: readonly InstalledPackage[], client: Client = acme): Promise<TestAgent> {
    const agent = await told(host, '13', client);
    agent.contents = running(host, '13', software);
    await sync(station.server, agent);
    return agent;
  }
  const change = async (agent: TestAgent, software: readonly InstalledPackage[]) => {
    agent.contents = running(agent.contents.system.hostname, '13', software);
    await sync(station.server, agent);
  };
  const softwareOf = async ({ deviceId }: TestAgent) =>
    (await answerOf(await asAdmin(), 'getDeviceFindings', { params: { id: deviceId }, query: {} })).software;
  const ended = ['Docker Engine 20.10', 'ended', 1, 1];
  const about = { kind: 'lifecycle' as const, product: 'docker-engine', cycle: '20.10' };
  beforeEach(async () => {
    await publishAll(engine({ name: '27', eolFrom: dayAt(1000) }, { name: '20.10', eolFrom: '2023-12-10' }), node, debian(dayAt(1000)));
    await judgeSubjects(station.context);
  });

  test('counts where its release has ended, with its packages; another patch is the same, another release or its removal ends it', async () => {
    const agent = await having('box', docker('20.10.23'));
    const since = async () => {
      const { items } = await answerOf(await asAdmin(), 'getLifecycleDevices', { params: about, query: { clientId: acme.id } });
      return items.map((one) => [one.has, one.since]);
    };
    expect(await rows()).toEqual([ended]);
    expect(await lines()).toEqual([['support ended', 'One device runs software past its end']]);
    const packages = ['docker-ce 5:20.10.23~3-0~debian-bullseye', 'docker-ce-cli 5:20.10.23~3-0~debian-bullseye'];
    expect(await softwareOf(agent)).toMatchObject([{ product: 'Docker Engine', state: 'ended', packages, decision: { state: 'open' } }]);
    const [[, came] = []] = await since();
    station.given.clock.advance({ hours: 1 });
    await change(agent, docker('20.10.24'));
    expect(await since()).toEqual([[packages.map((one) => one.replace('.23', '.24')), came]]);
    await change(agent, docker('27.3.1'));
    expect(await rows()).toEqual([]);
    expect(await softwareOf(agent)).toMatchObject([{ state: 'supported', decision: null }]);
    await change(agent, docker('20.10.24'));
    expect(await rows()).toEqual([ended]);
    await change(agent, []);
    expect([await rows(), await softwareOf(agent), await lines()]).toEqual([[], [], []]);
  });

  test('a device that has a system and software past its end counts once; an exception for one leaves the other open', async () => {
    await publishAll(engine({ name: '20.10', eolFrom: '2023-12-10' }), debian('2025-01-01'));
    await judgeSubjects(station.context);
    const agent = await having('box', docker('20.10.24'));
    expect(await rows()).toEqual([ended, ['Debian 13', 'ended', 1, 1]]);
    expect(await rows({ kind: 'system' })).toEqual([['Debian 13', 'ended', 1, 1]]);
    expect(await lines()).toEqual([['support ended', 'One device runs a system or software past its end']]);
    const decision = await record({ about });
    expect(decision.devices).toMatchObject([{ counts: true, what: expect.stringContaining('docker-ce 5:20.10.24') }]);
    expect(await rows({ decided: 'no' })).toEqual([['Debian 13', 'ended', 1, 1]]);
    expect(await rows({ kind: 'software' })).toEqual([['Docker Engine 20.10', 'ended', 1, 0]]);
    expect(await lines()).toEqual([['support ended', 'One device runs a system past its end']]);
    expect(await softwareOf(agent)).toMatchObject([{ decision: { state: 'decided', id: decision.id } }]);
  });

  test('news of the feed move it, and a release that it does not know is said to be unknown', async () => {
    await having('box', [installed('docker-ce', '5:19.03.15~3-0~debian-buster')]);
    const unknown = async () => {
      const { items, unknown: said, unknownDevices } = await list({ kind: 'software' });
      return [items.map(({ label }) => label), said.filter(({ kind }) => kind === 'software').map(({ name }) => name), unknownDevices];
    };
    expect(await unknown()).toEqual([[], ['Docker Engine 19.03'], 1]);
    await publishAll(engine({ name: '19.03', eolFrom: '2021-01-08' }), node, debian(dayAt(1000)));
    await judgeSubjects(station.context);
    expect(await unknown()).toEqual([['Docker Engine 19.03'], [], 0]);
  });

  test('what devices told before publishers were looked at is looked at once, for every client', async () => {
    await having('box', docker('20.10.24'));
    await having('theirs', docker('20.10.24'), other);
    const { superuserDb } = station.given.database;
    await sql`delete from fettle.device_subject where software_ids <> '{}'`.execute(superuserDb);
    await sql`delete from fettle.software_subject`.execute(superuserDb);
    expect(await rows()).toEqual([]);
    expect(await lookAtPublishers(station.context)).toBe(true);
    expect([await rows(), await rows({ clientId: other.id })]).toEqual([[ended], [ended]]);
    expect(await lookAtPublishers(station.context)).toBe(false);
    // A later version of the table looks at all again.
    await sql`update fettle.published_by set version = 0`.execute(superuserDb);
    await sql`update fettle.device_subject set software_ids = '{}' where software_ids <> '{}'`.execute(superuserDb);
    expect(await lookAtPublishers(station.context)).toBe(true);
    const { items } = await answerOf(await asAdmin(), 'getLifecycleDevices', { params: about, query: { clientId: acme.id } });
    expect(items.map(({ has }) => has.length)).toEqual([2]);
  });
});
