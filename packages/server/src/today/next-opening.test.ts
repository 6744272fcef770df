import { expect, test } from 'vitest';
import { nextOpening } from './next-opening.ts';
import type { OpeningMemory } from './next-opening.ts';

const sundays = { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240 };
const never = { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', start: '02:00', durationMinutes: 60 };
const at = (text: string) => Temporal.Instant.from(text);

test('the answer is the same with memory and without, whatever the order of the questions', () => {
  const memory: OpeningMemory = new Map();
  for (const now of [
    '2026-03-02T09:00:00Z',
    '2026-03-05T09:00:00Z',
    '2026-03-08T00:59:59Z',
    '2026-03-08T01:00:01Z',
    '2026-03-01T00:00:00Z',
    '2026-04-30T00:00:00Z',
  ]) {
    for (const zone of ['Europe/Zurich', 'America/New_York'])
      expect(nextOpening(memory, sundays, zone, at(now))).toBe(nextOpening(new Map(), sundays, zone, at(now)));
  }
  expect(nextOpening(memory, sundays, 'Europe/Zurich', at('2026-03-02T09:00:00Z'))).toBe('2026-03-08T01:00:00.000Z');
});

test('a window that never opens, or that nobody can read, has no next opening', () => {
  const memory: OpeningMemory = new Map();
  expect(nextOpening(memory, never, 'Europe/Zurich', at('2026-03-02T09:00:00Z'))).toBeNull();
  expect(nextOpening(memory, sundays, 'Mars/Olympus', at('2026-03-02T09:00:00Z'))).toBeNull();
  expect(nextOpening(memory, never, 'Europe/Zurich', at('2026-03-04T09:00:00Z'))).toBeNull();
});
