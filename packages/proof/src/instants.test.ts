import { describe, expect, test } from 'vitest';
import { hasEnded, isBefore, parseInstant } from './instants.ts';

const good = ['2026-01-31T08:00:00Z', '2024-02-29T23:59:59.999Z', '2026-01-31T08:00:00.123456789Z', '0001-01-01T00:00:00Z'];
const bad = [
  '',
  '2026-01-31',
  '2026-01-31T08:00Z',
  '2026-01-31T08:00:00',
  '2026-01-31t08:00:00z',
  '2026-01-31 08:00:00Z',
  '2026-01-31T08:00:00+00:00',
  '2026-01-31T08:00:00,5Z',
  '2026-01-31T08:00:00.1234567890Z',
  '2025-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-31T24:00:00Z',
  '2016-12-31T23:59:60Z',
  '2026-01-31T08:00:00Z[UTC]',
  ' 2026-01-31T08:00:00Z',
];

describe('instants', () => {
  test.each(good)('%s is a time', (text) => {
    expect(parseInstant(text)).not.toBeNull();
  });

  test.each(bad)('%j is none, and cannot be compared', (text) => {
    expect(parseInstant(text)).toBeNull();
    expect(() => isBefore(text, '2026-01-01T00:00:00Z')).toThrow(RangeError);
    expect(() => hasEnded('2026-01-01T00:00:00Z', text)).toThrow(RangeError);
  });

  test('times are compared as instants, not as text', () => {
    expect(isBefore('2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00.50001Z')).toBe(true);
    // As text the first would come later, because "Z" sorts behind ".".
    expect(isBefore('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.1Z')).toBe(true);
    expect(isBefore('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z')).toBe(false);
  });

  test('what ends at an instant has ended then', () => {
    expect(hasEnded('2026-01-01T00:00:00Z', '2025-12-31T23:59:59.999999999Z')).toBe(false);
    expect(hasEnded('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toBe(true);
  });
});
