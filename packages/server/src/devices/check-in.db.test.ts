import { emptySetDigest, setDigest } from '@fettle/proof/set-digest';
import { agentPaths, CheckInReply } from '@fettle/protocol/agent';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { issueInstruction } from '../instructions/index.ts';
import { inClients } from '../platform/database/index.ts';
import { answerOf } from '../platform/testing/index.ts';
import {
  checkIn,
  checkInOf,
  contentsOf,
  digestsOf,
  enrol,
  installed,
  newAgent,
  offer,
  sealed,
  sectionsFor,
  send,
  sync,
} from './testing/agent.ts';
import type { TestAgent } from './testing/agent.ts';
import { openStation } from './testing/station.ts';
import type { Client, Station } from './testing/station.ts';

let station: Station;
let acme: Client;
let made = 0;
beforeAll(async () => {
  station = await openStation();
});
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
});
afterAll(() => station.close());

async function enrolled(host: string, contents = contentsOf(host)): Promise<TestAgent> {
  const agent = newAgent(contents);
  const { status } = await enrol(station.server, agent, (await station.token(acme)).text);
  expect(status).toBe(200);
  return agent;
}
const inventory = (agent: TestAgent) =>
  station.given.database.superuserDb
    .selectFrom('device_inventory')
    .select(['digests', 'installed', 'peculiar', 'missing', 'missing_security', 'changed_at', 'scanned_at'])
    .where('device_id', '=', agent.deviceId)
    .executeTakeFirst();
const software = async (agent: TestAgent) => {
  const { items } = await answerOf(await station.admin(), 'getDeviceSoftware', { params: { id: agent.deviceId }, query: { limit: 500 } });
  return items.map(({ name, version }) => `${name} ${version}`);
};
const missing = async (agent: TestAgent) => {
  const { items } = await answerOf(await station.admin(), 'getDeviceUpdates', { params: { id: agent.deviceId } });
  return items.map((item) => [item.name, item.to, item.firstSeenAt]);
};
const sectionNames = ['system', 'runtime', 'apt.state', 'apt.installed', 'apt.offers', 'apt.changelogs'];

test('the first check-in brings digests only, and everything is wanted whole', async () => {
  const agent = await enrolled('web1');
  const { reply } = await checkIn(station.server, agent);
  expect(reply).toMatchObject({
    status: 'ok',
    deviceId: agent.deviceId,
    counter: 1,
    instructions: [],
    authority: null,
    stops: [],
    held: [],
  });
  expect(reply?.wants).toEqual(sectionNames.map((section) => ({ section, have: null })));
  expect(await inventory(agent)).toBeUndefined();
});

test('a whole report is kept, and the next one that says the same wants nothing and writes nothing', async () => {
  const contents = contentsOf('web1', [installed('bash'), installed('vim', '9.0', { pinned: true })], [offer('bash')]);
  contents['apt.changelogs'] = [{ sourceName: 'bash', from: '1.0-1', to: '2.0-1', cves: ['CVE-2026-0001', 'CVE-2026-12345'] }];
  const agent = await enrolled('web1', contents);
  await sync(station.server, agent);
  const before = await inventory(agent);
  expect(before?.digests).toEqual(digestsOf(contents));
  expect(before).toMatchObject({ missing: 1, missing_security: 1 });
  expect(Object.values(before?.peculiar ?? {})).toEqual([{ condition: 'installed', pinned: true }]);
  expect(await software(agent)).toEqual(['bash 1.0-1', 'vim 9.0']);
  const { items } = await answerOf(await station.admin(), 'getDeviceUpdates', { params: { id: agent.deviceId } });
  expect(items).toMatchObject([{ name: 'bash', from: '1.0-1', to: '2.0-1', cves: ['CVE-2026-0001', 'CVE-2026-12345'], urgency: 'urgent' }]);

  station.given.clock.advance({ minutes: 1 });
  const { reply } = await checkIn(station.server, agent);
  expect(reply?.wants).toEqual([]);
  expect(await inventory(agent)).toEqual(before);
});

test('a difference changes what it names, and offers that stay keep the time at which they were first seen', async () => {
  const agent = await enrolled('web1', contentsOf('web1', [installed('bash'), installed('vim')], [offer('bash'), offer('vim')]));
  await sync(station.server, agent);
  const first = station.context.now();
  station.given.clock.advance({ hours: 1 });
  const later = station.context.now();
  agent.contents = contentsOf('web1', [installed('bash', '2.0-1'), installed('vim')], [offer('vim'), offer('zsh')]);
  await sync(station.server, agent);
  expect(await software(agent)).toEqual(['bash 2.0-1', 'vim 1.0-1']);
  expect(await missing(agent)).toEqual([
    ['vim', '2.0-1', first],
    ['zsh', '2.0-1', later],
  ]);
  agent.sent = null;
  station.given.clock.advance({ hours: 1 });
  agent.contents = { ...agent.contents, 'apt.offers': [offer('vim'), offer('new')] };
  await sync(station.server, agent);
  expect((await missing(agent)).map(([name, , at]) => [name, at])).toEqual([
    ['new', station.context.now()],
    ['vim', first],
  ]);
});

test('a difference from something else than the server has is left out and asked for whole', async () => {
  const agent = await enrolled('web1', contentsOf('web1', [installed('bash')]));
  await sync(station.server, agent);
  const before = await inventory(agent);
  const wrongBase = setDigest([installed('something')]);
  agent.contents = contentsOf('web1', [installed('bash'), installed('vim')]);
  const digest = setDigest(agent.contents['apt.installed']);
  const sections = {
    'apt.installed': { kind: 'set' as const, digest, base: wrongBase, added: [installed('vim')], removed: [installed('something')] },
  };
  const { reply } = await checkIn(station.server, agent, { sections });
  expect(reply?.wants).toEqual([{ section: 'apt.installed', have: setDigest([installed('bash')]) }]);
  expect((await inventory(agent))?.installed).toEqual(before?.installed);
});

test('sections whose digest is not that of their content are left out, the others are kept', async () => {
  const agent = await enrolled('web1', contentsOf('web1', [installed('bash')], [offer('bash')]));
  const { reply } = await checkIn(station.server, agent);
  const sections = sectionsFor(agent, reply?.wants ?? []);
  const wrong = '1'.repeat(64);
  Object.assign(sections['apt.offers'] ?? {}, { digest: wrong });
  Object.assign(sections.runtime ?? {}, { digest: wrong });
  const answer = await checkIn(station.server, agent, {
    sections,
    digests: { ...digestsOf(agent.contents), 'apt.offers': wrong, runtime: wrong },
  });
  expect(answer.reply?.wants).toEqual([
    { section: 'runtime', have: null },
    { section: 'apt.offers', have: null },
  ]);
  expect(await missing(agent)).toEqual([]);
  expect(await software(agent)).toEqual(['bash 1.0-1']);
});

test('an empty set is a set: everything that was offered is gone', async () => {
  const agent = await enrolled('web1', contentsOf('web1', [installed('bash')], [offer('bash')]));
  await sync(station.server, agent);
  agent.contents = contentsOf('web1', [installed('bash', '2.0-1')]);
  await sync(station.server, agent);
  expect(await missing(agent)).toEqual([]);
  expect(await inventory(agent)).toMatchObject({ missing: 0, missing_security: 0 });
  expect(digestsOf(agent.contents)['apt.offers']).toBe(emptySetDigest);
});

test('one software that is named twice is kept once, whatever is said of it', async () => {
  const contents = contentsOf('web1', [installed('bash'), installed('bash')], [offer('bash'), offer('bash', '2.0-1', { from: '0.9' })]);
  contents['apt.changelogs'] = [
    { sourceName: 'bash', from: '1', to: '2', cves: null },
    { sourceName: 'bash', from: '1', to: '2', cves: ['CVE-2026-0001'] },
  ];
  const agent = await enrolled('web1', contents);
  await sync(station.server, agent);
  expect(await software(agent)).toEqual(['bash 1.0-1']);
  expect(await missing(agent)).toHaveLength(1);
});

test('several versions and architectures of a name on one device are all kept', async () => {
  const several = [installed('linux', '6.1'), installed('linux', '6.2'), installed('linux', '6.2', { architecture: 'i386' })];
  const agent = await enrolled('web1', contentsOf('web1', several));
  await sync(station.server, agent);
  expect(await software(agent)).toEqual(['linux 6.1', 'linux 6.2', 'linux 6.2']);
});

test('agent version, mode and the name of the machine follow what the device says', async () => {
  const agent = await enrolled('old-name');
  agent.contents = contentsOf('new-name');
  await sync(station.server, agent, { mode: 'observe', agentVersion: '9.9.9' });
  const device = await answerOf(await station.admin(), 'getDevice', { params: { id: agent.deviceId } });
  expect(device).toMatchObject({ name: 'new-name', mode: 'observe', agentVersion: '9.9.9', health: 'good', missing: 0 });
});

test('lists that could not be refreshed are told, though nothing seems to be missing', async () => {
  const agent = await enrolled('web1');
  const trouble = { code: 'apt.bad-signature', cause: 'A signature does not fit.', retry: 'no' as const, nextStep: 'Ask.', excerpt: '' };
  const state = agent.contents['apt.state'];
  agent.contents = {
    ...agent.contents,
    'apt.state': { ...state, lists: { ...state.lists, lastAttempt: { at: '2026-03-01T00:00:00Z', ok: false, trouble } } },
  };
  await sync(station.server, agent);
  const device = await answerOf(await station.admin(), 'getDevice', { params: { id: agent.deviceId } });
  expect(device).toMatchObject({ health: 'attention', healthReason: 'the lists of updates could not be refreshed', missing: 0 });
});

test('sixty-four devices that report at once to an empty catalogue, at two servers, are all taken', async () => {
  const fresh = await openStation();
  const second = await fresh.anotherServer();
  try {
    const client = await fresh.client('Acme');
    const { text } = await fresh.token(client, { uses: null });
    const packages = Array.from({ length: 300 }, (_, index) => installed(`package-${index}`));
    const agents = Array.from({ length: 64 }, (_, index) => {
      const own = packages.filter((_item, place) => place % 7 !== index % 7);
      const ordered = index % 2 === 0 ? own : own.toReversed();
      return {
        server: index % 2 === 0 ? fresh.server : second.server,
        agent: newAgent(contentsOf(`host-${index}`, ordered, [offer('bash')])),
      };
    });
    const enrolments = await Promise.all(agents.map(({ server, agent }) => enrol(server, agent, text)));
    expect(new Set(enrolments.map(({ status }) => status))).toEqual(new Set([200]));
    const replies = await Promise.all(agents.map(({ server, agent }) => sync(server, agent)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set(['ok']));
    const { superuserDb } = fresh.given.database;
    const interned = await superuserDb.selectFrom('software').select('name').execute();
    expect(interned).toHaveLength(301);
    expect(new Set(interned.map((row) => row.name)).size).toBe(301);
    const inventories = await superuserDb.selectFrom('device_inventory').select(['device_id', 'installed']).execute();
    const counts = new Map(inventories.map((row) => [row.device_id, row.installed?.length]));
    for (const { agent } of agents) expect(counts.get(agent.deviceId)).toBe(agent.contents['apt.installed'].length);
  } finally {
    await second.close();
    await fresh.close();
  }
});

test('what goes out in a reply is signed by the server and names the check-in that it answers', async () => {
  const agent = await enrolled('web1');
  const message = checkInOf(agent, station.server, { counter: 17 });
  const answer = await send(station.server, agentPaths.checkIn, sealed(agent, message), CheckInReply);
  expect(answer.reply).toMatchObject({ type: 'reply', deviceId: agent.deviceId, counter: 17 });
});

test('what is kept back just now is not handed out, and is at the next check-in', async () => {
  const agent = await enrolled('web1');
  const id = `${station.context.newId()}:${agent.deviceId}:1:install`;
  const { clientId, deviceId } = agent;
  const span = { notBefore: '2026-03-02T08:00:00Z', notAfter: '2027-03-02T08:00:00Z' };
  const issue = { clientId, deviceId, id, deploymentId: null, attempt: null, ...span, body: { verb: 'scan' } } as const;
  await inClients(station.context.db, [clientId], (tx) => issueInstruction(tx, station.context, issue));
  station.kept.add(id);
  expect((await checkIn(station.server, agent)).reply?.instructions).toEqual([]);
  station.kept.clear();
  expect((await checkIn(station.server, agent)).reply?.instructions).toHaveLength(1);
});

test('what a device has in hand is known from the check-in that begins a contact, and is all only where nothing is left to report', async () => {
  const agent = await enrolled('web1');
  const inHand = async () => {
    const { in_hand, in_hand_at } = await station.given.database.superuserDb
      .selectFrom('device_contact')
      .select(['in_hand', 'in_hand_at'])
      .where('device_id', '=', agent.deviceId)
      .executeTakeFirstOrThrow();
    return [in_hand, in_hand_at !== null];
  };
  await checkIn(station.server, agent, { inFlight: ['d1:v1:1:install', 'not one of ours'] });
  expect(await inHand()).toEqual([['d1:v1:1:install'], true]);
  const { reply } = await checkIn(station.server, agent, { spooled: 1 });
  expect(await inHand()).toEqual([[], false]);
  await checkIn(station.server, agent);
  expect(await inHand()).toEqual([[], true]);
  // A later exchange of the same contact: what came with the first is not taken yet.
  await checkIn(station.server, agent, { sections: sectionsFor(agent, reply?.wants ?? []), inFlight: ['d1:v1:2:install'] });
  expect(await inHand()).toEqual([[], true]);
});
