import { expect, test } from 'vitest';
import { instantOf } from './instant.ts';

const now = Temporal.Instant.from('2026-12-01T12:00:00.250Z');

test.each([
  ['now', 'begins', '2026-12-01T12:00:00Z'],
  ['2026-12-24', 'begins', '2026-12-23T23:00:00Z'],
  ['2026-12-24', 'ends', '2026-12-24T23:00:00Z'],
  ['2026-12-24 18:00', 'ends', '2026-12-24T17:00:00Z'],
  ['2026-12-24T18:00:00Z', 'begins', '2026-12-24T18:00:00Z'],
  ['2026-12-24T18:00:00+05:30', 'begins', '2026-12-24T12:30:00Z'],
] as const)('%s %s in Berlin is %s', (text, day, instant) => {
  expect(instantOf('from', text, 'Europe/Berlin', now, day)).toBe(instant);
});

test.each(['tomorrow', '2026-02-30', '25:00', ''])('%j is no time', (text) => {
  expect(() => instantOf('until', text, 'UTC', now, 'ends')).toThrow();
});
