/** Signatures as the Standard Webhooks specification 1.0 has them: HMAC-SHA256 over `id.timestamp.body`, in base64, with the version before it. Pure. */
import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';
/** The specification asks for 24 to 64 bytes. */
const [fewest, most] = [24, 64] as const;

/** A new secret: 32 bytes by chance. */
export function newSigningSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

/** The bytes of `whsec_…`; null: it is none. */
export function bytesOfSecret(secret: string): Buffer | null {
  if (!secret.startsWith(prefix)) return null;
  const text = secret.slice(prefix.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length < fewest || bytes.length > most ? null : bytes;
}

/** The value of `webhook-signature`: one signature a secret, with a space between, so that the receiver may change over at any time while one is rotated. */
export function signatureOf(
  secrets: readonly string[],
  signed: { readonly id: string; readonly seconds: number; readonly body: string },
): string {
  return secrets
    .flatMap((secret) => bytesOfSecret(secret) ?? [])
    .map((key) => `v1,${createHmac('sha256', key).update(`${signed.id}.${signed.seconds}.${signed.body}`).digest('base64')}`)
    .join(' ');
}
