import { describe, expect, test } from 'vitest';
import { announcements, mostTries, tryAgainAt } from './schedule.ts';

const now = Temporal.Instant.from('2026-03-02T08:00:00Z');

describe('when a planned change is announced', () => {
  test.each<[string, readonly number[], string | null, readonly string[]]>([
    ['so many hours before it begins', [48], '2026-03-08T02:00:00Z', ['48 2026-03-06T02:00:00Z']],
    ['at once where that time has passed', [48], '2026-03-03T02:00:00Z', ['48 2026-03-02T08:00:00Z']],
    ['again where the policy says so', [24, 72], '2026-03-08T02:00:00Z', ['72 2026-03-05T02:00:00Z', '24 2026-03-07T02:00:00Z']],
    ['not again for a time that has passed too', [72, 24], '2026-03-02T20:00:00Z', ['72 2026-03-02T08:00:00Z']],
    ['at once and once where nobody knows when it begins', [72, 24], null, ['72 2026-03-02T08:00:00Z']],
    ['never where the policy names no hours', [], '2026-03-08T02:00:00Z', []],
  ])('%s', (_, hours, start, expected) => {
    expect(announcements(hours, start, now).map((one) => `${one.hours} ${one.dueAt.toString()}`)).toEqual(expected);
  });
});

test('the pauses between tries double up to six hours, and together last a day and a half', () => {
  const minutes = Array.from({ length: mostTries }, (_, index) => now.until(tryAgainAt(index + 1, now)).total('minutes'));
  expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
});
