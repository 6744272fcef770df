/** Orders of the Updates screens, with the keys of their pages. */
import { sql } from 'kysely';
import type { Key, Part } from '../platform/page-keys.ts';
import type { UpdateRow } from './rows.ts';

/** Days since 1970 of the deadline; far ahead where there is none. */
const noDay = 2_000_000_000;
const dueDay = sql`coalesce(floor(extract(epoch from u.due) / 86400)::int, ${sql.lit(noDay)})`;

function dayOf(due: string | null): number {
  return due === null ? noDay : Math.floor(Temporal.Instant.from(due).epochMilliseconds / 86_400_000);
}

export const orders = {
  urgency: {
    shape: ['flag', 'number', 'flag', 'number', 'text', 'number'],
    by: sql`(u.urgent > 0) desc, ${dueDay}, u.security desc, u.devices desc, u.name, u.software_id`,
    key: (row: UpdateRow): Key => [row.urgent > 0, dayOf(row.due), row.security, row.devices, row.name, row.id],
    after: (k: Key) =>
      sql`(not (u.urgent > 0), ${dueDay}, not u.security, -u.devices, u.name, u.software_id) >
        (${k[0] !== true}, ${Number(k[1])}::int, ${k[2] !== true}, ${-Number(k[3])}::bigint, ${String(k[4])}, ${Number(k[5])}::int)`,
  },
  devices: {
    shape: ['number', 'text', 'number'],
    by: sql`u.devices desc, u.name, u.software_id`,
    key: (row: UpdateRow): Key => [row.devices, row.name, row.id],
    after: (k: Key) => sql`(-u.devices, u.name, u.software_id) > (${-Number(k[0])}::bigint, ${String(k[1])}, ${Number(k[2])}::int)`,
  },
  name: {
    shape: ['text', 'number'],
    by: sql`u.name, u.software_id`,
    key: (row: UpdateRow): Key => [row.name, row.id],
    after: (k: Key) => sql`(u.name, u.software_id) > (${String(k[0])}, ${Number(k[1])}::int)`,
  },
} as const satisfies Readonly<Record<string, { shape: readonly Part[]; by: unknown; key: unknown; after: unknown }>>;
