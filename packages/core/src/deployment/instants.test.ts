import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toInstant, toMs } from './instants.ts';

const longWay = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

test.each([
  '1970-01-01T00:00:00Z',
  '2000-02-29T23:59:59Z',
  '2024-02-29T00:00:00.001Z',
  '2026-12-31T23:59:59.999Z',
  '2100-03-01T00:00:00Z',
  '2026-06-30T23:59:60Z',
  '2026-03-02T08:00:00.5Z',
  '2026-03-02T08:00:00+01:00',
  '1969-12-31T23:59:59Z',
])('%s is read as the calendar has it', (text) => {
  expect(toMs(text)).toBe(longWay(text));
});

test.each([
  '2026-02-29T00:00:00Z',
  '2100-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-03-02T24:00:00Z',
  '2026-03-02 8:00:00 Z',
  'tomorrow at noon Z',
])('%s is no instant', (text) => {
  expect(() => toMs(text)).toThrow(RangeError);
});

test('any instant that is written is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 8e12 }), (ms) => {
      expect(toMs(Temporal.Instant.fromEpochMilliseconds(ms).toString())).toBe(ms);
    }),
    { numRuns: 2_000 },
  );
});

test('any instant is written as the calendar has it', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e13, max: 9e12 }), fc.constantFrom(1, 10, 100, 1_000, 60_000, 86_400_000), (ms, grain) => {
      const at = Math.floor(ms / grain) * grain;
      expect(toInstant(at)).toBe(Temporal.Instant.fromEpochMilliseconds(at).toString());
    }),
    { numRuns: 2_000 },
  );
  expect(() => toInstant(Infinity)).toThrow(RangeError);
  expect(() => toInstant(Number.NaN)).toThrow(RangeError);
});
