import { expect, test } from 'vitest';
import { nextSort, parseSort, sorted, sortText } from './column.ts';

test.each([
  ['', null],
  ['-', null],
  ['name', { by: 'name', down: false }],
  ['-seen', { by: 'seen', down: true }],
])('the address %j means the order %j', (text, sort) => {
  expect(parseSort(text)).toEqual(sort);
  if (sort !== null) expect(sortText(sort)).toBe(text);
});

test('a column is pressed up, down, and back to the order of the server', () => {
  const up = nextSort(null, 'name');
  const down = nextSort(up, 'name');
  expect([up, down, nextSort(down, 'name'), nextSort(down, 'seen')]).toEqual([
    { by: 'name', down: false },
    { by: 'name', down: true },
    null,
    { by: 'seen', down: false },
  ]);
});

test('a column with one way is pressed into it and out again', () => {
  expect(nextSort(null, 'missing', 'down')).toEqual({ by: 'missing', down: true });
  expect(nextSort({ by: 'missing', down: true }, 'missing', 'down')).toBeNull();
  expect(nextSort({ by: 'name', down: false }, 'name', 'up')).toBeNull();
});

test('what is not known comes last, whichever way a list is sorted', () => {
  const rows = [{ n: 2 }, { n: null }, { n: 1 }];
  const by = { n: (row: { n: number | null }) => row.n };
  expect(sorted(rows, { by: 'n', down: false }, by).map((row) => row.n)).toEqual([1, 2, null]);
  expect(sorted(rows, { by: 'n', down: true }, by).map((row) => row.n)).toEqual([2, 1, null]);
  expect(sorted(rows, null, by)).toBe(rows);
});
