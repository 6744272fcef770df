import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { sql } from 'kysely';
import { silentLog } from '../log.ts';
import { openTestDatabase } from '../testing/index.ts';
import { asSuperuser } from '../testing/cluster.ts';
import type { TestDatabase } from '../testing/index.ts';
import { openDatabase } from './open.ts';

let database: TestDatabase;
const options = { dataFolder: '/nowhere', log: silentLog() };
beforeEach(async () => {
  database = await openTestDatabase({ contents: 'empty' });
});
afterEach(() => database.close());

const external = (url: string, ownerUrl: string | null) => openDatabase({ kind: 'external', url, ownerUrl }, options);

test('a given database is migrated as its owner and used as the application', async () => {
  const opened = await external(database.url, database.ownerUrl);
  expect(opened.migrated.length).toBeGreaterThan(0);
  expect((await sql<{ u: string }>`select current_user as u`.execute(opened.db)).rows[0]?.u).toBe('fettle_app');
  await opened.close();
  const again = await external(database.url, null);
  expect(again.migrated).toEqual([]);
  await again.close();
});

test('two servers may open one database at the same time', async () => {
  const both = await Promise.all([external(database.url, database.ownerUrl), external(database.url, database.ownerUrl)]);
  await Promise.all(both.map((opened) => opened.close()));
});

test('a database that needs its owner says so and prints the SQL', async () => {
  await expect(external(database.url, null)).rejects.toMatchObject({
    code: 'database-owner-missing',
    remedy: expect.stringContaining('create role'),
  });
});

test('a superuser as the application role is refused', async () => {
  await expect(external(database.superuserUrl, database.ownerUrl)).rejects.toMatchObject({
    code: 'database-role',
    message: expect.stringContaining('is a superuser'),
  });
});

test('the owner as the application role is refused, before and after migration', async () => {
  await expect(external(database.ownerUrl, database.ownerUrl)).rejects.toMatchObject({ code: 'database-role' });
  await (await external(database.url, database.ownerUrl)).close();
  await expect(external(database.ownerUrl, database.ownerUrl)).rejects.toMatchObject({ code: 'database-role' });
});

test.each([
  ['that has BYPASSRLS', 'bypassrls', (role: string) => `alter role ${role} bypassrls`, 'database-role'],
  ['that belongs to the owner', 'member', (role: string) => `grant fettle_owner to ${role}`, 'database-role'],
  ['that the tables were not granted to', 'stranger', () => 'select 1', 'database-grants'],
])('a role %s is refused', async (_name, kind, prepare, code) => {
  await (await external(database.url, database.ownerUrl)).close();
  const role = `fettle_test_${kind}`;
  const url = new URL(database.url);
  const cluster = inject('testCluster');
  const name = url.pathname.slice(1);
  await asSuperuser(cluster, async (client) => {
    await client.query(`drop role if exists ${role}`);
    await client.query(`create role ${role} login password 'x'`);
    await client.query(`grant connect on database ${name} to ${role}`);
    await client.query(prepare(role));
  });
  try {
    // Over the embedded cluster's socket only its three roles may connect, so the check runs under a role that was set.
    const { checkAppRole, checkGrants } = await import('./roles.ts');
    const { openClient } = await import('./pool.ts');
    const client = await openClient({ kind: 'url', url: database.superuserUrl }, silentLog());
    await client.query(`set role ${role}`);
    const checked = checkAppRole(client).then(() => checkGrants(client));
    await expect(checked).rejects.toMatchObject({ code });
    await client.end();
  } finally {
    await asSuperuser(cluster, async (client) => {
      await client.query(`revoke connect on database ${name} from ${role}`);
      await client.query(`drop role ${role}`);
    });
  }
});

test.each([
  ['a server that is not there', 'postgresql://fettle_app@127.0.0.1:1/fettle', 'could not be reached'],
  ['a name that does not resolve', 'postgresql://fettle_app@database.invalid/fettle', 'could not be reached'],
])('%s is told without a stack', async (_name, url, part) => {
  await expect(external(url, null)).rejects.toMatchObject({ code: 'database-connect', message: expect.stringContaining(part) });
});

test('a database that does not exist is told with the SQL that makes it, without the password', async () => {
  const url = new URL(database.url);
  url.pathname = '/fettle_of_nobody';
  if (!url.searchParams.has('host')) url.password = 'hunter2';
  const problem: unknown = await external(url.href, null).catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'database-connect', remedy: expect.stringContaining('create role') });
  expect(JSON.stringify([String(problem), (problem as { remedy: string }).remedy])).not.toContain('hunter2');
});
