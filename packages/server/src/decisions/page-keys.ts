/** Keys of the register's pages. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';

/** What ends first stands first, so what has expired is on top; without an end it comes last. */
export const order = sql`d.ends_at nulls last, d.id`;

/** Where the page begins; null for what is no key of this order. */
export function afterKey(text: string | undefined): RawBuilder<unknown> | null {
  const key = readPageKey(text, ['instant or null', 'id']);
  if (key === undefined || key === null) return key === null ? null : sql`true`;
  const [ends, id] = key;
  return ends === null
    ? sql`(d.ends_at is null and d.id > ${id}::uuid)`
    : sql`(d.ends_at is null or (d.ends_at, d.id) > (${ends}::timestamptz, ${id}::uuid))`;
}

export function keyOf(row: { readonly ends_at: string | null; readonly id: string }): string {
  return pageKeyText([row.ends_at, row.id]);
}
