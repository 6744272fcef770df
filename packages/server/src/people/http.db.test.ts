import { routes } from '@fettle/protocol/routes';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refuse } from '../platform/feature.ts';
import type { Feature } from '../platform/feature.ts';
import { buildPeopleApp } from '../platform/http/index.ts';
import { openTestContext } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { actorOf, firstLink, people } from './index.ts';
import { password, tokenOf } from './testing/people.ts';
import { totpAt } from './totp.ts';

const others: Feature = {
  name: 'others',
  handlers: Object.fromEntries(
    Object.keys(routes)
      .filter((name) => name !== 'events' && name !== 'getOpenApi' && !Object.hasOwn(people.handlers ?? {}, name))
      .map((name) => [name, async () => refuse('unavailable', 'no')]),
  ),
};
const origin = 'http://127.0.0.1:8440';

let given: TestContext;
let app: FastifyInstance;
beforeEach(async () => {
  given = await openTestContext();
  app = await buildPeopleApp({ context: given.context, features: [people, others], authenticate: actorOf, consoleFolder: '/nowhere' });
});
afterEach(async () => {
  await app.close();
  await given.close();
});

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { origin, ...headers } });

async function enter() {
  const token = tokenOf((await firstLink(given.context)) ?? '');
  const { totpSecret } = (await post('/api/v1/welcome', { token })).json<{ totpSecret: string }>();
  const code = totpAt(totpSecret, given.clock.now());
  const entered = await post('/api/v1/welcome/complete', { token, name: 'Anna', mail: 'anna@example.org', password, code });
  const [cookie] = entered.cookies;
  return { entered, cookie, headers: { cookie: `${cookie?.name}=${cookie?.value}` }, csrf: entered.json<{ csrf: string }>().csrf };
}

test('entering sets a cookie that scripts can not read and other sites do not send', async () => {
  const { entered, cookie, headers } = await enter();
  expect(entered.statusCode).toBe(200);
  expect(cookie).toMatchObject({ name: 'fettle', httpOnly: true, sameSite: 'Strict', path: '/' });
  const me = await app.inject({ url: '/api/v1/me', headers });
  expect(me.json()).toMatchObject({ person: { name: 'Anna' }, clients: 'all' });
  expect((await app.inject({ url: '/api/v1/me' })).statusCode).toBe(401);
});

test('the cookie alone changes nothing: the request must come from the console and bring the session’s token', async () => {
  const { headers, csrf } = await enter();
  const invitation = { name: 'Ben', mail: 'ben@example.org', grants: [{ role: 'reader', clientId: null }] };
  expect((await post('/api/v1/people', invitation, headers)).json()).toMatchObject({ status: 403, code: 'request.origin' });
  expect((await post('/api/v1/people', invitation, { ...headers, 'x-csrf-token': csrf, origin: 'https://evil.example' })).statusCode).toBe(
    403,
  );
  expect((await post('/api/v1/people', invitation, { ...headers, 'x-csrf-token': csrf })).statusCode).toBe(200);
});

test('a reader who was invited reads, and may not invite', async () => {
  const anna = await enter();
  const key = await post(
    '/api/v1/api-keys',
    { name: 'reader', grants: [{ role: 'reader', clientId: null }] },
    { ...anna.headers, 'x-csrf-token': anna.csrf },
  );
  const authorization = `Bearer ${key.json<{ secret: string }>().secret}`;
  expect((await app.inject({ url: '/api/v1/me', headers: { authorization } })).json()).toMatchObject({ apiKey: { name: 'reader' } });
  const invited = await app.inject({ method: 'POST', url: '/api/v1/people', headers: { authorization }, payload: {} });
  expect(invited.json()).toMatchObject({ status: 403, code: 'permission.missing' });
});

test('signing out ends the cookie as well', async () => {
  const { headers, csrf } = await enter();
  const out = await post('/api/v1/sign-out', {}, { ...headers, 'x-csrf-token': csrf });
  expect(out.statusCode).toBe(200);
  expect(out.cookies[0]).toMatchObject({ name: 'fettle', value: '' });
  expect((await app.inject({ url: '/api/v1/me', headers })).statusCode).toBe(401);
});
