/** Keys of pages: ours, but they come back from outside. What is no key of this order is refused before the database sees it. */
import { parseInstant } from '@fettle/proof/instants';
import { sql } from 'kysely';
import { isId } from '../platform/ids.ts';

export type Key = readonly [string | number, string];

export const orders = {
  name: { reads: 'own row', by: sql`d.name, d.id`, after: (k: Key) => sql`(d.name, d.id) > (${String(k[0])}, ${k[1]}::uuid)` },
  missing: {
    reads: 'inventory',
    by: sql`coalesce(v.missing, -1) desc, d.id`,
    after: (k: Key) => sql`(-coalesce(v.missing, -1), d.id) > (${-Number(k[0])}::int, ${k[1]}::uuid)`,
  },
  seen: {
    reads: 'contact',
    by: sql`k.last_seen_at, d.id`,
    after: (k: Key) => sql`(k.last_seen_at, d.id) > (${String(k[0])}::timestamptz, ${k[1]}::uuid)`,
  },
} as const;

const fits: Readonly<Record<keyof typeof orders, (value: unknown) => boolean>> = {
  name: (value) => typeof value === 'string' && !value.includes('\u0000'),
  missing: (value) => isInt4(value),
  // PostgreSQL knows no year 0.
  seen: (value) => typeof value === 'string' && parseInstant(value) !== null && !value.startsWith('0000'),
};

/** The value and device id after which a page begins; null for what is no key of this order. */
export function readKey(text: string | undefined, sort: keyof typeof orders): Key | null {
  if (text === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(key) || key.length !== 2) return null;
    const [value, id]: unknown[] = key;
    // Looked at just now: a text or a number, as the order has it.
    return fits[sort](value) && typeof id === 'string' && isId(id) ? [value as string | number, id] : null;
  } catch {
    return null;
  }
}

/** `ID~NAME` of the last software of a page; undefined without one, null for what is no such key. */
export function readSoftwareKey(text: string | undefined): { readonly id: number; readonly name: string } | undefined | null {
  if (text === undefined) return undefined;
  const [, digits, name] = /^(\d{1,10})~(.+)$/s.exec(text) ?? [];
  const id = Number(digits);
  return name === undefined || !isInt4(id) ? null : { id, name };
}

function isInt4(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2_147_483_647;
}
