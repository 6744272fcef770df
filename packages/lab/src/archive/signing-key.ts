/** The archive's own Ed25519 key: makes what apt's gpgv(1) accepts, with no keyring, agent or other program involved. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { TAG, armour, integer, packet, subpacket, uint16, uint32 } from './packets.ts';

export type SigningKey = {
  /** The transferable public key in ASCII armour: what a sources file's Signed-By names. */
  readonly publicKey: string;
  /** Hexadecimal, forty digits. */
  readonly fingerprint: string;
  /** A cleartext signed message (RFC 4880 section 7): the form of an InRelease file. */
  clearSign(text: string, at: Date): string;
};

/** Signature types of RFC 4880 section 5.2.1. */
const TYPE = { text: 0x01, certification: 0x13 } as const;
/** EdDSA and SHA-512 by their numbers (RFC 9580 section 9.1 keeps 22 for this "legacy" form; RFC 4880 section 9.4). */
const EDDSA = 22;
const SHA512 = 10;
/** Ed25519's object identifier, 1.3.6.1.4.1.11591.15.1, with its length before it. */
const CURVE = Buffer.from('092b06010401da470f01', 'hex');
/** Subpackets of RFC 4880 section 5.2.3.1 and of RFC 9580 section 5.2.3.35. */
const SUB = { created: 2, issuer: 16, keyFlags: 27, issuerFingerprint: 33 } as const;
const MAY_CERTIFY_AND_SIGN = 0x03;

/** Makes a fresh key for one archive. */
export function makeSigningKey(userId: string, created: Date): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const body = publicKeyBody(publicKey, created);
  const print = createHash('sha1').update(keyPrefix(body)).digest();
  const id = Buffer.from(userId, 'utf8');
  const signer: Signer = { privateKey, print };
  const subject = Buffer.concat([keyPrefix(body), Buffer.from([0xb4]), uint32(id.length), id]);
  const flags = subpacket(SUB.keyFlags, Buffer.from([MAY_CERTIFY_AND_SIGN]));
  const certification = signature(signer, TYPE.certification, subject, created, flags);
  return {
    publicKey: armour('PUBLIC KEY BLOCK', Buffer.concat([packet(TAG.publicKey, body), packet(TAG.userId, id), certification])),
    fingerprint: print.toString('hex').toUpperCase(),
    clearSign: (text, at) => clearSign(signer, text, at),
  };
}

type Signer = { readonly privateKey: KeyObject; readonly print: Buffer };

function publicKeyBody(key: KeyObject, created: Date): Buffer {
  // The last 32 bytes of the SubjectPublicKeyInfo are the point (RFC 8410 section 4); 0x40 marks it as native.
  const point = key.export({ type: 'spki', format: 'der' }).subarray(-32);
  return Buffer.concat([
    Buffer.from([4]),
    seconds(created),
    Buffer.from([EDDSA]),
    CURVE,
    integer(Buffer.concat([Buffer.from([0x40]), point])),
  ]);
}

function keyPrefix(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x99]), uint16(body.length), body]);
}

function seconds(at: Date): Buffer {
  return uint32(Math.floor(at.getTime() / 1000));
}

/** A version 4 signature packet over `subject` (RFC 4880 section 5.2.4 says what exactly is hashed). */
function signature(signer: Signer, type: number, subject: Buffer, at: Date, more: Buffer = Buffer.alloc(0)): Buffer {
  const hashedParts = [
    subpacket(SUB.created, seconds(at)),
    subpacket(SUB.issuerFingerprint, Buffer.concat([Buffer.from([4]), signer.print])),
    more,
  ];
  const hashed = Buffer.concat(hashedParts);
  const head = Buffer.concat([Buffer.from([4, type, EDDSA, SHA512]), uint16(hashed.length), hashed]);
  const digest = createHash('sha512')
    .update(subject)
    .update(head)
    .update(Buffer.from([4, 0xff]))
    .update(uint32(head.length))
    .digest();
  const made = sign(null, digest, signer.privateKey);
  const unhashed = subpacket(SUB.issuer, signer.print.subarray(-8));
  const proof = [integer(made.subarray(0, 32)), integer(made.subarray(32))];
  return packet(TAG.signature, Buffer.concat([head, uint16(unhashed.length), unhashed, digest.subarray(0, 2), ...proof]));
}

function clearSign(signer: Signer, text: string, at: Date): string {
  const lines = text.replace(/\n$/, '').split('\n');
  // Hashed without trailing blanks, with CR LF between lines, and without the last line's end (section 7.1).
  const hashed = lines.map((line) => line.replace(/[ \t\r]+$/, '')).join('\r\n');
  const made = signature(signer, TYPE.text, Buffer.from(hashed, 'utf8'), at);
  const shown = lines.map((line) => (line.startsWith('-') ? `- ${line}` : line));
  return ['-----BEGIN PGP SIGNED MESSAGE-----', 'Hash: SHA512', '', ...shown, ''].join('\n') + armour('SIGNATURE', made);
}
