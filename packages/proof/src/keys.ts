/**
 * Ed25519 keys (RFC 8032) by node:crypto. A key is known by its fingerprint, `keyid`: lowercase hex SHA-256 of its raw 32 bytes.
 * Documents carry public keys as base64 of those bytes; private keys live in PKCS#8 PEM files (RFC 5958, RFC 8410).
 *
 * Making a KeyObject costs more than a verification: keep them, do not remake them for every message.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { encodingProblem, publicKeyProblem } from './curve-point.ts';
import { decodeBase64, encodeBase64 } from './envelope-bytes.ts';
import { sha256Hex } from './hash.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** A private key with what is needed beside it. `publicKey` is base64 of the raw 32 bytes, as documents carry it. */
export type SigningKey = {
  readonly keyid: string;
  readonly publicKey: string;
  readonly verifyKey: KeyObject;
  readonly privateKey: KeyObject;
};

/** A public key that was looked at: canonical, on the curve, not of small order. */
export type PublicKey = { readonly ok: true; readonly key: KeyObject; readonly keyid: string };

/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410 section 4). */
const spkiHead = Uint8Array.fromHex('302a300506032b6570032100');

/** A new key from the system's random source. */
export function generateKey(): SigningKey {
  return signingKeyOf(generateKeyPairSync('ed25519').privateKey);
}

/** Reads a private key file. Encrypted files are not read. */
export function signingKeyFromPem(
  pem: string,
): { readonly ok: true; readonly key: SigningKey } | Refusal<'key.malformed' | 'key.not-ed25519'> {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    return refuse(
      'key.malformed',
      'This is not an unencrypted private key in PEM form (PKCS#8). Check that the file is the right one and whole.',
    );
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    return refuse(
      'key.not-ed25519',
      `This is a key of type ${privateKey.asymmetricKeyType ?? 'unknown'}; Fettle signs with Ed25519 keys only.`,
    );
  }
  return { ok: true, key: signingKeyOf(privateKey) };
}

/** The private key as PKCS#8 PEM. The caller owns the file and its mode (0600). */
export function toPem(key: SigningKey): string {
  // With format pem and no cipher the export is text; the union is for DER.
  return key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** Reads a public key as documents carry it. Small-order, non-canonical and off-curve keys are `key.weak`. */
export function publicKeyFromRaw(base64: string): PublicKey | KeyRefusal {
  return readPublicKey(base64, publicKeyProblem);
}

/**
 * The same for a key that `publicKeyFromRaw` took before its reader stored it: that it is a point of the curve is not worked out once more. Of one that is none no signature would fit, for OpenSSL decodes
 * the point at each (RFC 8032 section 5.1.7).
 */
export function storedPublicKey(base64: string): PublicKey | KeyRefusal {
  return readPublicKey(base64, encodingProblem);
}

type KeyRefusal = Refusal<'key.malformed' | 'key.weak'>;

function readPublicKey(base64: string, problemOf: (raw: Uint8Array) => string | null): PublicKey | KeyRefusal {
  const raw = decodeBase64(base64);
  if (raw?.length !== 32)
    return refuse('key.malformed', 'A public key is 32 bytes in standard base64: 44 characters, the last of them "=".');
  const problem = problemOf(raw);
  if (problem !== null) return refuse('key.weak', `The key ${problem}. Have its owner make a new one.`);
  return { ok: true, key: publicKeyOf(raw), keyid: keyId(raw) };
}

/** The raw public key as base64. Of a private key, its public half. Throws TypeError for keys that are not Ed25519. */
export function rawPublicKey(key: KeyObject): string {
  return encodeBase64(rawBytes(key));
}

/** The fingerprint of a key, or of its raw 32 bytes. */
export function keyId(key: KeyObject | Uint8Array): string {
  return sha256Hex(key instanceof Uint8Array ? key : rawBytes(key));
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const verifyKey = createPublicKey(privateKey);
  return { keyid: keyId(verifyKey), publicKey: rawPublicKey(verifyKey), verifyKey, privateKey };
}

function publicKeyOf(raw: Uint8Array): KeyObject {
  const spki = Buffer.concat([spkiHead, raw]);
  return createPublicKey({ key: spki, format: 'der', type: 'spki' });
}

function rawBytes(key: KeyObject): Uint8Array {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('Only Ed25519 keys have a fingerprint here.');
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(spkiHead.length);
}
