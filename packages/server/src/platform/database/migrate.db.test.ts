import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Client } from 'pg';
import { silentLog } from '../log.ts';
import { openTestDatabase } from '../testing/index.ts';
import type { TestDatabase } from '../testing/index.ts';
import { openClient } from './pool.ts';
import { migrate, readApplied } from './migrate.ts';
import type { Migration } from './migrations.ts';

let database: TestDatabase;
let clients: Client[] = [];
beforeEach(async () => {
  database = await openTestDatabase({ contents: 'empty' });
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
  clients = [];
  await database.close();
});

async function owner(): Promise<Client> {
  const client = await openClient({ kind: 'url', url: database.ownerUrl }, silentLog());
  clients.push(client);
  return client;
}

const files: Migration[] = [
  {
    number: 1,
    name: '0001_a.sql',
    sql: "create table a (n int); do $$ begin execute format('grant usage on schema fettle to %I', current_setting('fettle.app_role')); end $$;",
    sha256: 'one',
  },
  { number: 2, name: '0002_b.sql', sql: 'insert into a values (1);', sha256: 'two' },
];
const count = async (client: Client) => (await client.query<{ n: number }>('select count(*)::int as n from fettle.a')).rows[0]?.n;

test('migrations run once, in order, in the schema of the product, and are recorded', async () => {
  const client = await owner();
  expect(await migrate(client, files, 'fettle_app')).toEqual(['0001_a.sql', '0002_b.sql']);
  expect(await migrate(client, files, 'fettle_app')).toEqual([]);
  expect(await count(client)).toBe(1);
  expect((await readApplied(client))?.map((row) => row.number)).toEqual([1, 2]);
});

test('twenty servers at once run each file once', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, owner));
  const ran = await Promise.all(all.map((client) => migrate(client, files, 'fettle_app')));
  expect(ran.flat().toSorted()).toEqual(['0001_a.sql', '0002_b.sql']);
  expect(await count(await owner())).toBe(1);
});

test('of a migration that fails nothing is kept, what ran before it stays, and the next try goes on from there', async () => {
  const client = await owner();
  const broken: Migration = { number: 2, name: '0002_b.sql', sql: 'insert into a values (7); select nonsense;', sha256: 'broken' };
  await expect(migrate(client, [files[0]!, broken], 'fettle_app')).rejects.toThrow(/0002_b.sql failed/);
  expect(await count(client)).toBe(0);
  expect(await migrate(client, files, 'fettle_app')).toEqual(['0002_b.sql']);
});

test('a file that was changed after it ran is refused, and nothing is touched', async () => {
  const client = await owner();
  await migrate(client, files, 'fettle_app');
  await expect(migrate(client, [{ ...files[0]!, sha256: 'edited' }, files[1]!], 'fettle_app')).rejects.toMatchObject({
    code: 'migration-changed',
  });
});

test('a database that is newer than the code is refused, and nothing is touched', async () => {
  const client = await owner();
  await migrate(client, files, 'fettle_app');
  await expect(migrate(client, [files[0]!], 'fettle_app')).rejects.toMatchObject({ code: 'database-newer' });
  expect(await count(client)).toBe(1);
});
