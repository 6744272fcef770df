import { expect, test } from 'vitest';
import { Id, Instant } from './shared.ts';

test.each([
  ['2026-03-01T22:15:00Z', true],
  ['2026-03-01T22:15:00.123456789Z', true],
  ['2024-02-29T00:00:00Z', true],
  ['2000-02-29T23:59:59.9Z', true],
  ['2026-02-29T00:00:00Z', false],
  ['1900-02-29T00:00:00Z', false],
  ['2026-02-30T00:00:00Z', false],
  ['2026-04-31T00:00:00Z', false],
  ['2026-13-01T00:00:00Z', false],
  ['2026-00-10T00:00:00Z', false],
  ['2026-01-00T00:00:00Z', false],
  ['0000-01-01T00:00:00Z', false],
  ['2026-01-01T24:00:00Z', false],
  ['2026-01-01T23:60:00Z', false],
  ['2026-12-31T23:59:60Z', false],
  ['2026-01-01T00:00:00+01:00', false],
  ['2026-01-01', false],
])('%s is a time: %s', (text, good) => {
  expect(Instant.safeParse(text).success).toBe(good);
});

test('an id has one spelling', () => {
  const id = '0199a3b2-7c4d-7000-8abc-0123456789ab';
  expect(Id.safeParse(id).success).toBe(true);
  expect(Id.safeParse(id.toUpperCase()).success).toBe(false);
  expect(Id.safeParse(`${id}\n`).success).toBe(false);
});
