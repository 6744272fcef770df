import { sql } from 'kysely';
import type { Tx } from './driver.ts';

/** Takes the lock of this name until the transaction ends, without waiting; false where another transaction, of whichever server, has it. */
export async function tryLock(tx: Tx, name: string): Promise<boolean> {
  const found = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as mine`.execute(tx);
  return found.rows[0]?.mine === true;
}
