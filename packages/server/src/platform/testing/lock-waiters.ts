import { sql } from 'kysely';
import type { TestDatabase } from './test-database.ts';

/** Returns once so many sessions of this database wait for a lock; fails after 20 seconds. */
export async function lockWaiters(database: TestDatabase, count: number): Promise<void> {
  const end = Date.now() + 20_000;
  const ask = sql<{ n: number }>`
    select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  for (;;) {
    const n = (await ask.execute(database.superuserDb)).rows[0]?.n ?? 0;
    if (n >= count) return;
    if (Date.now() > end) throw new Error(`${n} sessions wait for a lock, and ${count} should`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
