import { describe, expect, test } from 'vitest';
import { addDuration, days, endOf, hours, months, readPoint } from './durations.ts';
import type { Duration } from './types.ts';

const due = (at: string, duration: Duration, zone = 'UTC'): string | null => {
  const point = readPoint(at, zone);
  return point === null ? null : addDuration(point, duration);
};

describe('the table of dates', () => {
  test.each([
    ['2026-03-10', hours(48), '2026-03-12T00:00:00Z'],
    ['2026-03-10T17:00:00Z', hours(48), '2026-03-12T17:00:00Z'],
    ['2026-03-10T17:00:00+02:00', hours(48), '2026-03-12T15:00:00Z'],
    ['2026-03-10', days(3), '2026-03-13'],
    ['2026-03-10', days(14), '2026-03-24'],
    ['2026-03-10', days(15), '2026-03-25'],
    ['2026-03-10', days(30), '2026-04-09'],
    ['2026-03-10', months(1), '2026-04-10'],
    ['2026-03-10', days(60), '2026-05-09'],
    ['2026-01-31', months(1), '2026-02-28'],
    ['2026-01-30', months(1), '2026-02-28'],
    ['2028-01-30', months(1), '2028-02-29'],
    ['2028-01-31', months(1), '2028-02-29'],
    ['2026-02-28', months(1), '2026-03-28'],
    ['2026-08-31', months(6), '2027-02-28'],
    ['2026-12-31', months(1), '2027-01-31'],
    ['2026-03-10', days(0), '2026-03-10'],
  ])('from %s: %o is %s', (at, duration, expected) => {
    expect(due(at, duration)).toBe(expected);
  });

  test.each([
    ['2026-03-10T23:30:00Z', 'UTC', '2026-03-24'],
    ['2026-03-10T23:30:00Z', 'Europe/Berlin', '2026-03-25'],
    ['2026-03-10T03:30:00Z', 'America/New_York', '2026-03-23'],
    ['2026-03-10', 'America/New_York', '2026-03-24'],
    ['2026-03-10T23:30:00', 'Europe/Berlin', '2026-03-24'],
  ])('14 days from %s by the calendar of %s end on %s', (at, zone, expected) => {
    expect(due(at, days(14), zone)).toBe(expected);
  });

  test('48 hours are 48 hours on the night that the clocks change, too', () => {
    expect(due('2026-03-28', hours(48), 'Europe/Berlin')).toBe('2026-03-29T23:00:00Z');
  });
});

test.each(['', 'soon', '2026-02-30', '2026-13-01', '10.03.2026', '2026-03-10T25:00:00Z', '1773100800'])('%j is no time', (text) => {
  expect(readPoint(text, 'UTC')).toBeNull();
});

test('a day ends when it is over', () => {
  expect(endOf('2026-03-24', 'UTC').toString()).toBe('2026-03-25T00:00:00Z');
  expect(endOf('2026-03-24', 'Europe/Berlin').toString()).toBe('2026-03-24T23:00:00Z');
  expect(endOf('2026-03-24T12:00:00Z', 'Europe/Berlin').toString()).toBe('2026-03-24T12:00:00Z');
});
