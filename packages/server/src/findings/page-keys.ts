/** Orders of the Updates screens with the keys of their pages: ours, but they come back from outside, so each part is looked at before SQL sees it. */
import { sql } from 'kysely';
import { isId } from '../platform/ids.ts';
import type { UpdateRow } from './rows.ts';

export type Part = 'flag' | 'number' | 'text' | 'device id';
export type Key = readonly (boolean | number | string)[];

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

const fits: Readonly<Record<Part, (value: unknown) => boolean>> = {
  flag: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number' && isInt4(value),
  text: (value) => typeof value === 'string' && !value.includes('\u0000'),
  'device id': (value) => typeof value === 'string' && isId(value),
};

/** The key after which a page begins; undefined without one, null for what is no key of this shape. */
export function readKey(text: string | undefined, shape: readonly Part[]): Key | undefined | null {
  if (text === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(key) || key.length !== shape.length || !shape.every((part, index) => fits[part](key[index]))) return null;
    // Each part was looked at just now.
    return key as Key;
  } catch {
    return null;
  }
}

/** The id of an update as the address has it; null where no software can have it. */
export function readSoftwareId(text: string): number | null {
  const id = Number(text);
  return isInt4(id) ? id : null;
}

function isInt4(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= 2_147_483_647;
}
