import { expect, test } from 'vitest';
import { absolute, duration, isSameZone, relative } from './time.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['2026-11-22T12:00:30Z', 'just now'],
  ['2026-11-22T11:59:16Z', 'just now'],
  ['2026-11-22T11:59:14Z', '1 minute ago'],
  ['2026-11-22T11:00:01Z', '59 minutes ago'],
  ['2026-11-22T10:00:00Z', '2 hours ago'],
  ['2026-11-20T13:00:00Z', '47 hours ago'],
  ['2026-11-20T12:00:00Z', '2 days ago'],
  ['2026-11-29T12:00:00Z', 'in 7 days'],
  ['2026-12-07T12:00:00Z', 'in 2 weeks'],
  ['2025-11-22T12:00:00Z', '11 months ago'],
  ['2024-11-22T10:00:00Z', '23 months ago'],
  ['2023-11-22T12:00:00Z', '3 years ago'],
  ['yesterday', 'at an unreadable time'],
])('%s is said as "%s"', (at, words) => {
  expect(relative(at, now)).toBe(words);
});

test.each([
  ['2026-11-22T01:30:00Z', 'Europe/Zurich', 'Sun 22 Nov, 02:30'],
  ['2026-11-22T01:30:00Z', 'America/New_York', 'Sat 21 Nov, 20:30'],
  ['2025-03-30T01:30:00Z', 'Europe/Zurich', 'Sun 30 Mar 2025, 03:30'],
  ['2027-01-01T00:00:00Z', 'Asia/Tokyo', 'Fri 1 Jan 2027, 09:00'],
])('%s in %s is %s', (at, zone, words) => {
  expect(absolute(at, zone, now)).toBe(words);
});

test('the zone is named where it is asked for', () => {
  expect(absolute('2026-11-22T01:30:00Z', 'Europe/Zurich', now, true)).toMatch(/02:30 (CET|GMT\+1)$/);
});

test.each([
  [12, '12 s'],
  [3600, '1 h'],
  [5400, '1 h 30 min'],
  [97_200, '1 day 3 h'],
  [172_860, '2 days 1 min'],
])('%i seconds last %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test.each([
  ['Etc/UTC', 'UTC', true],
  ['Europe/Zurich', 'Europe/Zurich', true],
  ['Asia/Calcutta', 'Asia/Kolkata', true],
  ['Europe/Zurich', 'Europe/Berlin', false],
  ['Mars/Olympus', 'UTC', false],
  ['Mars/Olympus', 'Mars/Olympus', true],
])('%s and %s name the same zone: %s', (a, b, same) => {
  expect(isSameZone(a, b)).toBe(same);
});
