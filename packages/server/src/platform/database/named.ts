import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** Who did something, in SQL: the person or API key of the id in `column` by name, and the id itself where neither is known any more. */
export function named(column: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`coalesce((select p.name from person p where p.id::text = ${column}), (select k.name from api_key k where k.id::text = ${column}), ${column})`;
}
