/**
 * The bytes of a signed envelope: DSSE (github.com/secure-systems-lab/dsse, protocol.md 1.0.0, envelope.md).
 * Pure: the console builds what a browser key signs with the same functions that the server and the agent check with.
 *
 * Narrower than DSSE on purpose: standard base64 only, padded and canonical, and exactly one signature. One envelope then
 * has one spelling, and "who signed it" has one answer.
 */

/** What is signed names its own kind, so a report can never be taken for an approval. */
export const payloadTypes = {
  checkIn: 'application/vnd.fettle.check-in+json',
  report: 'application/vnd.fettle.report+json',
  enrolment: 'application/vnd.fettle.enrolment+json',
  reply: 'application/vnd.fettle.reply+json',
  instruction: 'application/vnd.fettle.instruction+json',
  approval: 'application/vnd.fettle.approval+json',
  standingApproval: 'application/vnd.fettle.standing-approval+json',
  authority: 'application/vnd.fettle.authority+json',
  checkpoint: 'application/vnd.fettle.checkpoint+json',
  command: 'application/vnd.fettle.command+json',
  stop: 'application/vnd.fettle.stop+json',
  feedBundle: 'application/vnd.fettle.feed-bundle+json',
} as const;
export type PayloadType = (typeof payloadTypes)[keyof typeof payloadTypes];

/** `payload` and `sig` are base64; `keyid` is the fingerprint of the signing key: a hint until the signature is verified. */
export type Envelope = {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
};

const encoder = new TextEncoder();

/** What is really signed: PAE(type, body) of DSSE protocol.md. Lengths are in bytes of UTF-8. */
export function preAuthEncoding(type: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const typeBytes = encoder.encode(type);
  const head = encoder.encode(`DSSEv1 ${typeBytes.length} ${type} ${body.length} `);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** Puts body and signature into an envelope. The signature is over `preAuthEncoding(type, body)`. */
export function envelopeOf(type: PayloadType, body: Uint8Array, keyid: string, signature: Uint8Array): Envelope {
  return { payloadType: type, payload: encodeBase64(body), signatures: [{ keyid, sig: encodeBase64(signature) }] };
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  return bytes.toBase64();
}

/**
 * Strict inverse of `encodeBase64`: null for a missing padding, set bits behind the end, white space, the URL alphabet,
 * or anything else that `encodeBase64` would not have written (RFC 4648 sections 3.1 to 3.5).
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' });
    // The decoder skips white space; then the text is longer than its bytes need.
    return text.length === Math.ceil(bytes.length / 3) * 4 ? bytes : null;
  } catch {
    return null;
  }
}
