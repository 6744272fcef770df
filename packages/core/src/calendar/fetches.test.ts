import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toInstant, toMs } from '../deployment/index.ts';
import type { Bandwidth } from '../deployment/index.ts';
import { expectedFetches } from './index.ts';

const line: Bandwidth = { zone: 'UTC', megabits: 8, hours: null };
const nights: Bandwidth = { zone: 'UTC', megabits: 8, hours: { from: '20:00', to: '06:00', megabits: 80 } };
const noon = toMs('2026-03-02T12:00:00Z');
const gigabyte = 1_000_000_000;

test('one after the other, in the order in which they are needed; late is who has it when its opening leaves no time any more', () => {
  const all = [
    { id: 'b', bytes: 3.6 * gigabyte, neededAt: toMs('2026-03-02T13:30:00Z'), latestAt: toMs('2026-03-02T13:45:00Z') },
    // Its packages come a quarter of an hour after it could begin, and its opening lasts.
    { id: 'a', bytes: 3.6 * gigabyte, neededAt: toMs('2026-03-02T12:45:00Z'), latestAt: toMs('2026-03-02T13:00:00Z') },
    { id: 'c', bytes: 0, neededAt: noon, latestAt: noon },
    { id: 'd', bytes: 1, neededAt: null, latestAt: null },
  ];
  const { bytes, until, late } = expectedFetches(line, all, noon);
  expect(bytes).toBe(7.2 * gigabyte + 1);
  expect(toInstant(until).slice(0, 19)).toBe('2026-03-02T14:00:00');
  expect([...late].map(([id, at]) => [id, toInstant(at)])).toEqual([['b', '2026-03-02T14:00:00Z']]);
});

test('by night it is ten times as fast', () => {
  const all = [{ id: 'a', bytes: 9 * 3.6 * gigabyte, neededAt: noon, latestAt: toMs('2026-03-02T20:30:00Z') }];
  expect(toInstant(expectedFetches(nights, all, noon).until)).toBe('2026-03-02T20:06:00Z');
  expect(expectedFetches(nights, all, noon).late.size).toBe(0);
  expect(expectedFetches(line, all, noon).late.size).toBe(1);
});

test('in whatever parts and order it is fetched, it takes as long', () => {
  const parts = fc.array(fc.integer({ min: 0, max: 20 * gigabyte }), { maxLength: 8 });
  fc.assert(
    fc.property(parts, fc.constantFrom(line, nights), (sizes, of) => {
      const each = sizes.map((bytes, index) => ({ id: String(index), bytes, neededAt: null, latestAt: null }));
      const one = { id: 'all', bytes: sizes.reduce((sum, bytes) => sum + bytes, 0), neededAt: null, latestAt: null };
      const [apart, together] = [expectedFetches(of, each, noon).until, expectedFetches(of, [one], noon).until];
      expect(Math.abs(apart - together)).toBeLessThan(5);
    }),
    { numRuns: 60 },
  );
});
