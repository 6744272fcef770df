import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entriesByDay, mondayOf, plusDays, plusMonths, readDay, weeksOf } from './grid-days.ts';

test.each([
  ['2026-11-23', 'week', 1, '2026-11-23', '2026-11-29'],
  ['2026-11-29', 'week', 1, '2026-11-23', '2026-11-29'],
  ['2026-11-23', 'month', 6, '2026-10-26', '2026-12-06'],
  ['2027-02-10', 'month', 4, '2027-02-01', '2027-02-28'],
  ['2026-12-31', 'month', 5, '2026-11-30', '2027-01-03'],
] as const)('the %s of %s has %i weeks', (day, view, weeks, first, last) => {
  const found = weeksOf(day, view);
  expect([found.length, found[0]?.[0], found.at(-1)?.at(-1)]).toEqual([weeks, first, last]);
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-12-15', 1, '2027-01-15'],
  ['2026-01-15', -1, '2025-12-15'],
])('%s and %i months is %s', (day, months, then) => expect(plusMonths(day, months)).toBe(then));

test.each([
  ['2026-11-23', '2026-11-23'],
  ['2026-02-30', null],
  ['', null],
  ['today', null],
])('%s is read as the day %s', (text, day) => expect(readDay(text)).toBe(day));

const entry = (kind: string, from: string, until: string, day: string | null = null) => ({ kind, from, until, day });
const days = weeksOf('2026-11-25', 'week').flat();
const told = (entries: readonly ReturnType<typeof entry>[], zone = 'UTC') =>
  [...entriesByDay(entries, days, () => zone)].flatMap(([day, list]) => list.map(({ kind }) => `${day} ${kind}`));

test('a freeze stands on each day that it touches, a window on the one on which it opens, a holiday on its own', () => {
  expect(told([entry('freeze', '2026-11-20T00:00:00Z', '2026-11-25T00:00:00Z')])).toEqual(['2026-11-23 freeze', '2026-11-24 freeze']);
  expect(told([entry('window', '2026-11-24T22:00:00Z', '2026-11-25T02:00:00Z')])).toEqual(['2026-11-24 window']);
  expect(told([entry('window', '2026-11-24T22:00:00Z', '2026-11-25T02:00:00Z')], 'Asia/Tokyo')).toEqual(['2026-11-25 window']);
  expect(told([entry('holiday', '2026-11-26T23:00:00Z', '2026-11-27T23:00:00Z', '2026-11-27')], 'America/New_York')).toEqual([
    '2026-11-27 holiday',
  ]);
});

test('what goes on from before stands on the first day, and what is over or comes later nowhere', () => {
  expect(told([entry('deployment', '2026-11-20T00:00:00Z', '2026-12-20T00:00:00Z')])).toEqual(['2026-11-23 deployment']);
  expect(told([entry('window', '2026-11-20T00:00:00Z', '2026-11-20T04:00:00Z')])).toEqual([]);
  expect(told([entry('window', '2026-12-20T00:00:00Z', '2026-12-20T04:00:00Z')])).toEqual([]);
});

test('weeks are whole, in order, and have the day that was asked for', () => {
  const some = fc.integer({ min: 0, max: 40_000 }).map((n) => plusDays('2000-01-01', n));
  fc.assert(
    fc.property(some, fc.constantFrom('week' as const, 'month' as const), (day, view) => {
      const all = weeksOf(day, view).flat();
      expect(all).toContain(day);
      expect(all[0]).toBe(mondayOf(all[0] ?? ''));
      expect(all.slice(1).every((one, n) => one === plusDays(all[n] ?? '', 1))).toBe(true);
      expect(all.length % 7).toBe(0);
    }),
  );
});
