import { expect, test } from 'vitest';
import { nextSort, parseSort, sortText } from './column.ts';

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
