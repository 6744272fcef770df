import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from './hash.ts';
import { addItems, emptySetDigest, removeItems, setDigest } from './set-digest.ts';

const items = fc.array(
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.record({ name: fc.string({ unit: 'grapheme' }), size: fc.integer() })),
  { maxLength: 30 },
);

/** The definition, written with whole numbers. */
function slowly(values: readonly unknown[]): string {
  const sum = values.reduce((total: bigint, value) => total + BigInt(`0x${sha256Hex(JSON.stringify(value))}`), 0n);
  return (sum % 2n ** 256n).toString(16).padStart(64, '0');
}

describe('set digest', () => {
  test('the empty set is zero and one item is its own hash', () => {
    expect(setDigest([])).toBe(emptySetDigest);
    expect(setDigest(['a'])).toBe(sha256Hex('"a"'));
  });

  test('it is the sum of the hashes modulo 2^256', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 40 }), (values) => {
        expect(setDigest(values)).toBe(slowly(values));
      }),
    );
  });

  test('the order does not matter', () => {
    fc.assert(
      fc.property(items, (values) => {
        expect(setDigest(values.toReversed())).toBe(setDigest(values));
      }),
    );
  });

  test('adding in two steps is adding at once', () => {
    fc.assert(
      fc.property(items, items, (some, more) => {
        expect(addItems(setDigest(some), more)).toBe(setDigest([...some, ...more]));
      }),
    );
  });

  test('adding and then removing changes nothing, whatever the digest was', () => {
    const any = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes.toHex());
    fc.assert(
      fc.property(any, items, (digest, values) => {
        expect(removeItems(addItems(digest, values), values)).toBe(digest);
        expect(addItems(removeItems(digest, values), values)).toBe(digest);
      }),
    );
  });

  test('an item twice is not the item once', () => {
    expect(setDigest(['a', 'a'])).not.toBe(setDigest(['a']));
  });

  test.each(['', 'ab', 'G'.repeat(64), 'A'.repeat(64)])('%j is refused as a digest', (digest) => {
    expect(() => addItems(digest, [])).toThrow(RangeError);
  });
});
