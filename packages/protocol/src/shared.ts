/** Schemas that several borders share. Ids are UUIDv7 text, times RFC 3339 in UTC, hashes lower-case hex. */
import { managerIds } from '@fettle/core/inventory';
import { z } from 'zod';

/** One spelling: an id in capitals would be another text in chains and signatures, and the same row in the database. */
export const Id = z
  .uuid()
  .refine((text) => text === text.toLowerCase(), 'must be written in lower case')
  .meta({ id: 'Id', description: 'UUIDv7 made by the server, in lower case' });
export const Instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/)
  .refine(isOnTheCalendar, 'is no time of any calendar day')
  .meta({ id: 'Instant', description: 'RFC 3339 time in UTC, e.g. 2026-03-01T22:15:00Z' });
export const Day = z.iso.date().meta({ description: 'a day, e.g. 2026-03-01' });
/** A package manager that Fettle speaks: those of core's table. */
export const ManagerIdSchema = z.enum(managerIds).meta({ id: 'ManagerId', description: 'A package manager' });
export const Hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ id: 'Hash', description: 'SHA-256, lower-case hex' });
/** Whether a text of the form above names a real day and time: what it means must not depend on who reads the 30th of February. */
function isOnTheCalendar(text: string): boolean {
  // Every answer has hundreds of them: digits are read where the form has them.
  const two = (at: number): number => (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
  const year = two(0) * 100 + two(2);
  const [month, day] = [two(5), two(8)];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : daysOf[month - 1];
  return year > 0 && days !== undefined && day >= 1 && day <= days && two(11) < 24 && two(14) < 60 && two(17) < 60;
}
const zero = 48;
const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Hex SHA-256 of a raw Ed25519 public key: the fingerprint of a device, approver, server or root key. */
export const KeyId = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ id: 'KeyId' });
/** Text that people typed or machines sent: any Unicode but control characters, trimmed, not empty. */
export const Name = z
  .string()
  .min(1)
  .max(200)
  // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
  .regex(/^[^\u0000-\u001f\u007f]+$/u)
  .refine((text) => text.trim() === text, 'must not begin or end with a space');
export const LongText = z.string().max(4000);
export const Mail = z.email().max(254);
export const Zone = z.string().min(1).max(64).meta({ description: 'IANA time zone, e.g. Europe/Zurich' });
export const Base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** DSSE envelope with one or more Ed25519 signatures. */
export const Envelope = z
  .strictObject({
    payloadType: z.string().max(100),
    payload: Base64,
    signatures: z
      .array(z.strictObject({ keyid: KeyId, sig: Base64.max(128) }))
      .min(1)
      .max(8)
      .readonly(),
  })
  .meta({ id: 'Envelope' });
export type Envelope = z.infer<typeof Envelope>;

/** Pages go by key, never by offset: pass `next` back as `after`. */
export const PageQuery = z.object({ after: z.string().max(4000).optional(), limit: z.coerce.number().int().min(1).max(500).default(50) });
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
/** A wish with its reason, as commands that change a course need it. */
/** A ring of a deployment, counted from 0. */
export const RingIndex = z.number().int().min(0).max(100);

export const Because = z.strictObject({ because: z.string().trim().min(3).max(2000) });
export const Done = z.object({ done: z.literal(true) });
