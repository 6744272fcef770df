import type { SpecHeader } from '@fettle/core/deployment';
import { describe, expect, test } from 'vitest';
import { instructionOf, shareOf, specOf, standingOf, authorityOf } from '../testing/world.ts';
import { readInstruction } from './obey.ts';
import { restartClosesAt, restartProblem } from './restart-window.ts';

const conditions = { onMains: false, maxLoadPercent: 50, notDuring: null };
const office = { days: ['SU'] as const, from: '12:00', to: '18:00' };
/** On a Sunday; the window was open from two to four. */
const at = (clock: string) => `2026-03-01T${clock}:00.000Z`;
const ms = (clock: string) => Temporal.Instant.from(at(clock)).epochMilliseconds;

/** The change began at ten, was expected to take an hour and was in at half past ten. */
function begun(header: Partial<SpecHeader>, applied = '10:30') {
  const spec = specOf([shareOf({ expectedSeconds: 3_600 })], header);
  const read = readInstruction(instructionOf({ spec }), authorityOf().authority);
  if (!read.ok) throw new Error(read.detail);
  return { instruction: read.instruction, startedAt: at('10:00'), appliedAt: at(applied) };
}

describe('a restart after a catch-up', () => {
  const missed = { kind: 'catch-up', ...conditions } as const;
  test.each<[string, Partial<SpecHeader>, string, string | null]>([
    ['has an end: what was expected, and a restart', { missed }, '10:30', '11:15'],
    ['has it from when the change was in, where that was later', { missed }, '11:30', '11:45'],
    [
      'has the time for asking that was approved',
      {
        missed,
        restartWhen: { kind: 'ask', postpones: 1, minutes: 30, deadlineMinutes: 60, atEnd: 'force', mayEndAfterWindow: false },
      },
      '10:30',
      '12:15',
    ],
    ['may not reach into business hours', { missed: { ...missed, notDuring: { ...office, from: '11:00' } } }, '10:30', '10:45'],
    ['is left out where it would', { missed: { ...missed, notDuring: { ...office, from: '10:40' } } }, '10:30', null],
    ['is left out in them', { missed: { ...missed, notDuring: { ...office, from: '10:00' } } }, '10:30', null],
  ])('%s', (_, header, now, closes) => {
    const change = begun(header, now);
    const standing = standingOf({ now: at(now) });
    expect(restartClosesAt(change, standing)).toBe(closes === null ? null : ms(closes));
    expect(restartProblem(change, standing) === null).toBe(closes !== null);
  });

  test('is left out where that end is over, or nobody knows when it began', () => {
    expect(restartClosesAt(begun({ missed }), standingOf({ now: at('11:20') }))).toBeNull();
    expect(restartClosesAt({ ...begun({ missed }), startedAt: null }, standingOf({ now: at('10:30') }))).toBeNull();
  });
});

describe('a restart in a rolling window', () => {
  const missed = { kind: 'rolling', hours: 2, days: 7, ...conditions } as const;
  test('needs room for itself, not once more for its change', () => {
    const standing = (clock: string) => standingOf({ now: at(clock), rolledAt: at('10:00') });
    expect(restartClosesAt(begun({ missed }), standing('11:15'))).toBe(ms('11:45'));
    expect(restartClosesAt(begun({ missed }), standing('11:50'))).toBeNull();
  });
});
