/**
 * Signed envelopes: everything that crosses a border travels in one (DSSE with Ed25519, see `envelope-bytes.ts`).
 * The order of checks is the point: shape, kind, key, signature over the bytes as they came, and only then their JSON.
 */
import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalBytes } from './canonical.ts';
import { decodeBase64, envelopeOf, preAuthEncoding } from './envelope-bytes.ts';
import type { Envelope, PayloadType } from './envelope-bytes.ts';
import { isDigest } from './hex.ts';
import type { SigningKey } from './keys.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { parseStrictJson } from './strict-json.ts';

/** Payloads of more bytes are refused unless the caller allows more. */
export const defaultMaxPayloadBytes = 4 * 1024 * 1024;

/** `keyid` is the key whose signature was verified, `bytes` are exactly what it signed: keep them as evidence. */
export type Opened = { readonly ok: true; readonly keyid: string; readonly payload: unknown; readonly bytes: Uint8Array };

export type EnvelopeRefusal = Refusal<
  'envelope.malformed' | 'envelope.wrong-type' | 'envelope.unknown-key' | 'envelope.bad-signature' | 'envelope.not-json'
>;

/** Signs the canonical bytes of a JSON value. Throws TypeError for what is no JSON value. */
export function seal(payloadType: PayloadType, payload: unknown, key: SigningKey): Envelope {
  const body = canonicalBytes(payload);
  return envelopeOf(payloadType, body, key.keyid, sign(null, preAuthEncoding(payloadType, body), key.privateKey));
}

export type OpenOptions = { readonly maxPayloadBytes?: number };

/** Maps a fingerprint to its key, or to null where the caller does not want to hear that key. */
export type FindKey = (keyid: string) => KeyObject | null;

/** Opens an envelope of the expected kind that a known key has signed. `maxPayloadBytes` limits the payload after base64. */
export function openEnvelope(
  envelope: unknown,
  expectedType: PayloadType,
  findKey: FindKey,
  options: OpenOptions = {},
): Opened | EnvelopeRefusal {
  const claim = readClaim(envelope, expectedType, findKey, options);
  return claim.ok ? decide(claim, verify(null, claim.signed, claim.key, claim.signature)) : claim;
}

/** As `openEnvelope`; the signature is verified by another thread, for a process that opens thousands a second. */
export async function openEnvelopeAside(
  envelope: unknown,
  expectedType: PayloadType,
  findKey: FindKey,
  options: OpenOptions = {},
): Promise<Opened | EnvelopeRefusal> {
  const claim = readClaim(envelope, expectedType, findKey, options);
  return claim.ok ? decide(claim, await verifyAside(claim)) : claim;
}

/** Of the right shape and kind, and said to be signed by a key that the caller wants to hear. `signed` are the bytes that the signature is over. */
type Claim = {
  readonly ok: true;
  readonly bytes: Uint8Array;
  readonly signed: Uint8Array;
  readonly keyid: string;
  readonly key: KeyObject;
  readonly signature: Uint8Array;
};

function readClaim(
  envelope: unknown,
  expectedType: PayloadType,
  findKey: FindKey,
  { maxPayloadBytes = defaultMaxPayloadBytes }: OpenOptions,
): Claim | EnvelopeRefusal {
  const parts = readParts(envelope, maxPayloadBytes);
  if (!parts.ok) return parts;
  const { payloadType, bytes, keyid, signature } = parts;
  if (payloadType !== expectedType) {
    return refuse(
      'envelope.wrong-type',
      `The envelope holds ${JSON.stringify(payloadType.slice(0, 100))}, expected was "${expectedType}".`,
    );
  }
  const key = findKey(keyid);
  if (key === null) return refuse('envelope.unknown-key', `The envelope is signed by the key ${keyid}, which is not known for this.`);
  if (key.asymmetricKeyType !== 'ed25519') return badSignature(keyid);
  return { ok: true, bytes, signed: preAuthEncoding(payloadType, bytes), keyid, key, signature };
}

function verifyAside({ signed, key, signature }: Claim): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, signed, key, signature, (error, fits) => (error === null ? resolve(fits) : reject(error)));
  });
}

/** The payload is read as JSON only once its signature was found to fit. */
function decide({ bytes, keyid }: Claim, fits: boolean): Opened | EnvelopeRefusal {
  if (!fits) return badSignature(keyid);
  const json = parseStrictJson(bytes);
  if (!json.ok) return refuse('envelope.not-json', `The JSON in the envelope ${json.problem}.`);
  return { ok: true, keyid, payload: json.value, bytes };
}

function badSignature(keyid: string): Refusal<'envelope.bad-signature'> {
  return refuse('envelope.bad-signature', `The signature does not fit the content and the key ${keyid}: one of them was changed.`);
}

/** Whose key the envelope says to be signed with, so that it can be looked up; null where it says nothing. Proves nothing. */
export function claimedKeyId(envelope: unknown): string | null {
  const parts = readSignature(envelope);
  return parts === null ? null : parts.keyid;
}

type Parts = {
  readonly ok: true;
  readonly payloadType: string;
  readonly bytes: Uint8Array;
  readonly keyid: string;
  readonly signature: Uint8Array;
};

function readParts(envelope: unknown, maxPayloadBytes: number): Parts | Refusal<'envelope.malformed'> {
  if (!hasExactly(envelope, ['payloadType', 'payload', 'signatures'])) {
    return malformed('it must have the members payloadType, payload and signatures, and no others');
  }
  const { payloadType, payload } = envelope;
  if (typeof payloadType !== 'string' || typeof payload !== 'string') return malformed('payloadType and payload must be text');
  if (payload.length > Math.ceil(maxPayloadBytes / 3) * 4) return malformed(`its payload is larger than ${maxPayloadBytes} bytes`);
  const bytes = decodeBase64(payload);
  if (bytes === null) return malformed('its payload is not strict base64');
  if (bytes.length > maxPayloadBytes) return malformed(`its payload is larger than ${maxPayloadBytes} bytes`);
  const signed = readSignature(envelope);
  if (signed === null) return malformed('it must have exactly one signature, with keyid (64 lowercase hexadecimal digits) and sig');
  const signature = decodeBase64(signed.sig);
  if (signature?.length !== 64) return malformed('its signature is not 64 bytes of strict base64');
  return { ok: true, payloadType, bytes, keyid: signed.keyid, signature };
}

/** Exactly one: with two, "who signed this" would depend on which one a reader looks at. */
function readSignature(envelope: unknown): { readonly keyid: string; readonly sig: string } | null {
  if (typeof envelope !== 'object' || envelope === null || !('signatures' in envelope)) return null;
  const { signatures } = envelope;
  if (!Array.isArray(signatures) || signatures.length !== 1) return null;
  const only: unknown = signatures[0];
  if (!hasExactly(only, ['keyid', 'sig'])) return null;
  const { keyid, sig } = only;
  return isDigest(keyid) && typeof sig === 'string' ? { keyid, sig } : null;
}

function hasExactly<Name extends string>(value: unknown, names: readonly Name[]): value is Record<Name, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}

function malformed(problem: string): Refusal<'envelope.malformed'> {
  return refuse('envelope.malformed', `This is not a signed envelope: ${problem}.`);
}
