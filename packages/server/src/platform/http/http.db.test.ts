import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { agentPaths } from '@fettle/protocol/agent';
import { errors } from '@fettle/protocol/errors';
import { routes } from '@fettle/protocol/routes';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestContext } from '../testing/index.ts';
import type { TestContext } from '../testing/index.ts';
import { refuse } from '../feature.ts';
import type { Actor, Call, Feature } from '../feature.ts';
import { buildAgentApp, buildPeopleApp } from './index.ts';
import type { Authenticate } from './index.ts';
import { combineHandlers } from './register.ts';

const clientA = '01900000-0000-7000-8000-00000000000a';
const clientB = '01900000-0000-7000-8000-00000000000b';
const page = '<!doctype html><title>console</title>';
const origin = 'http://127.0.0.1:8440';

function actor(id: string, permissions: readonly string[], clients: readonly string[], everywhere: boolean): Actor {
  const can: Actor['can'] = (permission, clientId) =>
    permissions.includes(permission) && (everywhere || (clientId !== undefined && clients.includes(clientId)));
  return {
    kind: 'person',
    id,
    name: id,
    everywhere,
    scope: clients,
    can,
    scopeFor: (permission) => (permissions.includes(permission) ? clients : []),
  };
}
const everything = ['client.read', 'client.write', 'people.read', 'people.write', 'evidence.read'];
const people = new Map([
  ['admin', actor('admin', everything, [clientA, clientB], true)],
  ['reader-of-a', actor('reader-of-a', ['client.read'], [clientA], false)],
  ['writer-of-a', actor('writer-of-a', ['client.read', 'client.write'], [clientA], false)],
]);
const authenticate: Authenticate = async (_context, credentials) =>
  people.get(credentials.apiKey ?? credentials.sessionToken ?? '') ?? null;

const counts = {
  sites: 1,
  devices: 0,
  silentDevices: 0,
  devicesMissingSecurity: 0,
  urgentUpdates: 0,
  activeDeployments: 0,
  needsPerson: 0,
};
const aClient = {
  id: clientA,
  ...counts,
  createdAt: '2026-03-02T09:00:00.000Z',
  siteList: [],
  contacts: [],
  policyId: null,
  policyName: null,
};
let last: Call<'createClient'> | undefined;
const overridden: Feature = {
  name: 'test',
  handlers: {
    async createClient(call) {
      last = call;
      if (call.body.name === 'fail') throw new Error('secret detail hunter2');
      if (call.body.name === 'taken')
        return refuse('conflict.exists', 'There is a client of this name.', [{ path: 'name', message: 'taken' }]);
      // One field more than the schema knows: it must not get out.
      return { ...aClient, name: call.body.name, internal: 'hunter2' } as never;
    },
    async signOut(call) {
      call.setSession(null);
      return { done: true };
    },
    async signIn(call) {
      call.setSession('a-token', '2026-03-03T09:00:00.000Z');
      return refuse('sign-in.wrong', 'No.');
    },
    async getReport() {
      return {
        document: true,
        contentType: 'text/html; charset=utf-8',
        fileName: 'Bericht für "Zürich".html',
        body: '<script>alert(1)</script>',
      };
    },
    async getReportPdf() {
      return { document: true, contentType: 'application/pdf', fileName: 'report.pdf', body: new Uint8Array([37, 80, 68, 70]) };
    },
    async me() {
      throw Object.assign(new Error('Connection terminated unexpectedly'));
    },
  },
  agentHandlers: Object.fromEntries(
    Object.values(agentPaths).map((path) => [path, async ({ body }: { body: unknown }) => ({ echoed: body })]),
  ),
};
const rest: Feature = {
  name: 'rest',
  handlers: Object.fromEntries(
    Object.keys(routes)
      .filter((name) => !['events', 'getOpenApi', ...Object.keys(overridden.handlers ?? {})].includes(name))
      .map((name) => [name, async () => refuse('unavailable', 'not in this test')]),
  ),
};

let given: TestContext;
let folder: string;
let app: FastifyInstance;
let agents: FastifyInstance;
beforeAll(async () => {
  given = await openTestContext();
  folder = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'assets/app-1a2b.js'), `console.log(${JSON.stringify('x'.repeat(5000))})`);
  app = await buildPeopleApp({ context: given.context, features: [overridden, rest], authenticate, consoleFolder: folder });
  agents = await buildAgentApp({ context: given.context, features: [overridden] });
  await Promise.all([app.ready(), agents.ready()]);
});
afterAll(async () => {
  await Promise.all([app.close(), agents.close()]);
  await given.close();
  rmSync(folder, { recursive: true });
});

const newClient = { name: 'Acme', site: { name: 'HQ', zone: 'Europe/Zurich' } };
function create(payload: unknown, headers: Record<string, string> = {}) {
  const raw = Buffer.isBuffer(payload) || typeof payload === 'string' ? payload : JSON.stringify(payload);
  return app.inject({
    method: 'POST',
    url: '/api/v1/clients',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
    payload: raw,
  });
}

test('a valid call reaches its handler parsed, and its answer holds what the schema knows and nothing else', async () => {
  const answer = await create(newClient);
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ id: clientA, name: 'Acme' });
  expect(answer.body).not.toContain('hunter2');
  expect(last?.actor.id).toBe('admin');
  expect(answer.headers['x-request-id']).toBe(last?.requestId);
  expect(answer.headers['cache-control']).toBe('no-store');
});

test.each([
  ['gzip', (body: string) => gzipSync(body)],
  ['zstd', (body: string) => zstdCompressSync(body)],
])('a body may come as %s', async (coding, pack) => {
  const answer = await create(pack(JSON.stringify(newClient)), { 'content-encoding': coding });
  expect(answer.statusCode).toBe(200);
});

const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
test.each<[string, string | Buffer, Record<string, string>, number, string]>([
  ['no JSON', '{', {}, 400, 'request.garbled'],
  ['JSON that reaches for the prototype', '{"__proto__":{"x":1}}', {}, 400, 'request.garbled'],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400, 'request.garbled'],
  ['garbage for gzip', 'nonsense', { 'content-encoding': 'gzip' }, 400, 'request.garbled'],
  ['a gzip that ends early', gzipSync('{"name":"x"}').subarray(0, 15), { 'content-encoding': 'gzip' }, 400, 'request.garbled'],
  ['a decompression bomb', bomb, { 'content-encoding': 'gzip' }, 413, 'request.too-large'],
  ['more than the limit', `"${'x'.repeat(5 * 1024 * 1024)}"`, {}, 413, 'request.too-large'],
  ['an unknown coding', '{}', { 'content-encoding': 'br' }, 415, 'request.encoding'],
  ['a coding named like a property of every object', '{}', { 'content-encoding': 'constructor' }, 415, 'request.encoding'],
  ['another content type', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'request.encoding'],
  ['text', 'hello', { 'content-type': 'text/plain' }, 415, 'request.encoding'],
  ['nothing', '', {}, 400, 'request.invalid'],
  ['another shape', '{"name":5}', {}, 400, 'request.invalid'],
  ['a field too many', JSON.stringify({ ...newClient, more: 1 }), {}, 400, 'request.invalid'],
])('a body that is %s is refused', async (_name, payload, headers, status, code) => {
  const answer = await create(payload, headers);
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.json()).toMatchObject({
    code,
    status,
    title: errors[code as keyof typeof errors].title,
    requestId: answer.headers['x-request-id'],
  });
});

test('what does not fit is named, field by field', async () => {
  const answer = await create({ name: '', site: { name: 'HQ', zone: 7 } });
  const paths = answer.json<{ errors: { path: string }[] }>().errors.map((error) => error.path);
  expect(paths).toEqual(expect.arrayContaining(['body.name', 'body.site.zone']));
});

test('a refusal of a handler carries its code, its sentence and its fields', async () => {
  const answer = await create({ ...newClient, name: 'taken' });
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toMatchObject({
    code: 'conflict.exists',
    detail: 'There is a client of this name.',
    errors: [{ path: 'name', message: 'taken' }],
  });
});

test('a fault of ours tells the request id and nothing of its inside', async () => {
  const answer = await create({ ...newClient, name: 'fail' });
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ code: 'internal', requestId: answer.headers['x-request-id'] });
  expect(answer.body).not.toContain('hunter2');
});

test('a database out of reach is a 503 that says when to try again', async () => {
  const answer = await app.inject({ url: '/api/v1/me', headers: { authorization: 'Bearer admin' } });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBe('5');
});

test.each([
  ['nobody', {}, 401, 'sign-in.required'],
  ['a wrong key', { authorization: 'Bearer stranger' }, 401, 'sign-in.required'],
  ['a wrong session', { cookie: 'fettle=stranger' }, 401, 'sign-in.required'],
  ['somebody without the permission', { authorization: 'Bearer reader-of-a' }, 403, 'permission.missing'],
])('%s is refused before the body is looked at', async (_name, headers, status, code) => {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/people',
    headers: { ...headers, origin, 'content-type': 'application/json' },
    payload: '{',
  });
  expect(answer.json()).toMatchObject({ status, code });
});

test.each([
  ['reader-of-a', 'GET', `/api/v1/clients/${clientA}`, 503],
  ['reader-of-a', 'GET', `/api/v1/clients/${clientB}`, 403],
  ['reader-of-a', 'GET', `/api/v1/today?clientId=${clientB}`, 403],
  ['reader-of-a', 'GET', '/api/v1/today', 503],
  ['reader-of-a', 'GET', '/api/v1/people', 403],
  ['writer-of-a', 'POST', '/api/v1/clients', 403],
  ['writer-of-a', 'GET', `/api/v1/clients/${clientA}/enrolment-tokens`, 503],
  ['writer-of-a', 'GET', `/api/v1/clients/${clientB}/enrolment-tokens`, 403],
  ['admin', 'GET', `/api/v1/clients/${clientB}`, 503],
] as const)('%s calling %s %s gets %i (503: it came through to the handler)', async (who, method, url, status) => {
  const answer = await app.inject({ method, url, headers: { authorization: `Bearer ${who}` } });
  expect(answer.statusCode).toBe(status);
});

test.each([
  ['from the console', { origin, cookie: 'fettle=admin' }, 200],
  ['from the host it was sent to', { origin: 'http://localhost:8440', host: 'localhost:8440', cookie: 'fettle=admin' }, 200],
  ['from another site', { origin: 'https://evil.example', cookie: 'fettle=admin' }, 403],
  ['from a file or sandbox', { origin: 'null', cookie: 'fettle=admin' }, 403],
  ['without an origin', { cookie: 'fettle=admin' }, 403],
  ['with an API key from anywhere', { origin: 'https://evil.example', authorization: 'Bearer admin' }, 200],
])('a change with a session %s answers as it should', async (_name, headers, status) => {
  const answer = await app.inject({ method: 'POST', url: '/api/v1/sign-out', headers });
  expect(answer.statusCode).toBe(status);
  if (status === 403) expect(answer.json()).toMatchObject({ code: 'request.origin' });
});

test('the session cookie is out of reach of scripts and of other sites, and marked secure on https', async () => {
  const sent = await app.inject({
    method: 'POST',
    url: '/api/v1/sign-in',
    payload: { mail: 'a@example.org', password: 'x', code: '123456' },
  });
  expect(sent.headers['set-cookie']).toMatch(/^fettle=a-token; .*HttpOnly; SameSite=Strict/);
  const other = await openTestContext({ FETTLE_PUBLIC_URL: 'https://fettle.example' });
  const secure = await buildPeopleApp({ context: other.context, features: [overridden, rest], authenticate, consoleFolder: folder });
  const answer = await secure.inject({
    method: 'POST',
    url: '/api/v1/sign-in',
    payload: { mail: 'a@example.org', password: 'x', code: '123456' },
  });
  expect(answer.headers['set-cookie']).toMatch(/^__Host-fettle=a-token; Path=\/; Expires=.*HttpOnly; Secure; SameSite=Strict/);
  expect(answer.headers['strict-transport-security']).toBeDefined();
  await secure.close();
  await other.close();
});

test('tries to sign in are limited by address, with the time to wait', async () => {
  const from = (address: string) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/sign-in',
      remoteAddress: address,
      payload: { mail: 'a@example.org', password: 'x', code: '123456' },
    });
  const answers = [];
  for (let n = 0; n < 12; n++) answers.push(await from('192.0.2.1'));
  expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(10);
  expect(answers.at(-1)?.json()).toMatchObject({ code: 'request.too-many' });
  expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
  for (let n = 0; n < 10; n++) await from(`2001:db8::${n}`);
  expect((await from('2001:db8::ffff')).statusCode).toBe(429);
  expect((await from('192.0.2.2')).statusCode).toBe(401);
});

test.each([
  ['GET', '/api/v1/nothing', 404, 'not-found'],
  ['POST', '/nowhere', 404, 'not-found'],
  ['GET', '/assets/missing.js', 404, 'not-found'],
  ['GET', '/../../etc/passwd.txt', 404, 'not-found'],
  ['DELETE', '/api/v1/me', 405, 'method-not-allowed'],
  ['POST', `/api/v1/clients/${clientA}`, 405, 'method-not-allowed'],
  ['GET', '/%', 400, 'request.garbled'],
] as const)('%s %s is answered %i as a problem', async (method, url, status, code) => {
  const answer = await app.inject({ method, url });
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toMatchObject({ code });
  if (status === 405) expect(answer.headers['allow']).toMatch(/GET/);
});

test('an address of the console gets the page, a file of the console the file', async () => {
  for (const url of ['/', '/devices/42', '/index.html']) {
    const answer = await app.inject({ url });
    expect([answer.statusCode, answer.body, answer.headers['cache-control']]).toEqual([200, page, 'no-cache']);
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  }
  const file = await app.inject({ url: '/assets/app-1a2b.js' });
  expect(file.headers['cache-control']).toContain('immutable');
  const again = await app.inject({ url: '/assets/app-1a2b.js', headers: { 'if-none-match': String(file.headers['etag']) } });
  expect(again.statusCode).toBe(304);
  await expect
    .poll(
      async () =>
        (await app.inject({ url: '/assets/app-1a2b.js', headers: { 'accept-encoding': 'gzip, br' } })).headers['content-encoding'],
    )
    .toBe('br');
});

test('a report in HTML is shown without any right to run, and a file keeps its name', async () => {
  const html = await app.inject({ url: `/api/v1/deployments/${clientA}/report.html`, headers: { authorization: 'Bearer admin' } });
  expect(html.headers['content-security-policy']).toContain('sandbox');
  expect(html.headers['content-disposition']).toContain("filename*=UTF-8''Bericht%20f%C3%BCr%20%22Z%C3%BCrich%22.html");
  const pdf = await app.inject({ url: `/api/v1/deployments/${clientA}/report.pdf`, headers: { authorization: 'Bearer admin' } });
  expect([pdf.headers['content-type'], pdf.rawPayload.toString()]).toEqual(['application/pdf', '%PDF']);
});

test('the document of the API names every route of the table, its permission and the form of refusals', async () => {
  const answer = await app.inject({ url: '/api/v1/openapi.json' });
  const document = answer.json<{
    openapi: string;
    paths: Record<string, Record<string, { operationId: string }>>;
    components: { schemas: object };
  }>();
  expect(document.openapi).toBe('3.1.0');
  const named = Object.values(document.paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId));
  expect(named.toSorted()).toEqual(Object.keys(routes).toSorted());
  expect(document.components.schemas).toHaveProperty('Problem');
});

test('routes and handlers that do not fit stop the start and are named', () => {
  expect(() => combineHandlers([rest], ['events', 'getOpenApi'])).toThrow(/nobody answers .*createClient/);
  expect(() => combineHandlers([rest, overridden, overridden], ['events', 'getOpenApi'])).toThrow(/answers already/);
  const stray = { name: 'stray', handlers: { nonsense: async () => ({ done: true }) } } as Feature;
  expect(() => combineHandlers([rest, overridden, stray], ['events', 'getOpenApi'])).toThrow(/stray answers nonsense/);
});

test('both listeners say that they are well while the database is', async () => {
  expect((await app.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
  expect((await agents.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
});

test("the agents' listener takes envelopes, and nothing of the people's", async () => {
  const answer = await agents.inject({ method: 'POST', url: agentPaths.checkIn, payload: { payload: 'x' } });
  expect(answer.json()).toEqual({ echoed: { payload: 'x' } });
  expect((await agents.inject({ url: agentPaths.checkIn })).statusCode).toBe(405);
  expect((await agents.inject({ url: '/api/v1/me' })).statusCode).toBe(404);
  expect((await agents.inject({ method: 'POST', url: agentPaths.enrol, payload: { x: 'y'.repeat(300_000) } })).statusCode).toBe(413);
});

test("the agents' listener tells a browser that nothing there is a page, whatever the answer", async () => {
  for (const url of [agentPaths.checkIn, '/nowhere', '/healthz']) {
    const { headers } = await agents.inject({ url });
    expect(headers['content-security-policy'], url).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers['x-content-type-options'], url).toBe('nosniff');
  }
});

test('a protocol path that no feature answers stops the start', async () => {
  await expect(buildAgentApp({ context: given.context, features: [] })).rejects.toThrow(/No feature answers/);
});
