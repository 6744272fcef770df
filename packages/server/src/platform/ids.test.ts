import { expect, test } from 'vitest';
import { settableClock, systemClock, timestamp } from './clock.ts';
import { isId, newId } from './ids.ts';

test('an id carries the milliseconds of the clock, version 7 and the RFC variant', () => {
  const clock = settableClock('2026-11-21T10:00:00.123Z');
  const id = newId(clock);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(clock.now().epochMilliseconds);
});

test('ids of a later time sort after ids of an earlier one, down to less than a microsecond', () => {
  const clock = settableClock('2026-11-21T10:00:00Z');
  const ids = Array.from({ length: 500 }, () => {
    clock.advance({ nanoseconds: 300 });
    return newId(clock);
  });
  expect(ids).toEqual(ids.toSorted());
});

test('ids made at the same instant differ', () => {
  const clock = settableClock('2026-11-21T10:00:00Z');
  expect(new Set(Array.from({ length: 5000 }, () => newId(clock))).size).toBe(5000);
});

test('isId tells ids from other text', () => {
  expect(isId(newId(systemClock))).toBe(true);
  expect(isId('not-an-id')).toBe(false);
  expect(isId(`${newId(systemClock)} `)).toBe(false);
});

test('a timestamp has exactly three digits of a second', () => {
  expect(timestamp(Temporal.Instant.from('2026-11-21T10:00:00Z'))).toBe('2026-11-21T10:00:00.000Z');
  expect(timestamp(Temporal.Instant.from('2026-11-21T10:00:00.123987Z'))).toBe('2026-11-21T10:00:00.123Z');
});
