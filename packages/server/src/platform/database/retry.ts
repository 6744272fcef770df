import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** serialization_failure and deadlock_detected: the transaction left nothing behind and may be run again (PostgreSQL, Appendix A). */
const AGAIN = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

/** More than a pool has connections: each that keeps a stale plan is given up as it is met. */
const STALE_ATTEMPTS = 50;

/** Runs a whole transaction, again where PostgreSQL broke it off because of another one; at most five times, with growing random pauses. */
export async function withRetry<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1, stale = 1; ;) {
    try {
      return await run();
    } catch (error) {
      if (isStalePlan(error) && stale++ < STALE_ATTEMPTS) continue;
      if (attempt >= ATTEMPTS || !AGAIN.has(sqlState(error) ?? '')) throw error;
      await pause(randomInt(5, 20 * 2 ** attempt));
      attempt += 1;
    }
  }
}

/** A kept plan no longer fits, since another server has migrated the database; its connection is given up. PostgreSQL has no code of its own for it. */
export function isStalePlan(error: unknown): boolean {
  return sqlState(error) === '0A000' && error instanceof Error && error.message.startsWith('cached plan');
}

/** PostgreSQL's five-character code of an error, or null. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}
