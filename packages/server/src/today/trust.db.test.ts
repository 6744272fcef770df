import { renameSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signAuthority } from '@fettle/proof/authority';
import { generateKey } from '@fettle/proof/keys';
import { signStop } from '@fettle/proof/stop';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestContext } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { ensureInstallation, readRootKey, rootKeyFile } from '../trust/index.ts';
import { client, todayFor } from './testing/world.ts';

let given: TestContext;
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-today-'));
  given = await openTestContext({ FETTLE_DATA: join(folder, 'data'), FETTLE_KEYS: join(folder, 'keys') });
  const { context } = given;
  const { db, serverKey, newId } = context;
  await ensureInstallation({ db, keysFolder: context.config.keysFolder, serverKey, now: context.now(), newId, providerName: 'Provider' });
});
afterEach(async () => {
  await given.close();
  rmSync(folder, { recursive: true });
});

const titles = async () => (await todayFor(given, [{ role: 'administrator', clientId: null }])).items.map(({ title }) => title);

async function person(name: string, approver: boolean): Promise<string> {
  const id = given.context.newId();
  await given.database.superuserDb
    .insertInto('person')
    .values({ id, name, mail: `${name}@example.org`, approver, created_at: given.context.now() })
    .execute();
  return id;
}
/** Puts an authority with one approver in force; the person's key is returned. */
async function admit(personId: string, expiresAt: string) {
  const { context } = given;
  const root = readRootKey(context.config.keysFolder);
  if (root === null) throw new Error('no root key');
  const key = generateKey();
  const { keyid, publicKey } = key;
  const approver = { keyid, publicKey, name: 'laptop', personId, clients: '*' as const, expiresAt };
  const server = { keyid: context.serverKey.keyid, publicKey: context.serverKey.publicKey, name: 'first server' };
  const authority = signAuthority(
    { version: 2, provider: 'Provider', issuedAt: context.now(), expiresAt, servers: [server], approvers: [approver] },
    root,
  );
  await given.database.superuserDb
    .updateTable('installation')
    .set({ authority: JSON.stringify(authority), authority_version: 2 })
    .execute();
  return key;
}

test('after the first start the root key lies on the server and nobody may approve', async () => {
  expect(await titles()).toEqual(['Nobody may approve deployments yet', 'The root key still lies on this server']);
  const file = rootKeyFile(given.context.config.keysFolder);
  renameSync(file, join(folder, 'elsewhere'));
  expect(await titles()).toEqual(['Nobody may approve deployments yet']);
});

test('a request for admission waits until the authority names its key', async () => {
  const anna = await person('Anna', true);
  const key = await admit(anna, '2028-01-01T00:00:00.000Z');
  const add = (keyId: string) =>
    given.database.superuserDb
      .insertInto('admission')
      .values({
        id: given.context.newId(),
        key_id: keyId,
        public_key: 'p',
        person_id: anna,
        label: 'laptop',
        asked_at: given.context.now(),
      })
      .execute();
  await add(key.keyid);
  expect(await titles()).toEqual(['The root key still lies on this server']);
  await add(generateKey().keyid);
  expect(await titles()).toContain('Anna asks that a key may approve');
});

test.each([
  ['was removed', { removed_at: '2026-03-02T09:00:00Z' }],
  ['is no approver any more', { approver: false }],
])('the key of somebody who %s may still approve, and somebody is told', async (words, change) => {
  const ben = await person('Ben', true);
  await admit(ben, '2028-01-01T00:00:00.000Z');
  expect(await titles()).not.toContain('A key of Ben may still approve');
  await given.database.superuserDb.updateTable('person').set(change).where('id', '=', ben).execute();
  const { items } = await todayFor(given, [{ role: 'reader', clientId: null }]);
  expect(items.find(({ title }) => title === 'A key of Ben may still approve')?.why).toContain(`Ben ${words}`);
});

test('an authority that expires within two months, or has, is told with its day', async () => {
  await admit(await person('Anna', true), '2026-05-02T09:00:00.000Z');
  expect(await titles()).not.toContain('The authority expires soon');
  given.clock.advance({ hours: 48 });
  const { items } = await todayFor(given, [{ role: 'reader', clientId: null }]);
  expect(items.find(({ title }) => title === 'The authority expires soon')?.by).toBe('2026-05-02T09:00:00.000Z');
  given.clock.advance({ hours: 24 * 60 });
  expect(await titles()).toContain('The authority has expired');
});

test('a panic stop is told while it is in force', async () => {
  const root = readRootKey(given.context.config.keysFolder);
  if (root === null) throw new Error('no root key');
  const put = async (state: 'stop' | 'go', version: number) => {
    const stop = signStop({ scope: 'all', state, version, at: given.context.now() }, root);
    await given.database.superuserDb
      .updateTable('installation')
      .set({ stop: JSON.stringify([stop]), stop_version: version })
      .execute();
  };
  await put('stop', 1);
  expect(await titles()).toContain('A panic stop is in force for all clients');
  await put('go', 2);
  expect(await titles()).not.toContain('A panic stop is in force for all clients');
});

test('who sees one client, or asks for one, gets no line of the provider', async () => {
  const acme = await client(given, 'Acme');
  expect((await todayFor(given, [{ role: 'administrator', clientId: acme.id }])).items).toEqual([]);
  expect((await todayFor(given, [{ role: 'administrator', clientId: null }], acme.id)).items).toEqual([]);
});
