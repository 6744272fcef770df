import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { generateKey } from '@fettle/proof/keys';
import { agentPaths, EnrolmentReply } from '@fettle/protocol/agent';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { contentsOf, enrol, enrolmentOf, newAgent, send } from './testing/agent.ts';
import { openStation } from './testing/station.ts';
import type { Client, Station } from './testing/station.ts';

let station: Station;
let acme: Client;
let name = 0;
beforeAll(async () => {
  station = await openStation();
});
beforeEach(async () => {
  acme = await station.client(`Acme ${(name += 1)}`);
});
afterAll(() => station.close());

const rows = () =>
  station.given.database.superuserDb
    .selectFrom('device')
    .select(['id', 'name', 'site_id', 'mode', 'ecosystem'])
    .where('client_id', '=', acme.id)
    .execute();
const usesLeft = async (id: string) =>
  await station.given.database.superuserDb
    .selectFrom('enrolment_token')
    .select(['uses_left', 'used'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

test('a token makes a device of the client and site that it names, once', async () => {
  const token = await station.token(acme);
  const agent = newAgent(contentsOf('web1'));
  const { reply } = await enrol(station.server, agent, token.text);
  expect(reply).toMatchObject({ clientId: acme.id, clientName: acme.name, siteName: 'Main', zone: 'Europe/Zurich' });
  expect(await rows()).toEqual([{ id: reply?.deviceId, name: 'web1', site_id: acme.siteId, mode: 'manage', ecosystem: 'debian:12' }]);
  expect(await usesLeft(token.id)).toEqual({ uses_left: 0, used: 1 });
  const audit = await station.given.database.superuserDb
    .selectFrom('audit_entry')
    .select(['action', 'actor'])
    .where('client_id', '=', acme.id)
    .execute();
  expect(audit).toEqual([{ action: 'device.enrolled', actor: `device:${reply?.deviceId}` }]);

  const second = await enrol(station.server, newAgent(contentsOf('web2')), token.text);
  expect(second).toMatchObject({ status: 403, code: 'enrolment.token' });
  expect(await rows()).toHaveLength(1);
});

test('a token of two uses is used twice, also by devices that come at once', async () => {
  const token = await station.token(acme, { uses: 2 });
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((host) => enrol(station.server, newAgent(contentsOf(host)), token.text)));
  expect(answers.map(({ code }) => String(code)).toSorted()).toEqual(['enrolment.token', 'enrolment.token', 'null', 'null']);
  expect(await rows()).toHaveLength(2);
});

test('a token without a number of uses is not used up', async () => {
  const token = await station.token(acme, { uses: null });
  for (const host of ['a', 'b', 'c']) expect((await enrol(station.server, newAgent(contentsOf(host)), token.text)).status).toBe(200);
  expect(await usesLeft(token.id)).toEqual({ uses_left: null, used: 3 });
});

test('a token that was revoked, has expired, or is of another client enrols nothing', async () => {
  const revoked = await station.token(acme);
  const { superuserDb } = station.given.database;
  await superuserDb.updateTable('enrolment_token').set({ revoked_at: station.context.now() }).where('id', '=', revoked.id).execute();
  const expired = await station.token(acme, { hours: -1 });
  const good = await station.token(acme);
  const other = await station.client('Other');
  const secret = good.text.split('.')[1] ?? '';
  const wrong = [
    revoked.text,
    expired.text,
    `${other.id}.${secret}`,
    `${acme.id}.${secret}x`,
    `${acme.id}.`,
    `${acme.id.toUpperCase()}.${secret}`,
    `${acme.id}.${secret}.x`,
    'something else',
    '00000000-0000-0000-0000-000000000000.secret',
  ];
  for (const text of wrong)
    expect(await enrol(station.server, newAgent(contentsOf('x')), text), text).toMatchObject({ status: 403, code: 'enrolment.token' });
  expect(await rows()).toEqual([]);
  expect((await enrol(station.server, newAgent(contentsOf('x')), good.text)).status).toBe(200);
});

test('a key that is enrolled already is refused everywhere, and uses no token up', async () => {
  const other = await station.client('Other');
  const agent = newAgent(contentsOf('web1'));
  expect((await enrol(station.server, agent, (await station.token(acme)).text)).status).toBe(200);
  for (const client of [acme, other]) {
    const token = await station.token(client);
    expect(await enrol(station.server, newAgent(contentsOf('web1'), agent.key), token.text)).toMatchObject({
      status: 409,
      code: 'enrolment.key-known',
    });
    expect(await usesLeft(token.id)).toEqual({ uses_left: 1, used: 0 });
  }
});

test('an enrolment must be signed by the key that it shows, in an envelope of its kind', async () => {
  const token = await station.token(acme);
  const agent = newAgent(contentsOf('web1'));
  const thief = generateKey();
  const message = enrolmentOf(agent, token.text);
  const good = seal(payloadTypes.enrolment, message, agent.key);
  const wrong: [string, unknown, string][] = [
    ['signed by another key', seal(payloadTypes.enrolment, message, thief), 'agent.envelope'],
    ['of another kind', seal(payloadTypes.checkIn, message, agent.key), 'agent.envelope'],
    ['changed afterwards', { ...good, payload: `${good.payload.slice(0, 40)}AAAA${good.payload.slice(44)}` }, 'agent.envelope'],
    ['without a public key', seal(payloadTypes.enrolment, { ...message, publicKey: '' }, agent.key), 'agent.envelope'],
    ['with a member too many', seal(payloadTypes.enrolment, { ...message, admin: true }, agent.key), 'agent.envelope'],
    ['of another protocol', seal(payloadTypes.enrolment, { ...message, protocol: 2, news: 1 }, agent.key), 'agent.protocol'],
    [
      'with a name that can not be kept',
      seal(payloadTypes.enrolment, { ...message, system: { ...message.system, hostname: 'a\u0000b' } }, agent.key),
      'agent.envelope',
    ],
    ['that is no envelope', { enrol: true }, 'agent.envelope'],
    ['that is nothing', null, 'agent.envelope'],
    ['that is a list', [good], 'agent.envelope'],
  ];
  for (const [what, body, code] of wrong) {
    const answer = await send(station.server, agentPaths.enrol, body, EnrolmentReply);
    expect(answer.code, what).toBe(code);
    expect(answer.status, what).toBeGreaterThanOrEqual(400);
    expect(answer.status, what).toBeLessThan(500);
  }
  expect(await rows()).toEqual([]);
  expect(await usesLeft(token.id)).toEqual({ uses_left: 1, used: 0 });
  expect((await send(station.server, agentPaths.enrol, good, EnrolmentReply)).status).toBe(200);
});
