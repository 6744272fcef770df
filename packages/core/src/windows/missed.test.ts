import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayFloat, missedWords } from './index.ts';
import type { CatchUp, MissedQuestion, Rolling } from './index.ts';

const at = (text: string) => Temporal.Instant.from(text);
const window = { zone: 'Europe/Berlin', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 120 };
const office = { days: ['MO', 'TU', 'WE', 'TH', 'FR'], from: '08:00', to: '18:00' } as const;
const rule: CatchUp = { kind: 'catch-up', onMains: true, maxLoadPercent: 50, notDuring: office };
const rolling: Rolling = { ...rule, kind: 'rolling', hours: 4, days: 7 };
/** Monday evening in Berlin; the window of Sunday was missed. */
const asked: MissedQuestion = {
  rule,
  window,
  since: at('2026-11-28T00:00:00Z'),
  now: at('2026-11-30T19:00:00Z'),
  needSeconds: 1_800,
  seen: { onMains: true, loadPercent: 10 },
  usedAt: null,
};

describe('a device that missed its window', () => {
  test('catches up where all conditions hold', () => {
    expect(mayFloat(asked)).toEqual({ may: true, closesAt: null });
  });

  test.each<[string, Partial<MissedQuestion>]>([
    ['not-missed', { rule: undefined }],
    ['not-missed', { rule: { kind: 'next-window' } }],
    ['not-missed', { since: at('2026-11-29T02:00:00Z') }],
    ['unreadable', { window: { ...window, rule: 'FREQ=SOMETIMES' } }],
    ['unreadable', { window: { ...window, zone: 'Nowhere/Land' } }],
    ['unreadable', { needSeconds: Number.NaN }],
    ['business-hours', { now: at('2026-11-30T16:59:00Z') }],
    ['business-hours', { now: at('2026-12-01T06:40:00Z') }],
    ['not-on-mains', { seen: { onMains: false, loadPercent: 1 } }],
    ['not-on-mains', { seen: { onMains: null, loadPercent: 1 } }],
    ['not-idle', { seen: { onMains: true, loadPercent: 50 } }],
    ['not-idle', { seen: { onMains: true, loadPercent: null } }],
  ])('does not: %s', (code, change) => {
    expect(mayFloat({ ...asked, ...change })).toMatchObject({ may: false, code });
  });

  test('says when business hours end', () => {
    expect(mayFloat({ ...asked, now: at('2026-11-30T10:00:00Z') })).toMatchObject({ until: at('2026-11-30T17:00:00Z') });
  });
});

describe('a rolling window', () => {
  test('needs no window that was missed, and lasts its hours', () => {
    expect(mayFloat({ ...asked, rule: rolling, since: asked.now })).toEqual({ may: true, closesAt: at('2026-11-30T23:00:00Z') });
    const usedAt = at('2026-11-30T17:00:00Z');
    expect(mayFloat({ ...asked, rule: rolling, usedAt })).toMatchObject({ may: true, closesAt: at('2026-11-30T21:00:00Z') });
    expect(mayFloat({ ...asked, rule: rolling, usedAt, needSeconds: 8_000 })).toMatchObject({ code: 'too-little-left' });
    expect(mayFloat({ ...asked, rule: rolling, usedAt: at('2026-11-30T14:00:00Z') })).toMatchObject({
      code: 'used-up',
      until: at('2026-12-06T23:00:00Z'),
    });
    expect(mayFloat({ ...asked, rule: rolling, usedAt: at('2026-11-29T14:00:00Z') })).toMatchObject({ may: true });
  });

  test('of so many hours in each so many days no more is ever used, through changes of the clocks too', () => {
    const start = at('2026-03-20T00:00:00Z');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 14 }),
        fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 60 }),
        (hours, days, gaps) => {
          let usedAt: Temporal.Instant | null = null;
          let now = start;
          const opened: Temporal.Instant[] = [];
          for (const minutes of gaps) {
            now = now.add({ minutes });
            const floats = mayFloat({ ...asked, rule: { ...rolling, hours, days, notDuring: null }, usedAt, now });
            if (!floats.may) continue;
            expect(floats.closesAt).not.toBeNull();
            const sameWindow: boolean = usedAt !== null && floats.closesAt?.equals(usedAt.add({ hours })) === true;
            if (sameWindow) continue;
            usedAt = now;
            opened.push(now);
          }
          const byPeriod = Map.groupBy(opened, (one) =>
            Math.floor(one.toZonedDateTimeISO(window.zone).toPlainDate().since(Temporal.PlainDate.from('1970-01-05')).days / days),
          );
          for (const some of byPeriod.values()) expect(some).toHaveLength(1);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('says itself in words', () => {
  expect(missedWords({ kind: 'next-window' })).toBe('waits for the next window');
  expect(missedWords(rule)).toBe(
    'catches up when it returns, on mains power, idle (a load below 50 %), never in business hours (MO, TU, WE, TH, FR 08:00 to 18:00)',
  );
  expect(missedWords({ ...rolling, onMains: false, maxLoadPercent: null, notDuring: null })).toBe(
    'may begin at any time, 4 hours in each 7 days',
  );
});
