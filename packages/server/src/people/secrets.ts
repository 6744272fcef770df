/** Secrets that are shown once and stored as hashes: session tokens, one-time links, API keys. 256 random bits need no slow hash. */
import { createHash, randomBytes } from 'node:crypto';

/** 32 random bytes as 43 letters of base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret: its SHA-256. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
