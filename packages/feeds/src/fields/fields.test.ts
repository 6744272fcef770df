import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cveIdOf, dayOf, instantOf, listOf, objectOf, textOf, vectorOf } from './index.ts';

describe.each([
  [
    'a CVE id',
    cveIdOf,
    [
      ['CVE-2026-10001', 'CVE-2026-10001'],
      [' CVE-2026-1001\n', 'CVE-2026-1001'],
      ['CVE-2026-1234567890123456789', 'CVE-2026-1234567890123456789'],
      ['CVE-2026-12345678901234567890', null],
      ['CVE-2026-123', null],
      ['cve-2026-10001', null],
      ['CVE-2026-10001 and more', null],
      [20_261_001, null],
    ],
  ],
  [
    'a day',
    dayOf,
    [
      ['2026-02-28', '2026-02-28'],
      [' 2026-02-28 ', '2026-02-28'],
      ['2026-02-30', null],
      ['2026-2-3', null],
      ['2026-02-28T00:00:00Z', null],
      ['0000-03-01', null],
      ['9999-12-31', null],
      ['', null],
      [true, null],
    ],
  ],
  [
    'a time',
    instantOf,
    [
      ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'],
      ['2026-01-02T03:04:05.678', '2026-01-02T03:04:05.678Z'],
      ['2026-01-02T03:04', '2026-01-02T03:04:00Z'],
      ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05Z'],
      ['2026-01-02T03:04:05+0000', '2026-01-02T03:04:05Z'],
      ['2026-01-02', null],
      ['2026-13-02T03:04:05Z', null],
      ['0000-01-01T00:00:00Z', null],
      ['9999-12-31T23:59:59-10:00', null],
      ['yesterday', null],
      [null, null],
    ],
  ],
  [
    'a vector',
    vectorOf,
    [
      ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
      ['(AV:N/AC:L/Au:N/C:P/I:P/A:P)', 'AV:N/AC:L/Au:N/C:P/I:P/A:P'],
      ['CVSS:4.0/AV:N/AC:L/S:P/U:Amber', 'CVSS:4.0/AV:N/AC:L/S:P/U:Amber'],
      ['9.8', null],
      ['CVSS:3.1', null],
      ['high', null],
      [9.8, null],
    ],
  ],
  [
    'a text',
    textOf,
    [
      [' a b ', 'a b'],
      ['  ', null],
      [1, null],
    ],
  ],
] as const)('%s', (_what, read, rows) => {
  test.each(rows.map((row) => [row[0], row[1]] as const))('of %j is %j', (value, expected) => {
    expect(read(value)).toBe(expected);
  });

  test('is a text or null, whatever is given', () => {
    fc.assert(fc.property(fc.anything(), (value) => ['string', 'object'].includes(typeof read(value))));
  });
});

test('objects and lists are told apart', () => {
  expect(objectOf({ a: 1 })).toEqual({ a: 1 });
  expect(objectOf([1])).toBeNull();
  expect(objectOf(null)).toBeNull();
  expect(listOf([1])).toEqual([1]);
  expect(listOf({ length: 1 })).toEqual([]);
});
