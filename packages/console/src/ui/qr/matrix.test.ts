import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkBytes } from './blocks.ts';
import { qrMatrix } from './matrix.ts';

test('the check bytes are those of the worked example in ISO/IEC 18004, annex I (01234567, version 1-M)', () => {
  const data = [0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11];
  expect(checkBytes(data, 10)).toEqual([0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]);
});

test('an otpauth address draws the picture that independent readers have read back', () => {
  const text =
    'otpauth://totp/Fettle:anna.m%C3%BCller%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Fettle&algorithm=SHA1&digits=6&period=30';
  const picture =
    qrMatrix(text)
      ?.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''))
      .join('\n') ?? '';
  expect(picture.split('\n')).toHaveLength(49);
  expect(createHash('sha256').update(picture).digest('hex')).toBe('d5f489b8c9fe46b75d442cf90dd2ecf5e33917936d748cd1310aced5d4c8bbd2');
});

test('every text of up to 213 bytes has a picture, a longer one has none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 260 }), (length) => {
      expect(qrMatrix('x'.repeat(length)) !== null).toBe(length <= 213);
    }),
    { numRuns: 25 },
  );
});
