import { expect, test } from 'vitest';
import { digestOf, sha256, sha256Hex } from './hash.ts';
import { digestFromHex, isDigest, sameBytes } from './hex.ts';

/** FIPS 180-4 examples. */
const published = [
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
] as const;

test.each(published)('SHA-256 of %j is as published', (text, hex) => {
  expect(sha256Hex(text)).toBe(hex);
  expect(sha256(new TextEncoder().encode(text)).toHex()).toBe(hex);
});

test('a value is hashed by its canonical text, so the order of members does not matter', () => {
  expect(digestOf({ b: 1, a: 'ü' })).toBe(sha256Hex('{"a":"ü","b":1}'));
  expect(digestOf({ a: 'ü', b: 1 })).toBe(digestOf({ b: 1, a: 'ü' }));
});

test('a digest has one spelling', () => {
  const digest = sha256Hex('');
  expect(digestFromHex(digest)?.toHex()).toBe(digest);
  for (const other of [digest.toUpperCase(), `${digest} `, digest.slice(1), '', null, 1]) {
    expect(isDigest(other)).toBe(false);
    expect(digestFromHex(other)).toBeNull();
  }
});

test('bytes are the same only in the same length and order', () => {
  expect(sameBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true);
  expect(sameBytes(new Uint8Array([1, 2]), new Uint8Array([2, 1]))).toBe(false);
  expect(sameBytes(new Uint8Array([1]), new Uint8Array([1, 2]))).toBe(false);
});
