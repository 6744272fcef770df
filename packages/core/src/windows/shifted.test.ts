/** Openings some days after the day that a rule names, and days on which a window does not open. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inZone, isOpen, nextOpenings, openingAt, openingsBetween, parseWindow } from './index.ts';
import type { Opening, WindowRule } from './index.ts';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const told = (openings: readonly Opening[]): readonly string[] => openings.map(({ opensAt }) => opensAt.toString());
const patchTuesday: WindowRule = {
  zone: 'Europe/Berlin',
  rule: 'FREQ=MONTHLY;BYDAY=2TU',
  start: '02:30',
  durationMinutes: 120,
  plusDays: 3,
};

describe('some days after the day that the rule names', () => {
  test('three days after the second Tuesday is not the second Friday', () => {
    // May 2026 begins with a Friday: its second Tuesday is the 12th, the Friday after it is the third.
    expect(told(nextOpenings(patchTuesday, at('2026-05-01T00:00:00Z'), 2))).toEqual(['2026-05-15T00:30:00Z', '2026-06-12T00:30:00Z']);
  });

  test('over the end of a month and of a year', () => {
    const rule: WindowRule = { zone: 'UTC', rule: 'FREQ=MONTHLY;BYMONTHDAY=-1', start: '22:00', durationMinutes: 60, plusDays: 2 };
    expect(told(nextOpenings(rule, at('2026-12-15T00:00:00Z'), 2))).toEqual(['2027-01-02T22:00:00Z', '2027-02-02T22:00:00Z']);
  });

  test('an opening whose wall time the clocks skip moves as any other', () => {
    // 29 March 2026, Berlin: 02:30 does not exist. The Friday before is the last of the month.
    const rule: WindowRule = { zone: 'Europe/Berlin', rule: 'FREQ=MONTHLY;BYDAY=-1FR', start: '02:30', durationMinutes: 60, plusDays: 2 };
    expect(told(nextOpenings(rule, at('2026-03-01T12:00:00Z'), 1))).toEqual(['2026-03-29T01:30:00Z']);
  });

  test('the first day and the end of a rule are said of the days that it names', () => {
    const rule: WindowRule = {
      zone: 'UTC',
      rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20260120',
      start: '01:00',
      durationMinutes: 60,
      from: '2026-01-06',
      plusDays: 6,
    };
    expect(told(nextOpenings(rule, at('2026-01-01T00:00:00Z'), 5))).toEqual(['2026-01-12T01:00:00Z', '2026-01-26T01:00:00Z']);
  });
});

describe('days without an opening', () => {
  const daily: WindowRule = {
    zone: 'Australia/Lord_Howe',
    rule: 'FREQ=DAILY',
    start: '23:30',
    durationMinutes: 120,
    except: ['2026-12-25'],
  };

  test('it does not open on that day of its own zone, and what opened the evening before goes on', () => {
    const openings = nextOpenings(daily, at('2026-12-24T00:00:00Z'), 2).map(({ opensAt }) => opensAt.toZonedDateTimeISO(daily.zone));
    expect(openings.map((one) => one.toPlainDate().toString())).toEqual(['2026-12-24', '2026-12-26']);
    expect(isOpen(daily, at('2026-12-24T13:00:00Z'))).toBe(true);
    expect(isOpen(daily, at('2026-12-25T13:00:00Z'))).toBe(false);
  });

  test('a day that a place skipped does not bring the opening of its morrow back', () => {
    const rule: WindowRule = { zone: 'Pacific/Apia', rule: 'FREQ=DAILY', start: '09:00', durationMinutes: 60, except: ['2011-12-31'] };
    expect(told(nextOpenings(rule, at('2011-12-29T12:00:00-10:00'), 1))).toEqual(['2011-12-31T19:00:00Z']);
  });

  test('they are sorted and told once; a policy’s own words do not reach the window', () => {
    const read = parseWindow({ ...daily, except: ['2026-12-26', '2026-12-25', '2026-12-26'] });
    expect(read.ok && read.rule.except).toEqual(['2026-12-25', '2026-12-26']);
    const { zone, ...shape } = daily;
    expect(inZone(Object.assign(shape, { closedOn: ['x'] }), zone)).toEqual(daily);
  });
});

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/St_Johns');
const rule = fc.constantFrom(
  'FREQ=DAILY',
  'FREQ=WEEKLY;BYDAY=SU,WE',
  'FREQ=MONTHLY;BYDAY=2TU',
  'FREQ=MONTHLY;BYMONTHDAY=31',
  'FREQ=MONTHLY;BYDAY=-1FR',
);
const two = (n: number): string => String(n).padStart(2, '0');
const start = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${two(h)}:${two(m)}`);
const window: fc.Arbitrary<WindowRule> = fc.record({ zone, rule, start, durationMinutes: fc.integer({ min: 1, max: 2_000 }) });
const instant = fc
  .integer({ min: 1_293_840_000 / 60, max: 1_924_992_000 / 60 })
  .map((minute) => Temporal.Instant.fromEpochMilliseconds(minute * 60_000));
const days = (n: number) => Temporal.Duration.from({ hours: 24 * n });

test('a shifted window opens exactly on the shifted days of the wall calendar', () => {
  fc.assert(
    fc.property(window, instant, fc.nat(27), (unshifted, from, plusDays) => {
      const until = from.add(days(70));
      // By the calendar and not by the clock: the days that the rule names, in UTC where each has 24 hours, and so many later.
      const named = openingsBetween({ ...unshifted, zone: 'UTC' }, from.subtract(days(plusDays + 3)), until.add(days(3)));
      const expected = named
        .map(({ opensAt }) =>
          opensAt.toZonedDateTimeISO('UTC').toPlainDateTime().add({ days: plusDays }).toZonedDateTime(unshifted.zone).toInstant(),
        )
        .filter((one) => Temporal.Instant.compare(one, from) >= 0 && Temporal.Instant.compare(one, until) < 0)
        .map(String);
      expect(told(openingsBetween({ ...unshifted, plusDays }, from, until))).toEqual([...new Set(expected)]);
    }),
    { numRuns: 300 },
  );
});

test('closed days take away the openings of these days and no others', () => {
  fc.assert(
    fc.property(window, instant, fc.uniqueArray(fc.nat(40), { maxLength: 12 }), (open, from, offsets) => {
      const first = from.toZonedDateTimeISO(open.zone).toPlainDate();
      const except = offsets.map((n) => first.add({ days: n }).toString()).toSorted();
      const until = from.add(days(35));
      const dayOf = (one: Temporal.Instant) => one.toZonedDateTimeISO(open.zone).toPlainDate().toString();
      const without = openingsBetween({ ...open, except }, from, until);
      const skipped = '2011-12-30';
      expect(without.some(({ opensAt }) => except.includes(dayOf(opensAt)))).toBe(false);
      if (except.includes(skipped)) return;
      const expected = openingsBetween(open, from, until).filter(({ opensAt }) => !except.includes(dayOf(opensAt)));
      expect(told(without)).toEqual(told(expected));
      for (const { opensAt } of expected.slice(0, 2)) expect(openingAt({ ...open, except }, opensAt)).not.toBeNull();
    }),
    { numRuns: 200 },
  );
});
