/**
 * Fingerprints for people. A fingerprint (`keyid`) is the hex SHA-256 of the raw 32 bytes of an Ed25519 public key.
 * On a screen it stands in groups, so that two can be compared by eye; typed or pasted, groups and capitals do not matter. Pure.
 */
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** Sixteen groups of four, joined by hyphens: still one word for a shell. Throws RangeError for what is no fingerprint. */
export function formatFingerprint(keyid: string): string {
  const read = parseFingerprint(keyid);
  if (!read.ok) throw new RangeError(read.detail);
  return read.keyid.replace(/(.{4})(?=.)/g, '$1-');
}

/** Reads what a person typed or pasted: groups by space, line break, hyphen or colon, and capitals, are fine. */
export function parseFingerprint(text: string): { readonly ok: true; readonly keyid: string } | Refusal<'fingerprint.malformed'> {
  const groups = text
    .trim()
    .toLowerCase()
    .split(/\s*[-:]\s*|\s+/);
  const digits = groups.join('');
  if (groups.includes('') || !/^[0-9a-f]*$/.test(digits)) {
    return refuse('fingerprint.malformed', 'A fingerprint has hexadecimal digits only, in groups if you like. Copy it again.');
  }
  if (digits.length !== 64) {
    return refuse('fingerprint.malformed', `A fingerprint has 64 hexadecimal digits, this has ${digits.length}. Copy it again, whole.`);
  }
  return { ok: true, keyid: digits };
}
