/** Names of those who held or cancelled, for sentences. */
import { sql } from 'kysely';
import type { Tx } from '../platform/feature.ts';

/** People and API keys by id; who is neither is left out. */
export async function personNames(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; name: string }>`
    select id::text as id, name from person where id::text = any(${[...ids]}::text[])
    union all select id::text, name from api_key where id::text = any(${[...ids]}::text[])`.execute(tx);
  return new Map(found.rows.map(({ id, name }) => [id, name]));
}
