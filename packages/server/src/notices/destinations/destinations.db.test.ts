import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerOf } from '../../platform/testing/index.ts';
import { noticesFeature } from '../index.ts';
import { openHookServer } from '../testing/hook-server.ts';
import type { HookServer } from '../testing/hook-server.ts';
import { openWorld, reader, specHash } from '../testing/world.ts';
import type { World } from '../testing/world.ts';
import { postDue } from '../worker.ts';

let server: HookServer;
let world: World;
let id: string;
let secret: string;

const given = () => ({ context: world.context, handlers: noticesFeature.handlers, actor: reader(world.context, [world.clientId]) });
const body = { channel: 'webhook', name: 'Own system' } as const;

beforeEach(async () => {
  server = await openHookServer();
  world = await openWorld({ env: { FETTLE_NOTICE_NETWORKS: '127.0.0.0/8' } });
  const made = await answerOf(given(), 'createNoticeDestination', { params: { id: world.clientId }, body: { ...body, url: server.url } });
  id = made.destination.id;
  secret = made.signingSecret ?? '';
});
afterEach(async () => {
  await server.close();
  await world.close();
});

const approve = () => world.happen({ at: world.at(), kind: 'approved', specHash, keyid: 'k', name: 'Anna', personId: null });
const cancel = () =>
  world.happen(
    { at: world.at(), kind: 'cancelled', by: 'engine', because: 'not now' },
    { at: world.at(), kind: 'finished', status: 'cancelled' },
  );
const kinds = () => server.received.map((one) => JSON.parse(one.body).data.kind as string);
const own = async () => (await world.outbox()).filter((row) => row.channel !== 'mail');

test('what was announced is closed at the same place, signed, without anybody’s link, once by two servers', async () => {
  await approve();
  world.clock.advance({ hours: 130 });
  await Promise.all([postDue(world.context), postDue(world.context)]);
  await cancel();
  await Promise.all([postDue(world.context), postDue(world.context)]);
  expect(kinds().filter((kind) => kind !== 'reminder')).toEqual(['planned', 'cancelled']);
  expect(new Set(server.received.map(({ headers }) => headers['webhook-id'])).size).toBe(server.received.length);
  for (const { headers, body: text } of server.received) {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const mac = createHmac('sha256', key).update([headers['webhook-id'], headers['webhook-timestamp'], text].join('.')).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    expect(text).not.toContain('acknowledge');
  }
  const list = await answerOf(given(), 'listNoticeDestinations', { params: { id: world.clientId } });
  expect(list.items[0]).toMatchObject({ host: '127.0.0.1', hint: '…CRET', lastDeliveredAt: world.at(), lastTrouble: null });
  expect(JSON.stringify(list)).not.toMatch(/T0SECRET|whsec_/);
});

test('one that asks for time is given it, and then it goes through; one that says no is told apart', async () => {
  server.answer((response) => void response.writeHead(429, { 'retry-after': '600' }).end('slow down'));
  await approve();
  world.clock.advance({ hours: 100 });
  await postDue(world.context);
  const tried = server.received.length;
  world.clock.advance({ minutes: 9 });
  await postDue(world.context);
  expect(server.received.length).toBe(tried);
  server.answer((response) => void response.writeHead(200).end());
  world.clock.advance({ minutes: 2 });
  await postDue(world.context);
  expect((await own()).find(({ kind }) => kind === 'planned')).toMatchObject({ tries: 2, last_trouble: null, delivered_at: world.at() });
  server.answer((response) => void response.writeHead(404).end('no_service'));
  await cancel();
  await postDue(world.context);
  expect((await own()).find(({ kind }) => kind === 'cancelled')).toMatchObject({ tries: 1, last_trouble: 'It answered 404: no_service' });
});

test('a test says what was answered; a new secret signs beside the old one; off and removed get nothing', async () => {
  expect(await answerOf(given(), 'testNoticeDestination', { params: { id } })).toEqual({ end: 'delivered', said: 'It answered 200: ok' });
  const { destination } = await answerOf(given(), 'rotateNoticeSecret', { params: { id } });
  await answerOf(given(), 'testNoticeDestination', { params: { id } });
  expect(String(server.received.at(-1)?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  world.clock.advance({ hours: 25 });
  await answerOf(given(), 'testNoticeDestination', { params: { id } });
  expect(String(server.received.at(-1)?.headers['webhook-signature']).split(' ')).toHaveLength(1);
  const change = { name: 'Own', kinds: ['failed' as const], on: false, basedOn: destination.version };
  await answerOf(given(), 'changeNoticeDestination', { params: { id }, body: change });
  await approve();
  expect(await own()).toEqual([]);
  await answerOf(given(), 'removeNoticeDestination', { params: { id } });
  expect((await answerOf(given(), 'listNoticeDestinations', { params: { id: world.clientId } })).items).toEqual([]);
});
