import { mkdtempSync, readFileSync, rmSync, chmodSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKey } from '@fettle/proof/keys';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRefusal } from '../platform/feature.ts';
import type { Actor, Context } from '../platform/feature.ts';
import { answerOf, openTestContext, refusalOf } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { ensureInstallation } from '../trust/index.ts';
import { ensureLocalKey, localKeyFile } from './index.ts';
import type { Grant } from './index.ts';
import { actorWith, by, door, trail } from './testing/people.ts';

let given: TestContext;
let folder = '';
beforeEach(async () => {
  given = await openTestContext();
  folder = mkdtempSync(join(tmpdir(), 'fettle-keys-'));
});
afterEach(async () => {
  await given.close();
  rmSync(folder, { recursive: true });
});

const admin = actorWith('0199a000-0000-7000-8000-000000000001', { role: 'administrator', clientId: null });
const forAll: Grant[] = [{ role: 'administrator', clientId: null }];
async function actorBy(apiKey: string): Promise<Actor> {
  const actor = await door(given, { apiKey, method: 'POST' });
  if (actor === null || isRefusal(actor)) throw new Error('the key is not taken');
  return actor;
}

test('a key works as its grants say, without session or token, and its secret is shown once', async () => {
  const { apiKey, secret } = await answerOf(by(given, admin), 'createApiKey', { body: { name: 'nightly', grants: forAll, days: 90 } });
  expect(secret).toMatch(new RegExp(`^fettle_${apiKey.id}_[\\w-]{43}$`));
  const actor = await actorBy(secret);
  expect(actor).toMatchObject({ kind: 'api key', id: apiKey.id, name: 'nightly', everywhere: true });
  expect(await answerOf(by(given, actor), 'me', {})).toMatchObject({ person: null, apiKey: { id: apiKey.id }, clients: 'all', csrf: null });
  const { items } = await answerOf(by(given, actor), 'listApiKeys', {});
  expect(items).toMatchObject([{ id: apiKey.id, lastUsedAt: given.context.now(), grants: forAll }]);
  expect(JSON.stringify(items)).not.toContain(secret.slice(-43));
});

test('a key ends with its days, and when it is revoked', async () => {
  const short = await answerOf(by(given, admin), 'createApiKey', { body: { name: 'short', grants: forAll, days: 1 } });
  const long = await answerOf(by(given, admin), 'createApiKey', { body: { name: 'long', grants: forAll, days: null } });
  given.clock.advance({ hours: 24 });
  expect(await door(given, { apiKey: short.secret })).toBeNull();
  expect(await door(given, { apiKey: long.secret })).not.toBeNull();
  await answerOf(by(given, admin), 'revokeApiKey', { params: { id: long.apiKey.id } });
  expect(await door(given, { apiKey: long.secret })).toBeNull();
  expect(await refusalOf(by(given, admin), 'revokeApiKey', { params: { id: long.apiKey.id } })).toBe('not-found');
  expect(await trail(given)).toEqual(['api-key.created', 'api-key.created', 'api-key.revoked']);
});

test.each([
  ['another secret', (key: string) => `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`],
  ['no secret', (key: string) => key.slice(0, -44)],
  ['another id', (key: string) => key.replace(/_[0-9a-f]/, (start) => (start === '_f' ? '_e' : '_f'))],
  ['something else', () => 'Bearer'],
])('a key with %s is nobody', async (_, change) => {
  const { secret } = await answerOf(by(given, admin), 'createApiKey', { body: { name: 'key', grants: forAll } });
  expect(await door(given, { apiKey: change(secret) })).toBeNull();
});

test('a key that ends makes none that lasts longer', async () => {
  const { secret } = await answerOf(by(given, admin), 'createApiKey', { body: { name: 'month', grants: forAll, days: 30 } });
  const actor = await actorBy(secret);
  const make = (days: number | null) => ({ body: { name: 'child', grants: forAll, days } });
  expect(await refusalOf(by(given, actor), 'createApiKey', make(null))).toBe('permission.missing');
  expect(await refusalOf(by(given, actor), 'createApiKey', make(31))).toBe('permission.missing');
  expect(await answerOf(by(given, actor), 'createApiKey', make(30))).toMatchObject({ apiKey: { name: 'child' } });
});

async function install(): Promise<void> {
  await ensureInstallation({
    db: given.context.db,
    keysFolder: join(folder, 'root'),
    serverKey: generateKey(),
    now: given.context.now(),
    newId: given.context.newId,
    providerName: 'Provider',
  });
}
type CliFile = { server: string; key: string; rootKeyId: string };
const read = () => JSON.parse(readFileSync(localKeyFile(folder), 'utf8')) as CliFile;

test('the command line on this machine gets a key at the first start, and keeps it', async () => {
  await install();
  expect(await ensureLocalKey(given.context, folder)).toBe(true);
  const file = read();
  expect(file).toMatchObject({ server: 'http://127.0.0.1:8440', rootKeyId: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(statSync(localKeyFile(folder)).mode & 0o777).toBe(0o600);
  expect((await actorBy(file.key)).can('people.write')).toBe(true);
  expect(await ensureLocalKey(given.context, folder)).toBe(false);
  expect(read()).toEqual(file);
});

test.each([
  ['is gone', () => rmSync(localKeyFile(folder)), undefined],
  ['can be read by others', () => chmodSync(localKeyFile(folder), 0o644), undefined],
  ['names another address', () => undefined, 'http://10.0.0.9:8440'],
])('where its file %s, a new key is made and the old one revoked', async (_, spoil, url) => {
  await install();
  await ensureLocalKey(given.context, folder);
  const old = read().key;
  spoil();
  const context: Context = url === undefined ? given.context : { ...given.context, publicUrl: () => url };
  expect(await ensureLocalKey(context, folder)).toBe(true);
  expect(read().server).toBe(context.publicUrl());
  expect(await door(given, { apiKey: old })).toBeNull();
  expect(await door(given, { apiKey: read().key })).not.toBeNull();
});

test('a key that was revoked is replaced, and another folder’s is left alone', async () => {
  await install();
  await ensureLocalKey(given.context, folder);
  const mine = read().key;
  const other = join(folder, 'other');
  await ensureLocalKey(given.context, other);
  expect(await door(given, { apiKey: mine })).not.toBeNull();
  await answerOf(by(given, admin), 'revokeApiKey', { params: { id: mine.split('_')[1] ?? '' } });
  expect(await ensureLocalKey(given.context, folder)).toBe(true);
  expect(await door(given, { apiKey: read().key })).not.toBeNull();
});
