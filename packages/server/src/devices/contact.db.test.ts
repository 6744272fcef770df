import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { agentPaths, CheckInReply } from '@fettle/protocol/agent';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { issueInstruction } from '../instructions/index.ts';
import { inClients } from '../platform/database/index.ts';
import { answerOf, refusalOf } from '../platform/testing/index.ts';
import { checkIn, checkInOf, cloneOf, contentsOf, enrol, installed, newAgent, offer, report, sealed, send, sync } from './testing/agent.ts';
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
  station.heeded.length = 0;
  acme = await station.client(`Acme ${(made += 1)}`);
});
afterAll(() => station.close());

async function enrolled(host = 'web1'): Promise<TestAgent> {
  const agent = newAgent(contentsOf(host, [installed('bash')], [offer('bash')]));
  expect((await enrol(station.server, agent, (await station.token(acme)).text)).status).toBe(200);
  return agent;
}
const post = (agent: TestAgent, message: unknown) => send(station.server, agentPaths.checkIn, sealed(agent, message), CheckInReply);
const contact = (agent: TestAgent) =>
  station.given.database.superuserDb
    .selectFrom('device_contact')
    .select(['counter', 'ticket', 'previous_ticket', 'last_seen_at'])
    .where('device_id', '=', agent.deviceId)
    .executeTakeFirstOrThrow();
const statusOf = async (agent: TestAgent) =>
  (await answerOf(await station.admin(), 'getDevice', { params: { id: agent.deviceId } })).status;
const audit = async () => {
  const rows = await station.given.database.superuserDb
    .selectFrom('audit_entry')
    .select('action')
    .where('client_id', '=', acme.id)
    .orderBy('seq')
    .execute();
  return rows.map(({ action }) => action);
};
async function diverged(): Promise<{ agent: TestAgent; clone: TestAgent }> {
  const agent = await enrolled();
  await sync(station.server, agent);
  const clone = cloneOf(agent);
  await checkIn(station.server, agent);
  await checkIn(station.server, agent);
  const { reply } = await checkIn(station.server, clone);
  expect(reply?.status).toBe('quarantined');
  return { agent, clone };
}

test('each check-in moves counter and ticket on', async () => {
  const agent = await enrolled();
  const first = await contact(agent);
  expect(first).toMatchObject({ counter: 0, ticket: agent.ticket });
  station.given.clock.advance({ minutes: 1 });
  await checkIn(station.server, agent);
  expect(await contact(agent)).toEqual({
    counter: 1,
    ticket: agent.ticket,
    previous_ticket: first.ticket,
    last_seen_at: station.context.now(),
  });
});

test('the very same message again gets the very same ticket, and changes nothing', async () => {
  const agent = await enrolled();
  const message = sealed(agent, checkInOf(agent, station.server));
  const first = await send(station.server, agentPaths.checkIn, message, CheckInReply);
  const before = await contact(agent);
  station.given.clock.advance({ minutes: 1 });
  const again = await send(station.server, agentPaths.checkIn, message, CheckInReply);
  expect(again.reply).toMatchObject({ ticket: first.reply?.ticket, counter: 1, status: 'ok' });
  expect(await contact(agent)).toEqual(before);
});

test('whose reply was lost comes again with the ticket before, and is believed', async () => {
  const agent = await enrolled();
  await checkIn(station.server, agent);
  const { ticket } = agent;
  await checkIn(station.server, agent);
  agent.ticket = ticket;
  expect((await checkIn(station.server, agent)).reply?.status).toBe('ok');
  agent.ticket = ticket;
  expect((await checkIn(station.server, agent)).reply?.status).toBe('ok');
  expect((await checkIn(station.server, agent)).reply?.status).toBe('ok');
});

test('an old message that is played again does not pass for the device', async () => {
  const agent = await enrolled();
  const old = checkInOf(agent, station.server);
  for (let round = 0; round < 3; round += 1) await checkIn(station.server, agent);
  expect((await post(agent, old)).reply).toMatchObject({ status: 'quarantined', ticket: old.ticket, instructions: [], wants: [] });
});

test('a message that was held up on the way and comes after the next one has no effect, and is no other holder of the key', async () => {
  const agent = await enrolled();
  await checkIn(station.server, agent);
  const heldUp = checkInOf(agent, station.server);
  // Nobody answered, so the agent went on: with the next counter, and the ticket that it still has.
  agent.counter += 1;
  expect((await checkIn(station.server, agent)).reply?.status).toBe('ok');
  const before = await contact(agent);
  expect(await post(agent, heldUp)).toMatchObject({ status: 409, code: 'agent.late' });
  expect(await contact(agent)).toEqual(before);
  expect((await checkIn(station.server, agent)).reply?.status).toBe('ok');
  // It can come once. Whoever comes with it again has it from somewhere else.
  expect((await post(agent, heldUp)).reply?.status).toBe('quarantined');
});

test.each([
  ['just before', 1, 'agent.late'],
  ['63 before', 63, 'agent.late'],
  ['64 before', 64, 'agent.late'],
  ['65 before', 65, 'quarantined'],
])('of counters that were passed over, the one %s the last: %s', async (_, before, what) => {
  const agent = await enrolled();
  for (const counter of [100, 200]) {
    agent.counter = counter - 1;
    await checkIn(station.server, agent);
  }
  const answer = await post(agent, checkInOf(agent, station.server, { counter: 200 - before }));
  expect(answer.reply?.status ?? answer.code).toBe(what);
});

test.each([3, 4, 9, 40, 66])('counter %d, which was taken, is not taken again', async (again) => {
  const agent = await enrolled();
  for (const counter of [3, 4, 9, 40, 66]) {
    agent.counter = counter - 1;
    await checkIn(station.server, agent);
  }
  for (const counter of [65, 41, 39, 10, 8, 5]) {
    expect(await post(agent, checkInOf(agent, station.server, { counter }))).toMatchObject({ code: 'agent.late' });
  }
  expect((await post(agent, checkInOf(agent, station.server, { counter: again }))).reply?.status).toBe('quarantined');
});

test('two agents with one key diverge: both are quarantined, nothing of either is taken, and it is recorded once', async () => {
  const { agent, clone } = await diverged();
  agent.contents = contentsOf('web1', [installed('evil')]);
  for (const one of [agent, clone, agent]) {
    const { reply } = await checkIn(station.server, one);
    expect(reply).toMatchObject({ status: 'quarantined', wants: [], instructions: [], authority: null, held: [] });
  }
  const device = await answerOf(await station.admin(), 'getDevice', { params: { id: agent.deviceId } });
  expect(device).toMatchObject({ status: 'quarantined', health: 'failing' });
  expect(device.quarantine?.because).toContain('counter');
  expect(await audit()).toEqual(['device.enrolled', 'device.quarantined']);
  expect(station.heeded).toEqual([acme.id]);
});

test('a ticket that was never given is another holder of the key, however high its counter', async () => {
  const agent = await enrolled();
  await checkIn(station.server, agent);
  expect((await post(agent, checkInOf(agent, station.server, { ticket: 'guessed', counter: 1000 }))).reply?.status).toBe('quarantined');
  expect((await post(agent, checkInOf(agent, station.server, { ticket: '*', counter: 1001 }))).reply?.status).toBe('quarantined');
});

test('a quarantined device is told nothing, and its reports wait until a person has spoken', async () => {
  const { agent } = await diverged();
  await inClients(station.context.db, [acme.id], (tx) => issueInstruction(tx, station.context, scanOf(agent, 'scan:1')));
  expect((await checkIn(station.server, agent)).reply?.instructions).toEqual([]);
  expect(await report(station.server, agent, 'scan:1', 1, { status: 'accepted' })).toMatchObject({
    status: 401,
    code: 'agent.quarantined',
  });
  expect(await refusalOf(await station.admin(), 'scanDevice', { params: { id: agent.deviceId } })).toBe('device.quarantined');
});

test('restored: the next contact is believed again, and only that one', async () => {
  const { agent, clone } = await diverged();
  const settled = await answerOf(await station.admin(), 'settleQuarantine', {
    params: { id: agent.deviceId },
    body: { verdict: 'restored', because: 'It came from a backup' },
  });
  expect(settled).toMatchObject({ status: 'active', quarantine: null });
  clone.counter = 1;
  expect((await checkIn(station.server, clone)).reply?.status).toBe('ok');
  expect((await checkIn(station.server, clone)).reply?.status).toBe('ok');
  expect((await checkIn(station.server, agent)).reply?.status).toBe('quarantined');
  expect(await audit()).toEqual(['device.enrolled', 'device.quarantined', 'device.quarantine-settled', 'device.quarantined']);
});

test('restored: no earlier counter is waited for', async () => {
  const { clone } = await diverged();
  const body = { verdict: 'restored', because: 'It came from a backup' } as const;
  await answerOf(await station.admin(), 'settleQuarantine', { params: { id: clone.deviceId }, body });
  clone.counter = 49;
  expect((await checkIn(station.server, clone)).reply?.status).toBe('ok');
  expect((await post(clone, checkInOf(clone, station.server, { counter: 30 }))).reply?.status).toBe('quarantined');
});

test('cloned: the key is worth nothing any more, and what the device missed is not counted', async () => {
  const { agent, clone } = await diverged();
  await answerOf(await station.admin(), 'settleQuarantine', {
    params: { id: agent.deviceId },
    body: { verdict: 'cloned', because: 'Two machines run from one image' },
  });
  for (const one of [agent, clone]) expect(await checkIn(station.server, one)).toMatchObject({ status: 401, code: 'agent.unknown-device' });
  expect(await enrol(station.server, agent, (await station.token(acme)).text)).toMatchObject({ code: 'enrolment.key-known' });
  const offers = await sql`select 1 from fettle.device_offer where device_id = ${agent.deviceId}`.execute(
    station.given.database.superuserDb,
  );
  expect(offers.rows).toEqual([]);
  const call = { params: { id: agent.deviceId }, body: { verdict: 'restored' as const, because: 'A change of mind' } };
  expect(await refusalOf(await station.admin(), 'settleQuarantine', call)).toBe('conflict.changed');
});

test('a retired device is not heard, at a server that knew its key just before as well as at others', async () => {
  const agent = await enrolled();
  await sync(station.server, agent);
  const other = await station.anotherServer();
  try {
    expect((await checkIn(other.server, agent)).status).toBe(200);
    await answerOf(await station.admin(), 'retireDevice', { params: { id: agent.deviceId }, body: { because: 'Sold' } });
    for (const server of [station.server, other.server, station.server]) {
      expect(await report(server, agent, 'scan:1', 1, { status: 'accepted' })).toMatchObject({ code: 'agent.unknown-device' });
      expect(await checkIn(server, agent)).toMatchObject({ status: 401, code: 'agent.unknown-device' });
    }
  } finally {
    await other.close();
  }
  const admin = await station.admin();
  expect(await refusalOf(admin, 'retireDevice', { params: { id: agent.deviceId }, body: { because: 'Again' } })).toBe('device.retired');
  expect(await refusalOf(admin, 'scanDevice', { params: { id: agent.deviceId } })).toBe('device.retired');
  expect(await audit()).toEqual(['device.enrolled', 'device.retired']);
  // What it took part in is looked at, once.
  expect(station.heeded).toEqual([acme.id]);
  const { items } = await answerOf(admin, 'listDevices', { query: { clientId: acme.id } });
  expect(items).toEqual([]);
});

test('counters outlive the server: after a restart an old message is known for old', async () => {
  const agent = await enrolled();
  await sync(station.server, agent);
  const old = checkInOf(agent, station.server);
  await checkIn(station.server, agent);
  await checkIn(station.server, agent);
  await station.restart();
  expect((await checkIn(station.server, agent)).reply).toMatchObject({ status: 'ok', wants: [] });
  expect((await post(agent, old)).reply?.status).toBe('quarantined');
});

test('check-ins of one device that overlap are taken one after the other; exactly one of two with one counter counts', async () => {
  const agent = await enrolled();
  await checkIn(station.server, agent);
  const messages = [checkInOf(agent, station.server, { spooled: 1 }), checkInOf(agent, station.server, { spooled: 2 })];
  const answers = await Promise.all(messages.map((message) => post(agent, message)));
  expect(answers.map(({ reply }) => String(reply?.status)).toSorted()).toEqual(['ok', 'quarantined']);
  expect(await statusOf(agent)).toBe('quarantined');
});

test('a message that names another device, or came in another kind of envelope, is refused and moves nothing', async () => {
  const agent = await enrolled();
  const other = await enrolled('web2');
  await checkIn(station.server, agent);
  const before = await contact(agent);
  const message = checkInOf(agent, station.server);
  const wrong = [
    sealed(agent, { ...message, deviceId: other.deviceId }),
    sealed(agent, { ...message, deviceId: message.deviceId.toUpperCase() }),
    sealed(agent, message, payloadTypes.report),
    sealed(agent, { ...message, counter: 1.5 }),
    sealed(agent, { ...message, counter: 0 }),
    sealed(agent, { ...message, counter: Number.MAX_SAFE_INTEGER + 1 }),
    sealed(agent, { ...message, scannedAt: '2026-02-30T00:00:00Z' }),
    sealed(agent, { ...message, bootId: 'a\u0000' }),
    sealed(agent, { ...message, surprise: 1 }),
    sealed(agent, { ...message, protocol: 'one' }),
    sealed({ ...agent, key: other.key }, message),
  ];
  for (const [index, body] of wrong.entries())
    expect(await send(station.server, agentPaths.checkIn, body, CheckInReply), `number ${index}`).toMatchObject({
      status: 400,
      code: 'agent.envelope',
    });
  expect(await post(agent, { ...message, protocol: 2, news: true })).toMatchObject({ status: 426, code: 'agent.protocol' });
  expect(await post(newAgent(agent.contents), message)).toMatchObject({ status: 401, code: 'agent.unknown-device' });
  expect(await contact(agent)).toEqual(before);
  expect((await checkIn(station.server, agent)).reply?.status).toBe('ok');
});

function scanOf(agent: TestAgent, id: string) {
  const notAfter = station.context.clock.now().add({ hours: 1 }).toString({ fractionalSecondDigits: 3 });
  const common = {
    clientId: acme.id,
    deviceId: agent.deviceId,
    deploymentId: null,
    attempt: null,
    notBefore: station.context.now(),
    notAfter,
  };
  return { ...common, id, body: { verb: 'scan' as const } };
}
