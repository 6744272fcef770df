import { randomFillSync } from 'node:crypto';
import type { Clock } from './clock.ts';

const POOL_BYTES = 1024;
const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/**
 * A UUIDv7 (RFC 9562, 5.7): milliseconds of `clock`, then 12 bits of the fraction of that millisecond (method 3 of 6.2), so that
 * ids made by one server sort in the order in which they were made as far as its clock tells, then 62 random bits.
 */
export function newId(clock: Clock): string {
  const at = clock.now();
  const milliseconds = at.epochMilliseconds;
  const fraction = Number(at.epochNanoseconds - BigInt(milliseconds) * 1_000_000n);
  const random = takeRandom();
  random[0] = 0x80 | ((random[0] ?? 0) & 0x3f);
  const time = milliseconds.toString(16).padStart(12, '0');
  const subMillisecond = Math.floor((fraction * 4096) / 1_000_000);
  const tail = Buffer.from(random).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${subMillisecond.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** True for the textual form of any UUID, in lower or upper case. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** The id of software, which is an update's too, as an address has it: an int4. null where no software can have it. */
export function readSoftwareId(text: string): number | null {
  const id = Number(text);
  return Number.isInteger(id) && Math.abs(id) <= 2_147_483_647 ? id : null;
}

function takeRandom(): Uint8Array {
  if (used + 8 > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += 8;
  return pool.slice(used - 8, used);
}
