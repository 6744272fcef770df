import { expect, test } from 'vitest';
import { ageSeconds, moment, secondsSince } from './clock.ts';

test('what was long ago by either clock was long ago: a laptop slept, or its clock was set back', () => {
  const here = moment();
  const wall = (seconds: number) => Temporal.Now.instant().add({ seconds }).toString();
  expect(secondsSince({ ...here, wall: wall(-3600) })).toBeGreaterThan(3599);
  expect(secondsSince({ wall: wall(3600), steady: here.steady - 60_000 })).toBeGreaterThan(59);
});

test.each([
  ['2026-03-01T00:00:00Z', '2026-03-01T00:01:00.000Z', 60],
  // The clock went back: how old that is can not be said, so it counts as old.
  ['2026-03-01T00:01:00Z', '2026-03-01T00:00:00Z', Infinity],
  [null, '2026-03-01T00:00:00Z', Infinity],
])('the age of %s at %s is %s seconds', (at, nowAt, seconds) => {
  expect(ageSeconds(at, nowAt)).toBe(seconds);
});
