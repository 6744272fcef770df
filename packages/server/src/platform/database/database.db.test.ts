import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { newId } from '../ids.ts';
import { systemClock } from '../clock.ts';
import { openTestDatabase } from '../testing/index.ts';
import type { TestDatabase } from '../testing/index.ts';
import { inClients, inNoClient, enterClients, prepared, rawClient, sqlState, withRetry } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function one(text: string): Promise<unknown> {
  return (await database.pool.query<{ v: unknown }>(`select ${text} as v`)).rows[0]?.v;
}

test.each([
  ['42::bigint', 42],
  ["'{1,2}'::bigint[]", [1, 2]],
  ["'2026-03-01 10:00:00+02'::timestamptz", '2026-03-01T08:00:00.000Z'],
  ["'2026-03-01 10:00:00.1234+00'::timestamptz", '2026-03-01T10:00:00.123400Z'],
  ["'2026-03-01 10:00:00.12+00'::timestamptz", '2026-03-01T10:00:00.120Z'],
  ["array['2026-03-01 10:00:00+00'::timestamptz, null]", ['2026-03-01T10:00:00.000Z', null]],
  ["'2026-03-01'::date", '2026-03-01'],
  ["'2026-03-01 10:00'::timestamp", '2026-03-01 10:00:00'],
  ["'1 day'::interval", '1 day'],
  ["'1.50'::numeric", '1.50'],
  ['\'{"a":[1]}\'::jsonb', { a: [1] }],
  ['null::timestamptz', null],
])('%s reaches the code as %j', async (text, expected) => {
  expect(await one(text)).toEqual(expected);
});

test('a bigint that does not fit into a number is an error, not a wrong number', async () => {
  await expect(one('9007199254740993::bigint')).rejects.toThrow(/too large/);
  expect(await one('1')).toBe(1);
});

test('the tests work as the application role, which no row security spares', async () => {
  expect(await one('current_user')).toBe('fettle_app');
  expect(await one("current_setting('search_path')")).toBe('fettle');
  expect(await one('(select rolsuper or rolbypassrls from pg_roles where rolname = current_user)::text')).toBe('false');
});

test('a transaction sees the rows of the clients that it names, and no others', async () => {
  const [a, b] = [newId(systemClock), newId(systemClock)];
  for (const id of [a, b]) {
    await inClients(database.db, [id], (tx) =>
      sql`insert into client (client_id, name, created_at) values (${id}, 'x', now())`.execute(tx),
    );
  }
  const seen = (ids: string[]) =>
    inClients(database.db, ids, async (tx) =>
      (await sql<{ id: string }>`select client_id as id from client order by 1`.execute(tx)).rows.map((row) => row.id),
    );
  expect(await seen([a])).toEqual([a]);
  expect(await seen([b])).toEqual([b]);
  expect(await seen([a, b])).toEqual([a, b].toSorted());
  expect(await seen([])).toEqual([]);
  expect(await inNoClient(database.db, async (tx) => (await sql`select from client`.execute(tx)).rows)).toEqual([]);
  expect((await database.pool.query('select from client')).rowCount).toBe(0);
});

test('a row for a client that the transaction does not name is refused', async () => {
  const [a, b] = [newId(systemClock), newId(systemClock)];
  const write = inClients(database.db, [a], (tx) =>
    sql`insert into client (client_id, name, created_at) values (${b}, 'x', now())`.execute(tx),
  );
  await expect(write).rejects.toThrow(/row-level security/);
});

test('a transaction can change whom it concerns', async () => {
  const a = newId(systemClock);
  await inNoClient(database.db, async (tx) => {
    await enterClients(tx, [a]);
    await sql`insert into client (client_id, name, created_at) values (${a}, 'x', now())`.execute(tx);
  });
  expect(await inClients(database.db, [a], async (tx) => (await sql`select from client`.execute(tx)).rows.length)).toBe(1);
});

test('what is no client id is refused before the database hears of it', async () => {
  await expect(inClients(database.db, ['},{'], async () => 1)).rejects.toThrow(/no client id/);
});

test('nothing of a transaction that throws is kept, and its connection goes on working', async () => {
  const a = newId(systemClock);
  const failing = inClients(database.db, [a], async (tx) => {
    await sql`insert into client (client_id, name, created_at) values (${a}, 'x', now())`.execute(tx);
    throw new Error('a change of mind');
  });
  await expect(failing).rejects.toThrow('a change of mind');
  expect(await inClients(database.db, [a], async (tx) => (await sql`select from client`.execute(tx)).rows.length)).toBe(0);
});

test('a failed statement whose error was swallowed does not pass for a commit', async () => {
  const swallowing = inNoClient(database.db, async (tx) => {
    await sql`select 1/0`.execute(tx).catch(() => {});
  });
  await expect(swallowing).rejects.toThrow(/rolled back/);
});

test('a transaction that never came to a statement leaves nothing behind for the next one on its connection', async () => {
  const end = async (act: () => Promise<unknown>): Promise<void> => {
    await database.db.transaction().execute(act);
  };
  for (let round = 0; round < 30; round += 1) {
    await end(async () => undefined);
    await expect(end(async () => Promise.reject(new Error('before the first statement')))).rejects.toThrow('before the first');
  }
  // Outside a transaction each statement stands alone: were one still open, the clients set here would be seen there.
  const id = newId(systemClock);
  await inClients(database.db, [id], async (tx) => sql`select 1`.execute(tx));
  expect(await one("coalesce(current_setting('fettle.clients', true), '')")).toBe('');
  expect((await sql<{ n: number }>`select count(*)::int as n from client`.execute(database.db)).rows[0]?.n).toBe(0);
});

test('statements of one transaction may be given at once, the first of them too', async () => {
  const at = await database.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const both = await Promise.all([
        sql<{ v: string }>`select current_setting('transaction_isolation') as v`.execute(tx),
        sql<{ v: string }>`select ${'x'}::text as v`.execute(tx),
      ]);
      return both.map(({ rows }) => rows[0]?.v);
    });
  expect(at).toEqual(['repeatable read', 'x']);
});

test('more different statements than a connection keeps plans for are answered all the same', async () => {
  await inNoClient(database.db, async (tx) => {
    for (let n = 0; n < 200; n += 1) {
      const text = sql<{ v: number }>`select ${n}::int + ${sql.lit(n)} as v`;
      for (const _ of [1, 2]) expect((await text.execute(tx)).rows[0]?.v).toBe(2 * n);
    }
  });
});

test('a statement whose kept plan no longer fits is asked again on another connection', async () => {
  const owner = database.superuserDb;
  await sql`create table fettle.planned as select 1 as a`.execute(owner);
  await sql`grant select on fettle.planned to fettle_app`.execute(owner);
  const read = () => inNoClient(database.db, async (tx) => (await sql`select * from planned`.execute(tx)).rows);
  await Promise.all(Array.from({ length: 12 }, read));
  await sql`alter table fettle.planned add b int default 2`.execute(owner);
  expect(await read()).toEqual([{ a: 1, b: 2 }]);
  await sql`drop table fettle.planned`.execute(owner);
});

test('a hand-written statement is prepared once a connection', async () => {
  await inNoClient(database.db, async (tx) => {
    for (const n of [1, 2, 3]) expect(await prepared<{ v: number }>(tx, 'doubled', 'select $1::int * 2 as v', [n])).toEqual([{ v: n * 2 }]);
    const client = await rawClient(tx);
    const { rows } = await client.query("select from pg_prepared_statements where name = 'doubled'");
    expect(rows).toHaveLength(1);
  });
});

test('two transactions that lock each other out both end well', async () => {
  const [a, b] = [newId(systemClock), newId(systemClock)];
  await inClients(database.db, [a, b], (tx) =>
    sql`insert into client (client_id, name, created_at) values (${a}, 'a', now()), (${b}, 'b', now())`.execute(tx),
  );
  let waiting = 0;
  let both: () => void = () => {};
  const bothThere = new Promise<void>((resolve) => (both = resolve));
  let runs = 0;
  const crosswise = (first: string, second: string) =>
    inClients(database.db, [a, b], async (tx) => {
      runs++;
      await sql`update client set name = name || '+' where client_id = ${first}`.execute(tx);
      if (++waiting === 2) both();
      await bothThere;
      await sql`update client set name = name || '+' where client_id = ${second}`.execute(tx);
    });
  await Promise.all([crosswise(a, b), crosswise(b, a)]);
  const { rows } = await inClients(database.db, [a, b], (tx) => sql<{ name: string }>`select name from client order by name`.execute(tx));
  expect(rows.map((row) => row.name)).toEqual(['a++', 'b++']);
  expect(runs).toBe(3);
});

test('an error that is not of that kind is not tried again, and one of that kind not for ever', async () => {
  let runs = 0;
  const fail = (code: string) =>
    withRetry(async () => {
      runs++;
      throw Object.assign(new Error('no'), { code });
    });
  await expect(fail('23505')).rejects.toThrow('no');
  expect(runs).toBe(1);
  await expect(fail('40001')).rejects.toThrow('no');
  expect(runs).toBe(6);
});

test("PostgreSQL's codes are read off its errors", async () => {
  const error = await one('1/0').catch((thrown: unknown) => thrown);
  expect(sqlState(error)).toBe('22012');
  expect(sqlState(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBeNull();
});

test('every table says in the generated types what it is', async () => {
  const { readFile } = await import('node:fs/promises');
  const { openClient } = await import('./pool.ts');
  const { printTables } = await import('./generate-tables.ts');
  const { silentLog } = await import('../log.ts');
  const client = await openClient(database.connection, silentLog());
  const printed = await printTables(client);
  await client.end();
  expect(await readFile(new URL('tables.ts', import.meta.url), 'utf8')).toBe(printed);
});
