import { signAuthority } from '@fettle/proof/authority';
import { openEnvelope } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { generateKey } from '@fettle/proof/keys';
import { signStop } from '@fettle/proof/stop';
import { InstructionSchema } from '@fettle/protocol/instruction';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeInstructions, issueInstruction, issueInstructions } from '../instructions/index.ts';
import type { Issue } from '../instructions/index.ts';
import { makeActor } from '../people/index.ts';
import { inClients } from '../platform/database/index.ts';
import { answerOf, refusalOf } from '../platform/testing/index.ts';
import { readRootKey, trustFeature } from '../trust/index.ts';
import { checkIn, contentsOf, enrol, newAgent, report } from './testing/agent.ts';
import type { TestAgent } from './testing/agent.ts';
import { openStation } from './testing/station.ts';
import type { Client, Station } from './testing/station.ts';

let station: Station;
let acme: Client;
let agent: TestAgent;
let made = 0;
beforeAll(async () => {
  station = await openStation();
});
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
  agent = await enrolled(acme);
  station.taken.length = 0;
});
afterAll(() => station.close());

async function enrolled(of: Client): Promise<TestAgent> {
  const one = newAgent(contentsOf('web1'));
  expect((await enrol(station.server, one, (await station.token(of)).text)).status).toBe(200);
  return one;
}
function scan(id: string, change: Partial<Issue> = {}): Issue {
  const at = (hours: number) => station.context.clock.now().add({ hours }).toString({ fractionalSecondDigits: 3 });
  const whom = { clientId: acme.id, deviceId: agent.deviceId };
  return { ...whom, id, deploymentId: null, attempt: null, notBefore: at(0), notAfter: at(1), body: { verb: 'scan' }, ...change };
}
const issue = (given: Issue) => inClients(station.context.db, [given.clientId], (tx) => issueInstruction(tx, station.context, given));
async function told(change: Parameters<typeof checkIn>[2] = {}, whom = agent): Promise<string[]> {
  const { reply } = await checkIn(station.server, whom, change);
  return (reply?.instructions ?? []).map((envelope) => read(envelope).id);
}
function read(envelope: unknown) {
  const { serverKey } = station.context;
  const opened = openEnvelope(envelope, payloadTypes.instruction, (keyid) => (keyid === serverKey.keyid ? serverKey.verifyKey : null));
  if (!opened.ok) throw new Error(opened.detail);
  return InstructionSchema.parse(opened.payload);
}
const ended = { status: 'ended', result: { verb: 'scan', ok: true, trouble: null } } as const;
const stored = () =>
  station.given.database.superuserDb
    .selectFrom('report')
    .select(['instruction_id', 'seq', 'status'])
    .where('client_id', '=', acme.id)
    .orderBy('seq')
    .execute();

test('an instruction is signed for this device and key, and its sequence rises', async () => {
  await issue(scan('a'));
  await issue(scan('b'));
  const { reply } = await checkIn(station.server, agent);
  const instructions = (reply?.instructions ?? []).map(read);
  expect(
    instructions.map(({ id, sequence, deviceId, deviceKeyId, clientId }) => ({ id, sequence, deviceId, deviceKeyId, clientId })),
  ).toEqual([
    { id: 'a', sequence: 1, deviceId: agent.deviceId, deviceKeyId: agent.key.keyid, clientId: acme.id },
    { id: 'b', sequence: 2, deviceId: agent.deviceId, deviceKeyId: agent.key.keyid, clientId: acme.id },
  ]);
});

test('an instruction comes with every check-in until the agent has it, and never to another device', async () => {
  const other = await enrolled(acme);
  await issue(scan('a'));
  expect(await told()).toEqual(['a']);
  expect(await told()).toEqual(['a']);
  expect(await told({ inFlight: ['a'] })).toEqual([]);
  expect(await told({}, other)).toEqual([]);
});

test('what an agent has in hand does not hide what is new, however much it is', async () => {
  for (let index = 0; index < 105; index += 1) await issue(scan(`old ${index}`));
  await issue(scan('new'));
  const first = await told();
  expect(first).toHaveLength(100);
  expect(await told({ inFlight: first })).toEqual(['old 100', 'old 101', 'old 102', 'old 103', 'old 104', 'new']);
});

test('what has ended, was refused, closed, or whose span is over is not told again', async () => {
  for (const id of ['ended', 'refused', 'closed', 'accepted']) await issue(scan(id));
  await issue(scan('short', { notAfter: station.context.clock.now().add({ minutes: 5 }).toString({ fractionalSecondDigits: 3 }) }));
  expect(await told()).toEqual(['ended', 'refused', 'closed', 'accepted', 'short']);
  await report(station.server, agent, 'ended', 1, ended);
  await report(station.server, agent, 'refused', 1, { status: 'refused', code: 'refused.limits', detail: 'no' });
  await report(station.server, agent, 'accepted', 1, { status: 'accepted' });
  await inClients(station.context.db, [acme.id], (tx) => closeInstructions(tx, acme.id, ['closed'], station.context.now()));
  expect(await told()).toEqual(['accepted', 'short']);
  station.given.clock.advance({ minutes: 6 });
  expect(await told()).toEqual(['accepted']);
});

test('one id, or one attempt with one verb, is issued once, and a device that is not there gets nothing', async () => {
  expect(await issue(scan('a'))).toBe(true);
  expect(await issue(scan('a'))).toBe(false);
  const attempt = { deploymentId: station.context.newId(), attempt: 1 };
  expect(await issue(scan('b', attempt))).toBe(true);
  expect(await issue(scan('c', attempt))).toBe(false);
  expect(await issue(scan('d', { deviceId: station.context.newId() }))).toBe(false);
  expect(await told()).toEqual(['a', 'b']);
  const other = await station.client('Other');
  await expect(
    inClients(station.context.db, [acme.id, other.id], (tx) =>
      issueInstructions(tx, station.context, [scan('e'), scan('f', { clientId: other.id, deviceId: station.context.newId() })]),
    ),
  ).rejects.toThrow(RangeError);
});

test('a report is stored once with its envelope, and what follows from it follows once', async () => {
  await issue(scan('a'));
  expect((await report(station.server, agent, 'a', 1, { status: 'accepted' })).reply?.taken).toBe('stored');
  expect((await report(station.server, agent, 'a', 1, { status: 'accepted' })).reply?.taken).toBe('known');
  expect((await report(station.server, agent, 'a', 1, ended)).reply?.taken).toBe('known');
  expect((await report(station.server, agent, 'a', 2, ended)).reply).toMatchObject({ taken: 'stored', instructionId: 'a', seq: 2 });
  expect(await stored()).toEqual([
    { instruction_id: 'a', seq: 1, status: 'accepted' },
    { instruction_id: 'a', seq: 2, status: 'ended' },
  ]);
  expect(station.taken.map(({ verb, report: { seq } }) => [verb, seq])).toEqual([
    ['scan', 1],
    ['scan', 2],
  ]);
  const row = await station.given.database.superuserDb
    .selectFrom('report')
    .select('envelope')
    .where('client_id', '=', acme.id)
    .where('seq', '=', 2)
    .executeTakeFirstOrThrow();
  expect(openEnvelope(row.envelope, payloadTypes.report, () => agent.key.verifyKey)).toMatchObject({
    ok: true,
    payload: { instructionId: 'a', seq: 2 },
  });
});

test('the same report from many sides at once is stored once', async () => {
  await issue(scan('a'));
  const answers = await Promise.all(Array.from({ length: 8 }, () => report(station.server, agent, 'a', 1, ended)));
  expect(answers.map(({ reply }) => String(reply?.taken)).toSorted()).toEqual([...Array.from({ length: 7 }, () => 'known'), 'stored']);
  expect(station.taken).toHaveLength(1);
});

test('a report about an instruction of another device, of another client, or of none is not expected and changes nothing', async () => {
  const neighbour = await enrolled(acme);
  const stranger = await enrolled(await station.client('Other'));
  await issue(scan('a'));
  for (const whom of [neighbour, stranger]) expect((await report(station.server, whom, 'a', 1, ended)).reply?.taken).toBe('not-expected');
  expect((await report(station.server, agent, 'nothing', 1, ended)).reply?.taken).toBe('not-expected');
  expect((await report(station.server, agent, 'x'.repeat(300), 1, ended)).reply?.taken).toBe('not-expected');
  expect(await stored()).toEqual([]);
  expect(station.taken).toEqual([]);
  expect(await told()).toEqual(['a']);
});

test('a report that speaks for another device, or can not be read, is refused', async () => {
  const neighbour = await enrolled(acme);
  await issue(scan('a'));
  const wrong = [{ deviceId: neighbour.deviceId }, { seq: 0 }, { at: '2026-13-01T00:00:00Z' }, { instructionId: 'a\u0000' }];
  for (const change of wrong)
    expect(await report(station.server, agent, 'a', 1, ended, change)).toMatchObject({ status: 400, code: 'agent.envelope' });
  expect(await report(station.server, agent, 'a', 1, ended, { protocol: 3 })).toMatchObject({ status: 426, code: 'agent.protocol' });
  expect(await stored()).toEqual([]);
});

test('deployments that are held or cancelled are named to the devices of their client, and to no others', async () => {
  const other = await station.client('Other');
  const { superuserDb } = station.given.database;
  const policyId = station.context.newId();
  const at = station.context.now();
  await superuserDb.insertInto('policy').values({ client_id: acme.id, id: policyId, name: 'P', version: 1, created_at: at }).execute();
  await superuserDb
    .insertInto('policy_version')
    .values({ client_id: acme.id, policy_id: policyId, version: 1, body: '{}', digest: '', saved_at: at, saved_by: '' })
    .execute();
  const add = async (state: object, active = true): Promise<string> => {
    const id = station.context.newId();
    const row = {
      client_id: acme.id,
      id,
      title: 't',
      reason: '',
      policy_id: policyId,
      policy_version: 1,
      expires_at: at,
      created_at: at,
      created_by: '',
    };
    await superuserDb.insertInto('deployment').values(row).execute();
    await superuserDb
      .insertInto('deployment_state')
      .values({ client_id: acme.id, deployment_id: id, seq: 1, state: JSON.stringify(state), waiting: '[]', active })
      .execute();
    return id;
  };
  const held = await add({ holds: [{ id: 'h' }], cancelled: null });
  const cancelled = await add({ holds: [], cancelled: { because: 'x' } });
  await add({ holds: [], cancelled: null });
  await add({ holds: [{ id: 'h' }], cancelled: null }, false);
  station.given.clock.advance({ seconds: 2 });
  expect(new Set((await checkIn(station.server, agent)).reply?.held)).toEqual(new Set([held, cancelled]));
  expect((await checkIn(station.server, await enrolled(other))).reply?.held).toEqual([]);

  // In the same moment: what is remembered of the first look is older than the instruction, and the device would refuse it by that.
  await superuserDb
    .updateTable('deployment_state')
    .set({ state: JSON.stringify({ holds: [], cancelled: null }) })
    .where('deployment_id', '=', held)
    .execute();
  await issue(scan('a'));
  const { reply } = await checkIn(station.server, agent);
  expect(reply?.instructions).toHaveLength(1);
  expect(reply?.held).toEqual([cancelled]);
});

test('a newer authority and panic stops reach every device that does not know them, each only what is its business', async () => {
  const other = await station.client('Other');
  const stranger = await enrolled(other);
  const { context } = station;
  const root = readRootKey(context.config.keysFolder);
  if (root === null) throw new Error('no root key');
  const actor = makeActor(
    { kind: 'person', id: context.newId(), name: 'Anna' },
    [{ role: 'administrator', clientId: null }],
    [acme.id, other.id],
  );
  const heeded: string[] = [];
  const call = { context, handlers: trustFeature({ stopped: async (_context, scope) => void heeded.push(scope) }).handlers, actor };
  const current = await answerOf(call, 'getTrust', {});
  const version = current.authorityVersion + 1;
  const server = { keyid: context.serverKey.keyid, publicKey: context.serverKey.publicKey, name: 'first server' };
  const expiresAt = '2027-01-01T00:00:00Z';
  const authority = signAuthority({ version, provider: 'P', issuedAt: context.now(), expiresAt, servers: [server], approvers: [] }, root);
  expect((await checkIn(station.server, agent, { authorityVersion: version - 1 })).reply?.authority).toBeNull();
  await answerOf(call, 'putAuthority', { body: { envelope: authority } });
  station.given.clock.advance({ seconds: 2 });
  expect((await checkIn(station.server, agent, { authorityVersion: version - 1 })).reply?.authority).toEqual(authority);
  expect((await checkIn(station.server, agent, { authorityVersion: version })).reply?.authority).toBeNull();

  const stop = async (scope: string, number: number, state: 'stop' | 'go' = 'stop', key = root) => {
    const envelope = signStop({ scope, state, version: number, at: context.now() }, key);
    return { envelope, put: await answerOf(call, 'putStop', { body: { envelope } }) };
  };
  const ours = await stop(acme.id, 1);
  const theirs = await stop(other.id, 2);
  expect(theirs.put.stop).toMatchObject({ version: 2, state: 'stop' });
  const all = await stop('all', 3, 'go');
  expect(all.put.stop).toMatchObject({ version: 3, state: 'stop' });
  station.given.clock.advance({ seconds: 2 });
  expect((await checkIn(station.server, agent)).reply?.stops).toEqual([all.envelope, ours.envelope]);
  expect((await checkIn(station.server, stranger)).reply?.stops).toEqual([all.envelope, theirs.envelope]);
  expect((await checkIn(station.server, agent, { stopVersion: 1 })).reply?.stops).toEqual([all.envelope]);
  expect((await checkIn(station.server, agent, { stopVersion: 3 })).reply?.stops).toEqual([]);

  const refused = async (scope: string, number: number, key = root) =>
    refusalOf(call, 'putStop', { body: { envelope: signStop({ scope, state: 'stop', version: number, at: context.now() }, key) } });
  expect(await refused('all', 3)).toBe('authority.invalid');
  expect(await refused('all', 4, generateKey())).toBe('authority.invalid');
  expect(await refused(context.newId(), 4)).toBe('authority.invalid');
  expect(await refused('*', 4)).toBe('authority.invalid');
  await stop(acme.id, 4, 'go');
  const after = await stop(other.id, 5, 'go');
  expect(after.put.stop).toMatchObject({ version: 5, state: 'go' });
  // Only what was taken has anybody look at what it stops.
  expect(heeded).toEqual([acme.id, other.id, 'all', acme.id, other.id]);
});
