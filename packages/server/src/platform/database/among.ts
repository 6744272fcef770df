import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** A condition: this column (`table.column`) holds one of these ids; null: any. */
export function among(column: string, ids: readonly string[] | null): RawBuilder<unknown> {
  return ids === null ? sql`true` : sql`${sql.ref(column)} = any(${[...ids]}::uuid[])`;
}
