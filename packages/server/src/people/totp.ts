/**
 * One-time codes by time (RFC 6238 over RFC 4226): SHA-1, six digits, a new one every 30 seconds, which is what every authenticator app speaks.
 * Secrets are base32 text (RFC 4648) without padding.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const stepSeconds = 30;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** The step of now first; clocks of telephones are a little early or late. */
const tolerated = [0, -1, 1];

/** A new secret of 160 bits, as RFC 4226 recommends. */
export function newTotpSecret(): string {
  return toBase32(randomBytes(20));
}

/** The step that a code belongs to, out of now, one before and one after; null where it belongs to none. Keep the step: a code is good once. */
export function stepOfCode(secret: string, code: string, now: Temporal.Instant): number | null {
  const current = Math.floor(now.epochMilliseconds / 1000 / stepSeconds);
  const key = fromBase32(secret);
  const found = tolerated.find((offset) => same(codeAt(key, current + offset), code));
  return found === undefined ? null : current + found;
}

/** The code of a secret at a time: what the app shows. */
export function totpAt(secret: string, at: Temporal.Instant): string {
  return codeAt(fromBase32(secret), Math.floor(at.epochMilliseconds / 1000 / stepSeconds));
}

/** What the QR code holds (Google Authenticator's key URI format, which the others took over). */
export function totpUri(secret: string, account: string): string {
  const label = `Fettle:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=Fettle&algorithm=SHA1&digits=6&period=${stepSeconds}`;
}

function codeAt(key: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet.charAt(Number.parseInt(five, 2))).join('');
}

function fromBase32(text: string): Uint8Array {
  const bits = Array.from(text, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2));
}
