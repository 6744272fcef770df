import fc from 'fast-check';
import { expect, test } from 'vitest';
import { steady } from './steady.ts';

const keyOf = (row: string): string => row;

test.each([
  ['', 'abc', 'abc', 0],
  ['abc', 'abc', 'abc', 0],
  ['abc', 'xabc', 'abc', 1],
  ['abc', 'abxc', 'abc', 1],
  ['abc', 'abcx', 'abcx', 0],
  ['abc', 'ac', 'ac', 0],
  ['abc', 'cxba', 'cba', 1],
  ['abc', 'xyz', 'xyz', 0],
])('with %j known, %j shows %j and %i wait', (known, rows, shown, waiting) => {
  expect(steady(new Set(known), rows.split(''), keyOf)).toEqual({ shown: shown.split(''), waiting });
});

test('no row is lost: each is shown or waits, and no new row comes above a known one', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 1 })),
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 1 })),
      (before, rows) => {
        const known = new Set(before);
        const { shown, waiting } = steady(known, rows, keyOf);
        expect(shown.length + waiting).toBe(rows.length);
        const last = shown.findLastIndex((row) => known.has(row));
        expect(shown.slice(0, last + 1).every((row) => known.has(row))).toBe(true);
      },
    ),
  );
});
