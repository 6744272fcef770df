import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { silentLog } from '../log.ts';
import { openTestDatabase } from '../testing/index.ts';
import type { TestDatabase } from '../testing/index.ts';
import { inNoClient, notify, startWake } from './index.ts';
import type { Hint, Wake } from './index.ts';

let database: TestDatabase;
let wake: Wake;
beforeAll(async () => {
  database = await openTestDatabase();
  wake = await startWake(database.connection, silentLog());
});
afterAll(async () => {
  await wake.stop();
  await database.close();
});

const next = (topic: string) =>
  new Promise<Hint>((resolve) => {
    const end = wake.on(topic, (hint) => {
      end();
      resolve(hint);
    });
  });

test('a hint arrives with its payload, colons and all, once its transaction has committed', async () => {
  const heard = next('deployment');
  await inNoClient(database.db, (tx) => notify(tx, 'deployment', 'a:b:c'));
  expect(await heard).toEqual({ topic: 'deployment', payload: 'a:b:c' });
});

test('a hint of a transaction that is rolled back, or of another topic, does not arrive', async () => {
  const heard: string[] = [];
  const end = wake.on('device', (hint) => heard.push(hint.payload ?? ''));
  await inNoClient(database.db, async (tx) => {
    await notify(tx, 'device', 'never');
    throw new Error('no');
  }).catch(() => {});
  await inNoClient(database.db, (tx) => notify(tx, 'other', 'x'));
  await inNoClient(database.db, (tx) => notify(tx, 'device', 'last'));
  await expect.poll(() => heard).toEqual(['last']);
  end();
});

test('a listener that throws keeps no hint from the others', async () => {
  const end = wake.on('topic', () => {
    throw new Error('broken');
  });
  const heard = next('topic');
  await inNoClient(database.db, (tx) => notify(tx, 'topic', '1'));
  expect((await heard).payload).toBe('1');
  end();
});

test('after its connection broke it listens again and tells everybody to look', async () => {
  const heard = next('deployment');
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'fettle wake' and datname = current_database()`.execute(
    database.superuserDb,
  );
  expect(await heard).toEqual({ topic: 'deployment', payload: null });
  const again = next('deployment');
  await inNoClient(database.db, (tx) => notify(tx, 'deployment', 'x'));
  expect((await again).payload).toBe('x');
});

test('a hint that PostgreSQL would not take is refused', async () => {
  await expect(inNoClient(database.db, (tx) => notify(tx, 't', 'x'.repeat(8000)))).rejects.toThrow(RangeError);
});
