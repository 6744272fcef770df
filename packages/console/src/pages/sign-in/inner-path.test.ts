import { expect, test } from 'vitest';
import { innerPath } from './inner-path.ts';

test.each([
  ['/devices?client=1&sort=-seen#x', '/devices?client=1&sort=-seen#x'],
  ['/', '/'],
  [undefined, null],
  ['', null],
  ['https://evil.example/', null],
  ['//evil.example/', null],
  ['/\\evil.example/', null],
  ['/\t/evil.example', null],
  ['/..//evil.example', null],
  ['javascript:alert(1)', null],
])('after signing in, %j leads to %j', (next, to) => {
  expect(innerPath(next)).toBe(to);
});
