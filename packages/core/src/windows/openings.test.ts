import { describe, expect, test } from 'vitest';
import { isOpen, nextOpenings, openingAt } from './index.ts';
import type { WindowRule } from './index.ts';

const utc = { zone: 'UTC', start: '22:00', durationMinutes: 120 } as const;
const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);

describe('rules open on the days that they say', () => {
  const table: readonly (readonly [why: string, rule: string, from: string | undefined, days: readonly string[]])[] = [
    ['every Sunday', 'FREQ=WEEKLY;BYDAY=SU', undefined, ['2026-01-04', '2026-01-11', '2026-01-18']],
    ['second Tuesday of the month', 'FREQ=MONTHLY;BYDAY=2TU', undefined, ['2026-01-13', '2026-02-10', '2026-03-10']],
    [
      'last working day of the month',
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      undefined,
      ['2026-01-30', '2026-02-27', '2026-03-31'],
    ],
    ['every other Sunday, counted from a day', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', '2025-12-28', ['2026-01-11', '2026-01-25', '2026-02-08']],
    ['three times and no more', 'FREQ=WEEKLY;BYDAY=SU;COUNT=3', '2025-12-28', ['2026-01-04', '2026-01-11']],
    ['until a day, that day included', 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20260111', undefined, ['2026-01-04', '2026-01-11']],
    ['until a time, which comes too early for the last', 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20260111T215959Z', undefined, ['2026-01-04']],
    ['the day of the week of its first day', 'FREQ=WEEKLY', '2025-12-30', ['2026-01-06', '2026-01-13', '2026-01-20']],
    ['29 February', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', undefined, ['2028-02-29', '2032-02-29']],
    ['30 February never comes', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', undefined, []],
    ['a first day far ahead', 'FREQ=WEEKLY;BYDAY=SU', '2027-06-01', ['2027-06-06', '2027-06-13', '2027-06-20']],
  ];

  test.each(table)('%s', (_why, rule, from, days) => {
    const window: WindowRule = from === undefined ? { ...utc, rule } : { ...utc, rule, from };
    const got = nextOpenings(window, at('2026-01-01T00:00:00Z'), 3).map((o) =>
      o.opensAt.toZonedDateTimeISO('UTC').toPlainDate().toString(),
    );
    expect(got.slice(0, Math.max(days.length, 1))).toEqual(days);
  });

  test.each([
    ['20260103T030000Z', ['2026-01-02T03:00:00Z', '2026-01-03T03:00:00Z']],
    ['20260103T025959Z', ['2026-01-02T03:00:00Z']],
  ])('until %s in UTC is read in the zone of the window', (until, openings) => {
    const window: WindowRule = { zone: 'America/New_York', rule: `FREQ=DAILY;UNTIL=${until}`, start: '22:00', durationMinutes: 60 };
    expect(nextOpenings(window, at('2026-01-01T12:00:00Z'), 9).map((o) => o.opensAt.toString())).toEqual(openings);
  });
});

describe('open and closed', () => {
  const sundays: WindowRule = { ...utc, rule: 'FREQ=WEEKLY;BYDAY=SU' };

  test.each([
    ['2026-01-04T21:59:59.999Z', false],
    ['2026-01-04T22:00:00Z', true],
    ['2026-01-04T23:59:59.999999999Z', true],
    ['2026-01-05T00:00:00Z', false],
  ])('at %s open is %s: the start belongs to the window, the end does not', (when, open) => {
    expect(isOpen(sundays, at(when))).toBe(open);
  });

  test('a window over midnight stays open on the next day', () => {
    const nights: WindowRule = { ...utc, rule: 'FREQ=WEEKLY;BYDAY=SU', durationMinutes: 300 };
    expect(openingAt(nights, at('2026-01-05T02:00:00Z'))?.opensAt.toString()).toBe('2026-01-04T22:00:00Z');
  });

  test('where openings overlap, the one that closes last is told', () => {
    const long: WindowRule = { ...utc, rule: 'FREQ=DAILY', durationMinutes: 2_000 };
    expect(openingAt(long, at('2026-01-05T22:30:00Z'))?.opensAt.toString()).toBe('2026-01-05T22:00:00Z');
  });

  test.each([
    ['a rule that is prose', { ...sundays, rule: 'Sundays' }],
    ['a zone that does not exist', { ...sundays, zone: 'Mars/Base' }],
    ['a start that is no time', { ...sundays, start: '25:00' }],
    ['a duration of nothing', { ...sundays, durationMinutes: 0 }],
    ['a duration that is not a number', { ...sundays, durationMinutes: Number.NaN }],
    ['an hourly rule', { ...sundays, rule: 'FREQ=HOURLY' }],
    ['a field that nobody knows', { ...sundays, exceptions: 'none' }],
  ])('%s is closed, always', (_why, window) => {
    expect(isOpen(window, at('2026-01-04T22:30:00Z'))).toBe(false);
    expect(nextOpenings(window, at('2026-01-01T00:00:00Z'), 5)).toEqual([]);
  });

  test('at the end of time it is closed, not an exception', () => {
    expect(isOpen(sundays, at('+275760-09-13T00:00:00Z'))).toBe(false);
    expect(nextOpenings(sundays, at('+275760-09-13T00:00:00Z'), 1)).toEqual([]);
    expect(isOpen(sundays, at('-271821-04-20T00:00:00Z'))).toBe(false);
  });

  test('no question gets more than 400 openings, and a count that is no number gets none', () => {
    const daily: WindowRule = { ...utc, rule: 'FREQ=DAILY' };
    expect(nextOpenings(daily, at('2026-01-01T00:00:00Z'), 1_000_000)).toHaveLength(400);
    expect(nextOpenings(daily, at('2026-01-01T00:00:00Z'), Number.NaN)).toEqual([]);
    expect(nextOpenings(daily, at('2026-01-01T00:00:00Z'), -1)).toEqual([]);
  });
});
