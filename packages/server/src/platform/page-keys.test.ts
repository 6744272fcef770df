import { expect, test } from 'vitest';
import { pageKeyText, readPageKey } from './page-keys.ts';
import type { Part } from './page-keys.ts';

const id = '0192a000-0002-7000-8000-000000000001';

test.each<[Part, readonly (boolean | number | string | null)[]]>([
  ['flag', [true, false]],
  ['number', [0, -2_147_483_647]],
  ['text', ['', 'größe & 緑']],
  ['id', [id]],
  ['instant', ['2026-03-01T00:00:00.000Z']],
  ['instant or null', ['2026-03-01T00:00:00Z', null]],
])('a key with a %s comes back as it was', (part, values) => {
  for (const value of values) expect(readPageKey(pageKeyText([value, 'end']), [part, 'text'])).toEqual([value, 'end']);
});

test.each<[Part, unknown]>([
  ['flag', 1],
  ['number', 1.5],
  ['number', 2_147_483_648],
  ['number', '1'],
  ['text', 'a\u0000b'],
  ['text', null],
  ['id', 'nobody'],
  ['instant', '0000-01-01T00:00:00Z'],
  ['instant', '2026-02-30T00:00:00Z'],
  ['instant', null],
  ['instant or null', 'yesterday'],
])('a %s that is %j is none', (part, value) => {
  expect(readPageKey(Buffer.from(JSON.stringify([value])).toString('base64url'), [part])).toBeNull();
});

test('without a key nothing is wrong; another length, no list and no JSON are', () => {
  expect(readPageKey(undefined, ['text'])).toBeUndefined();
  expect(readPageKey(pageKeyText(['a', 'b']), ['text'])).toBeNull();
  for (const text of ['', '%', 'e30', Buffer.from('"a"').toString('base64url')]) expect(readPageKey(text, ['text'])).toBeNull();
});
