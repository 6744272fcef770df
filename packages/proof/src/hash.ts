/** SHA-256 (FIPS 180-4) by node:crypto, of bytes, of text as UTF-8, and of values by their canonical JSON. */
import { hash } from 'node:crypto';
import { canonicalise } from './canonical.ts';

/** SHA-256 of bytes, or of text as UTF-8: 32 bytes. */
export function sha256(data: Uint8Array | string): Uint8Array {
  return hash('sha256', data, 'buffer');
}

/** SHA-256 of bytes, or of text as UTF-8: 64 lowercase hexadecimal digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return hash('sha256', data, 'hex');
}

/** The digest of a JSON value: hex SHA-256 of its canonical bytes. Throws TypeError as `canonicalise` does. */
export function digestOf(value: unknown): string {
  return sha256Hex(canonicalise(value));
}
