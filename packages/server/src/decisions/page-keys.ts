/** Keys of the register's pages: ours, but they come back from outside, so each part is looked at before SQL sees it. */
import { parseInstant } from '@fettle/proof/instants';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { isId } from '../platform/ids.ts';

/** What ends first stands first, so what has expired is on top; without an end it comes last. */
export const order = sql`d.ends_at nulls last, d.id`;

/** Where the page begins; null for what is no key of this order. */
export function afterKey(text: string | undefined): RawBuilder<unknown> | null {
  if (text === undefined) return sql`true`;
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(key) || key.length !== 2) return null;
    const [ends, id]: unknown[] = key;
    if (typeof id !== 'string' || !isId(id)) return null;
    if (ends === null) return sql`(d.ends_at is null and d.id > ${id}::uuid)`;
    // PostgreSQL knows no year 0.
    if (typeof ends !== 'string' || parseInstant(ends) === null || ends.startsWith('0000')) return null;
    return sql`(d.ends_at is null or (d.ends_at, d.id) > (${ends}::timestamptz, ${id}::uuid))`;
  } catch {
    return null;
  }
}

export function keyOf(row: { readonly ends_at: string | null; readonly id: string }): string {
  return Buffer.from(JSON.stringify([row.ends_at, row.id])).toString('base64url');
}
