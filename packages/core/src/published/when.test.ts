import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCredible } from './index.ts';

test.each([
  ['2026-03-02', true],
  ['2026-03-02T10:00:00.000Z', true],
  ['1980-01-01', true],
  ['2199-12-31T23:59:59Z', true],
  ['0000-01-01', false],
  ['0001-01-01T00:00:00Z', false],
  ['1970-01-01T00:00:00Z', false],
  ['1979-12-31', false],
  ['2200-01-01', false],
  ['9999-12-31', false],
  ['+010000-01-01T00:00:00Z', false],
  ['-000001-01-01T00:00:00Z', false],
  ['yesterday', false],
])('%s: %s', (text, expected) => {
  expect(isCredible(text)).toBe(expected);
});

test('what can be meant, and a thousand months from it, keep their order as text', () => {
  const days = fc.integer({ min: 0, max: 400_000 }).map((days) => Temporal.PlainDate.from('1800-01-01').add({ days }).toString());
  fc.assert(
    fc.property(days, days, (a, b) => {
      fc.pre(isCredible(a) && isCredible(b));
      const end = Temporal.PlainDate.from(a).add({ months: 1_000 });
      expect([end.toString() < b, end.year <= 9999]).toEqual([Temporal.PlainDate.compare(end, b) < 0, true]);
    }),
  );
});
