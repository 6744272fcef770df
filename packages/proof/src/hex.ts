/** Digests as text: lowercase hexadecimal, because one digest must have one spelling. Pure. */

const digestPattern = /^[0-9a-f]{64}$/;

/** Lowercase hexadecimal of the bytes. */
export function toHex(bytes: Uint8Array): string {
  return bytes.toHex();
}

/** The 32 bytes of a SHA-256 digest written as 64 lowercase digits; null for anything else. */
export function digestFromHex(text: unknown): Uint8Array | null {
  return isDigest(text) ? Uint8Array.fromHex(text) : null;
}

/** Whether this is a SHA-256 digest written as 64 lowercase digits. */
export function isDigest(text: unknown): text is string {
  return typeof text === 'string' && digestPattern.test(text);
}

/** Whether two byte strings are equal. For public values only: its time depends on them. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  return one.every((byte, index) => byte === other[index]);
}
