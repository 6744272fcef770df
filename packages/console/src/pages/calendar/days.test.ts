import { expect, test } from 'vitest';
import { dayLines, daysOf, dayTitle, partOfDay, readDayLines } from './days.ts';

const entry = (from: string, day: string | null = null) => ({ from, day });

test('entries stand on the day on which they begin by the viewer’s clock, and what began before on the first one', () => {
  const entries = [
    entry('2026-11-20T10:00:00Z'),
    entry('2026-11-23T23:30:00Z'),
    entry('2026-11-24T05:00:00Z'),
    entry('2026-11-23T23:00:00Z', '2026-11-25'),
  ];
  const days = (zone: string) => daysOf(entries, () => zone, '2026-11-23T08:00:00Z').map(([day, list]) => [day, list.length]);
  expect(days('UTC')).toEqual([
    ['2026-11-23', 2],
    ['2026-11-24', 1],
    ['2026-11-25', 1],
  ]);
  expect(days('Europe/Berlin')).toEqual([
    ['2026-11-23', 1],
    ['2026-11-24', 2],
    ['2026-11-25', 1],
  ]);
  expect(dayTitle('2026-11-24')).toBe('Tuesday, 24 November 2026');
});

const freeze = { from: '2026-11-23T05:00:00Z', until: '2026-11-25T17:00:00Z' };
test.each([
  ['its first day', freeze, '2026-11-23', 'UTC', 'from'],
  ['a day between', freeze, '2026-11-24', 'UTC', 'all'],
  ['its last day', freeze, '2026-11-25', 'UTC', 'until'],
  ['its first day where it is another', freeze, '2026-11-22', 'America/Los_Angeles', 'from'],
  ['a day that it fills', { from: '2026-11-23T00:00:00Z', until: '2026-11-24T00:00:00Z' }, '2026-11-23', 'UTC', 'all'],
  ['the last of two that it fills', { from: '2026-11-23T00:00:00Z', until: '2026-11-25T00:00:00Z' }, '2026-11-24', 'UTC', 'all'],
  ['some hours', { from: '2026-11-23T05:00:00Z', until: '2026-11-23T17:00:00Z' }, '2026-11-23', 'UTC', 'within'],
  ['hours up to midnight', { from: '2026-11-23T05:00:00Z', until: '2026-11-24T00:00:00Z' }, '2026-11-23', 'UTC', 'from'],
  // Beirut begins that day at 01:00.
  ['a day without a midnight', { from: '2026-03-28T22:00:00Z', until: '2026-03-29T21:00:00Z' }, '2026-03-29', 'Asia/Beirut', 'all'],
] as const)('of a freeze %s is told as what it takes of it', (_what, entry, day, zone, part) => {
  expect(partOfDay(entry, day, zone)).toBe(part);
});

test('days are written and read one a line', () => {
  const read = readDayLines('2026-12-25  Christmas Day\n\n2026-12-26\n');
  expect(read).toEqual({
    days: [
      { day: '2026-12-25', name: 'Christmas Day' },
      { day: '2026-12-26', name: '' },
    ],
    wrong: null,
  });
  expect(dayLines(read.days)).toBe('2026-12-25 Christmas Day\n2026-12-26');
  expect(readDayLines('Christmas').wrong).toContain('Christmas');
});
