import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fits, restartSecondsWithoutHistory, secondsWithoutHistory } from './index.ts';

const opening = { opensAt: Temporal.Instant.from('2026-01-04T02:00:00Z'), closesAt: Temporal.Instant.from('2026-01-04T04:00:00Z') };
const at = (time: string): Temporal.Instant => Temporal.Instant.from(`2026-01-04T${time}Z`);

test.each([
  [0, 0],
  [1, 5],
  [3, 15],
  [4, 17],
  [10, 29],
])('%i packages without history take %i minutes', (packages, minutes) => {
  expect(secondsWithoutHistory(packages)).toBe(minutes * 60);
});

describe('what fits into an opening of two hours', () => {
  const restart = restartSecondsWithoutHistory;
  test.each([
    ['02:00:00', 1_800, restart, true, undefined],
    ['03:15:00', 1_800, restart, true, undefined],
    ['03:15:01', 1_800, restart, false, 'too-little-left'],
    ['03:30:00', 1_800, 0, true, undefined],
    ['01:59:59', 60, 0, false, 'not-open-yet'],
    ['04:00:00', 0, 0, false, 'over'],
    ['02:00:00', 7_200, restart, false, 'longer-than-opening'],
    ['02:00:00', Number.NaN, 0, false, 'need-unknown'],
    ['02:00:00', Number.POSITIVE_INFINITY, 0, false, 'need-unknown'],
    ['02:00:00', -1, 0, false, 'need-unknown'],
  ])('at %s a change of %d s with a restart of %d s fits: %s %s', (now, expected, restartSeconds, yes, code) => {
    const fit = fits(opening, at(now), expected, restartSeconds);
    expect(fit.fits).toBe(yes);
    expect(fit.fits ? undefined : fit.code).toBe(code);
  });
});

test('what fits ends inside the opening, and what fits now would have fitted earlier', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7_200 }), fc.integer({ min: 0, max: 9_000 }), fc.nat(2_000), (after, expected, restart) => {
      const now = opening.opensAt.add({ seconds: after });
      const fit = fits(opening, now, expected, restart);
      if (!fit.fits) return;
      expect(after + expected + restart + fit.spareSeconds).toBe(7_200);
      expect(fits(opening, opening.opensAt, expected, restart).fits).toBe(true);
    }),
  );
});
