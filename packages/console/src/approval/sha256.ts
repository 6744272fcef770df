/** SHA-256 for a browser: WebCrypto's is asynchronous only, and a spec's root needs thousands of small hashes. */
import type { Sha256 } from '@fettle/proof/merkle';
import { sha256 as noble } from '@noble/hashes/sha2.js';

export const sha256: Sha256 = (bytes) => noble(bytes);

/** Hex SHA-256: the fingerprint of a key, where `bytes` are its raw 32. */
export function sha256Hex(bytes: Uint8Array): string {
  return sha256(bytes).toHex();
}
