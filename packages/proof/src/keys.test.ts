import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encodeBase64 } from './envelope-bytes.ts';
import { sha256Hex } from './hash.ts';
import { generateKey, keyId, publicKeyFromRaw, rawPublicKey, signingKeyFromPem, storedPublicKey, toPem } from './keys.ts';
import { keyOfSeed, rfc8032 } from './rfc8032.fixture.ts';

function fromHex(hex: string): string {
  return encodeBase64(Uint8Array.fromHex(hex));
}

/** The eight points of small order in their canonical encodings (as in libsodium and curve25519-dalek). */
const smallOrder = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  // x = 0 with its sign set, which RFC 8032 5.1.3 does not decode.
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
] as const;

/** y = p, p + 1, p + 18 (2^255 − 1), each with both signs: second spellings. */
const notCanonical = [
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
] as const;

describe('keys', () => {
  test.each(rfc8032)('RFC 8032: the seed $seed has its public key and signature', ({ seed, publicKey, message, signature }) => {
    const key = keyOfSeed(seed);
    expect(key.publicKey).toBe(fromHex(publicKey));
    expect(key.keyid).toBe(sha256Hex(Uint8Array.fromHex(publicKey)));
    const made = sign(null, Buffer.from(message, 'hex'), key.privateKey);
    expect(made.toString('hex')).toBe(signature);
    const read = publicKeyFromRaw(key.publicKey);
    expect(read.ok && verify(null, Buffer.from(message, 'hex'), read.key, made)).toBe(true);
  });

  test('a key survives its file', () => {
    const key = generateKey();
    const read = signingKeyFromPem(toPem(key));
    expect(read.ok && read.key.keyid).toBe(key.keyid);
    expect(read.ok && read.key.publicKey).toBe(key.publicKey);
  });

  test('fresh keys are taken, and differ', () => {
    const keys = Array.from({ length: 20 }, generateKey);
    expect(new Set(keys.map(({ keyid }) => keyid)).size).toBe(20);
    for (const key of keys) {
      const read = publicKeyFromRaw(key.publicKey);
      expect(read.ok && read.keyid).toBe(key.keyid);
      expect(read.ok && rawPublicKey(read.key)).toBe(key.publicKey);
      expect(keyId(key.privateKey)).toBe(key.keyid);
    }
  });

  test.each(smallOrder)('the point of small order %s is refused', (hex) => {
    expect(publicKeyFromRaw(fromHex(hex))).toMatchObject({ ok: false, code: 'key.weak', detail: expect.stringContaining('small order') });
  });

  test.each(notCanonical)('the second spelling %s is refused', (hex) => {
    expect(publicKeyFromRaw(fromHex(hex))).toMatchObject({ ok: false, code: 'key.weak', detail: expect.stringContaining('canonical') });
  });

  test('a y without an x is no point of the curve and is refused', () => {
    const hexOf = (y: number): string => y.toString(16).padStart(2, '0') + '00'.repeat(31);
    const offCurve = Array.from({ length: 30 }, (_, y) => y).filter((y) => {
      const read = publicKeyFromRaw(fromHex(hexOf(y)));
      return !read.ok && read.detail.includes('not a point of the curve');
    });
    // Computed with recover_x of the Python illustration in RFC 8032 section 6.
    expect(offCurve).toEqual([2, 7, 8, 11, 12, 13, 17, 20, 22]);
  });

  test('a stored key is read like any other, but for the sum over the curve', () => {
    for (const key of Array.from({ length: 20 }, generateKey)) {
      const read = storedPublicKey(key.publicKey);
      expect(read.ok && [read.keyid, rawPublicKey(read.key)]).toEqual([key.keyid, key.publicKey]);
    }
    for (const hex of [...smallOrder, ...notCanonical])
      expect(storedPublicKey(fromHex(hex))).toMatchObject({ ok: false, code: 'key.weak' });
    expect(storedPublicKey('AAAA')).toMatchObject({ ok: false, code: 'key.malformed' });
  });

  test('of what is no point of the curve no signature fits, also where that was not looked at', () => {
    const { privateKey } = generateKey();
    const text = Buffer.from('hello');
    for (const y of [2, 7, 8, 11]) {
      const read = storedPublicKey(fromHex(y.toString(16).padStart(2, '0') + '00'.repeat(31)));
      if (!read.ok) throw new Error(read.detail);
      // The last two are the easiest forgeries where a point is not looked at: R and S of nothing.
      for (const signature of [sign(null, text, privateKey), Buffer.alloc(64), Buffer.concat([Buffer.from([1]), Buffer.alloc(63)])])
        expect(verify(null, text, read.key, signature)).toBe(false);
    }
  });

  test.each(['', 'AAAA', 'not base64', `${fromHex(rfc8032[0].publicKey)}A`, fromHex(`${rfc8032[0].publicKey}00`)])(
    '%j is no public key',
    (text) => {
      expect(publicKeyFromRaw(text)).toMatchObject({ ok: false, code: 'key.malformed' });
    },
  );

  test('keys of other kinds and broken files are refused', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(signingKeyFromPem(other)).toMatchObject({ ok: false, code: 'key.not-ed25519' });
    expect(signingKeyFromPem('hello')).toMatchObject({ ok: false, code: 'key.malformed' });
    const locked = generateKey().privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
    expect(signingKeyFromPem(locked)).toMatchObject({ ok: false, code: 'key.malformed' });
    expect(() => keyId(publicKey)).toThrow(TypeError);
  });
});
