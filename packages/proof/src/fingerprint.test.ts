import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFingerprint, parseFingerprint } from './fingerprint.ts';

const keyid = '0123456789abcdef'.repeat(4);
const grouped = '0123-4567-89ab-cdef-0123-4567-89ab-cdef-0123-4567-89ab-cdef-0123-4567-89ab-cdef';

describe('fingerprints', () => {
  test('a fingerprint is shown in groups of four', () => {
    expect(formatFingerprint(keyid)).toBe(grouped);
    expect(() => formatFingerprint('12')).toThrow(RangeError);
  });

  test.each([
    keyid,
    grouped,
    grouped.toUpperCase(),
    grouped.replaceAll('-', ' '),
    grouped.replaceAll('-', ':'),
    ` ${grouped.replace('-', '\n')} `,
  ])('%j is read', (text) => {
    expect(parseFingerprint(text)).toEqual({ ok: true, keyid });
  });

  test.each([
    '',
    '0123',
    `${keyid}0`,
    keyid.slice(1),
    keyid.replace('f', 'g'),
    `-${keyid}`,
    keyid.replace('4', '4--'),
    `0x${keyid}`,
    `${keyid}é`,
  ])('%j is refused with a sentence', (text) => {
    expect(parseFingerprint(text)).toMatchObject({
      ok: false,
      code: 'fingerprint.malformed',
      detail: expect.stringContaining('Copy it again'),
    });
  });

  test('what is shown is read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(parseFingerprint(formatFingerprint(bytes.toHex()))).toEqual({ ok: true, keyid: bytes.toHex() });
      }),
    );
  });
});
