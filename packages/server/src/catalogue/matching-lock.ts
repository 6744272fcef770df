/** Matching must not look between an import's last word about whom it concerns and its commit: software that came in that moment would be matched by what was said before. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** Any constant of ours: pg_advisory_xact_lock knows numbers only. */
const lock = 4_205_120_261_122;

/** Held until the transaction ends. Any number match at once; an import waits for them, and they for it. */
export async function lockMatching(tx: Tx, as: 'import' | 'match'): Promise<void> {
  await (
    as === 'import' ? sql`select pg_advisory_xact_lock(${lock}::bigint)` : sql`select pg_advisory_xact_lock_shared(${lock}::bigint)`
  ).execute(tx);
}
