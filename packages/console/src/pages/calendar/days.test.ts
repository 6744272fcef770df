import { expect, test } from 'vitest';
import { dayLines, daysOf, dayTitle, readDayLines } from './days.ts';

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
