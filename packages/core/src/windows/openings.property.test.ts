import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOpen, nextOpenings, openingAt, openingsBetween, parseWindow } from './index.ts';
import type { WindowRule } from './index.ts';

const zone = fc.constantFrom(
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Antarctica/Troll',
);
const day = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
const ruleText = fc.oneof(
  fc.constant('FREQ=DAILY'),
  fc.uniqueArray(day, { minLength: 1, maxLength: 4 }).map((days) => `FREQ=WEEKLY;BYDAY=${days.join(',')}`),
  fc.tuple(fc.constantFrom(1, 2, 3, -1), day).map(([n, d]) => `FREQ=MONTHLY;BYDAY=${n}${d}`),
  fc.constantFrom(1, 15, 31, -1).map((n) => `FREQ=MONTHLY;BYMONTHDAY=${n}`),
);
const two = (n: number): string => String(n).padStart(2, '0');
const start = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${two(h)}:${two(m)}`);
const window: fc.Arbitrary<WindowRule> = fc.record({ zone, rule: ruleText, start, durationMinutes: fc.integer({ min: 1, max: 3_000 }) });
/** Minutes of the years 2011 to 2030: Apia's lost day is among them. */
const instant = fc
  .integer({ min: 1_293_840_000 / 60, max: 1_924_992_000 / 60 })
  .map((minute) => Temporal.Instant.fromEpochMilliseconds(minute * 60_000));

test('every opening is open from its start to just before its end, and lasts as long as the rule says', () => {
  fc.assert(
    fc.property(window, instant, (rule, from) => {
      for (const { opensAt, closesAt } of nextOpenings(rule, from, 3)) {
        expect(Temporal.Instant.compare(opensAt, from)).toBeGreaterThanOrEqual(0);
        expect(opensAt.until(closesAt).total('minutes')).toBe(rule.durationMinutes);
        expect(isOpen(rule, opensAt)).toBe(true);
        expect(isOpen(rule, closesAt.subtract({ nanoseconds: 1 }))).toBe(true);
      }
    }),
  );
});

test('openings come in order, each once, and asking from the second on gives the same second', () => {
  fc.assert(
    fc.property(window, instant, (rule, from) => {
      const openings = nextOpenings(rule, from, 6).map((o) => o.opensAt.epochMilliseconds);
      expect(openings).toHaveLength(6);
      expect(new Set(openings).size).toBe(6);
      expect(openings.toSorted((a, b) => a - b)).toEqual(openings);
      const second = Temporal.Instant.fromEpochMilliseconds(openings[1] ?? 0);
      expect(nextOpenings(rule, second, 5).map((o) => o.opensAt.epochMilliseconds)).toEqual(openings.slice(1));
    }),
  );
});

test('open means exactly that some opening covers the time', () => {
  fc.assert(
    fc.property(window, instant, (rule, when) => {
      const around = openingsBetween(rule, when.subtract({ minutes: rule.durationMinutes }), when.add({ nanoseconds: 1 }));
      const covered = around.some((o) => Temporal.Instant.compare(o.opensAt, when) <= 0 && Temporal.Instant.compare(when, o.closesAt) < 0);
      expect(openingAt(rule, when) !== null).toBe(covered);
    }),
  );
});

test('a start is at its wall time, or within two hours after it, or a day after it where a day was skipped', () => {
  fc.assert(
    fc.property(window, instant, (rule, from) => {
      for (const { opensAt } of nextOpenings(rule, from, 3)) {
        const wall = opensAt.toZonedDateTimeISO(rule.zone);
        const said = wall.toPlainDate().toPlainDateTime(rule.start);
        const late = said.until(wall.toPlainDateTime()).total('minutes');
        expect([0, 30, 60, 120]).toContain(late < 0 ? late + 1_440 : late);
      }
    }),
  );
});

test('whatever is given as a window, reading it answers, and what was read reads the same again', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.record({
      zone: fc.oneof(zone, fc.string()),
      rule: fc.oneof(ruleText, fc.string()),
      start: fc.oneof(start, fc.string()),
      durationMinutes: fc.oneof(fc.integer(), fc.double()),
    }),
  );
  fc.assert(
    fc.property(anything, (value) => {
      const read = parseWindow(value);
      if (read.ok) expect(parseWindow(read.rule)).toEqual(read);
      else expect(read.sentence.length).toBeGreaterThan(10);
    }),
  );
});
