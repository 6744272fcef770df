import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { routes } from '@fettle/protocol/routes';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inNoClient, notify } from '../database/index.ts';
import { openTestContext } from '../testing/index.ts';
import type { TestContext } from '../testing/index.ts';
import { refuse } from '../feature.ts';
import type { Actor, Feature } from '../feature.ts';
import { buildPeopleApp } from './index.ts';

const clientA = '01900000-0000-7000-8000-00000000000a';
const clientB = '01900000-0000-7000-8000-00000000000b';
const reader: Actor = {
  kind: 'person',
  id: 'reader',
  name: 'reader',
  everywhere: false,
  scope: [clientA],
  can: () => false,
  scopeFor: (permission) => (permission === 'client.read' ? [clientA] : []),
};
const unused: Feature = {
  name: 'unused',
  handlers: Object.fromEntries(
    Object.keys(routes)
      .filter((name) => name !== 'events' && name !== 'getOpenApi')
      .map((name) => [name, async () => refuse('unavailable', 'no')]),
  ),
};

let given: TestContext;
let app: FastifyInstance;
let base: string;
beforeEach(async () => {
  given = await openTestContext();
  app = await buildPeopleApp({ context: given.context, features: [unused], authenticate: async () => reader, consoleFolder: '/nowhere' });
  await app.listen({ host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await app.close();
  await given.close();
});

const change = (clientId: string, id: string) =>
  inNoClient(given.context.db, (tx) => notify(tx, 'changed', JSON.stringify({ clientId, what: 'device', id })));

/** A reader of the stream: gathers what came, and can wait for a part of it. */
async function listen(lastEventId?: string) {
  const abort = new AbortController();
  const headers = { authorization: 'Bearer x', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) };
  const response = await fetch(`${base}/api/v1/events`, { headers, signal: abort.signal });
  const stream = { text: '', ended: false, response, close: () => abort.abort() };
  void (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) stream.text += chunk;
    stream.ended = true;
  })().catch(() => (stream.ended = true));
  await expect.poll(() => stream.text).toContain('retry:');
  return stream;
}
const lastId = (text: string) => [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1];

test('a change is told to who may see its client, and to nobody else', async () => {
  const stream = await listen();
  expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
  await change(clientB, 'foreign');
  await change(clientA, 'own');
  await expect.poll(() => stream.text).toContain('"id":"own"');
  expect(stream.text).not.toContain('foreign');
  stream.close();
});

test('who comes back gets what was missed, in order, and nothing twice', async () => {
  const first = await listen();
  await change(clientA, 'one');
  await expect.poll(() => first.text).toContain('"id":"one"');
  const seen = lastId(first.text);
  first.close();
  await change(clientA, 'two');
  await change(clientA, 'three');
  const witness = await listen();
  await change(clientA, 'four');
  await expect.poll(() => witness.text).toContain('four');
  const second = await listen(seen);
  await expect.poll(() => second.text).toContain('four');
  expect([...second.text.matchAll(/"id":"(\w+)"/g)].map((match) => match[1])).toEqual(['two', 'three', 'four']);
  second.close();
  witness.close();
});

test('who comes back with an id that this server does not know loads everything again', async () => {
  for (const id of ['another-7', 'nonsense', '']) {
    const stream = await listen(id);
    await expect.poll(() => stream.text).toContain('event: resync');
    stream.close();
  }
});

test('listening takes no database connection', async () => {
  const streams = await Promise.all(Array.from({ length: 18 }, () => listen()));
  expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
  expect(given.database.pool.totalCount - given.database.pool.idleCount).toBe(0);
  for (const stream of streams) stream.close();
});

test('one person can not open streams without end', async () => {
  const streams = await Promise.all(Array.from({ length: 20 }, () => listen()));
  const refused = await fetch(`${base}/api/v1/events`, { headers: { authorization: 'Bearer x' } });
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: 'unavailable' });
  for (const stream of streams) stream.close();
});

test('when the server stops, streams end and do not keep it from stopping', async () => {
  const stream = await listen();
  await app.close();
  await expect.poll(() => stream.ended).toBe(true);
});

test('what is no HTTP is answered as a problem', async () => {
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.write('NONSENSE\r\n\r\n');
  await expect.poll(() => text).toContain('request.garbled');
  socket.destroy();
});
