import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inZone, nextOpenings } from '../windows/index.ts';
import type { WindowRule } from '../windows/index.ts';
import { readSpans, readWindows, writeCalendar } from './index.ts';

const now = Temporal.Instant.from('2026-03-01T00:00:00Z');
const file = (...events: readonly (readonly string[])[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', 'UID:x', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
const spans = (...lines: readonly string[]) => {
  const found = readSpans(file(lines), now);
  return found.ok ? found.events[0] : undefined;
};
const windows = (...lines: readonly string[]) => {
  const found = readWindows(file(lines), now);
  return found.ok ? found.events[0] : undefined;
};
const berlin = 'DTSTART;TZID=Europe/Berlin:20260328T233000';

describe('times in which nothing is begun', () => {
  test.each<readonly [string, readonly string[], readonly (readonly [string, string])[]]>([
    ['in UTC', ['DTSTART:20261120T180000Z', 'DTEND:20261123T060000Z'], [['2026-11-20T18:00:00Z', '2026-11-23T06:00:00Z']]],
    [
      'by a place, over a change of its clocks',
      [berlin, 'DTEND;TZID=Europe/Berlin:20260329T053000'],
      [['2026-03-28T22:30:00Z', '2026-03-29T03:30:00Z']],
    ],
    ['by how long: hours are real ones', [berlin, 'DURATION:PT6H'], [['2026-03-28T22:30:00Z', '2026-03-29T04:30:00Z']]],
    ['by how long: days are those of the wall', [berlin, 'DURATION:P1DT30M'], [['2026-03-28T22:30:00Z', '2026-03-29T22:00:00Z']]],
    [
      'as Outlook names its zone',
      ['DTSTART;TZID=W. Europe Standard Time:20261120T180000', 'DURATION:PT1H'],
      [['2026-11-20T17:00:00Z', '2026-11-20T18:00:00Z']],
    ],
    [
      'as Outlook names its zone, in summer',
      ['DTSTART;TZID="Newfoundland Standard Time":20260720T180000', 'DURATION:PT1H'],
      [['2026-07-20T20:30:00Z', '2026-07-20T21:30:00Z']],
    ],
    [
      'with a prefix of its program',
      ['DTSTART;TZID=/mozilla.org/20050126_1/America/Argentina/Ushuaia:20261120T180000', 'DURATION:PT1H'],
      [['2026-11-20T21:00:00Z', '2026-11-20T22:00:00Z']],
    ],
    ['with an end elsewhere', [berlin, 'DTEND;TZID=America/New_York:20260328T203000'], [['2026-03-28T22:30:00Z', '2026-03-29T00:30:00Z']]],
    ['that has begun', ['DTSTART:20260228T180000Z', 'DURATION:P1W'], [['2026-02-28T18:00:00Z', '2026-03-07T18:00:00Z']]],
    [
      'a series that ends, without what is over and what it leaves out',
      [
        'DTSTART;TZID=Europe/Berlin:20260227T220000',
        'DURATION:PT2H',
        'RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=4',
        'EXDATE;TZID=Europe/Berlin:20260313T220000',
      ],
      [
        ['2026-03-06T21:00:00Z', '2026-03-06T23:00:00Z'],
        ['2026-03-20T21:00:00Z', '2026-03-20T23:00:00Z'],
      ],
    ],
  ])('%s', (_what, lines, expected) => {
    expect(spans(...lines)?.spans.map(({ from, until }) => [from, until])).toEqual(expected);
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ['a floating time', ['DTSTART:20261120T180000', 'DURATION:PT1H'], /floating/],
    ['a zone that nobody knows', ['DTSTART;TZID=Central Office Time:20261120T180000', 'DURATION:PT1H'], /“Central Office Time”/],
    ['a series without an end', ['DTSTART:20261120T180000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;BYDAY=FR'], /without an end/],
    [
      'a series that is too long',
      ['DTSTART:20260320T180000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;UNTIL=20260901T000000Z'],
      /more than 100 times/,
    ],
    ['a series that goes on for years', ['DTSTART:20260320T180000Z', 'DURATION:PT1H', 'RRULE:FREQ=YEARLY;COUNT=9'], /three years/],
    ['a series by the hour', ['DTSTART:20260320T180000Z', 'DURATION:PT1H', 'RRULE:FREQ=HOURLY;COUNT=9'], /FREQ/],
    ['a whole day', ['DTSTART;VALUE=DATE:20261225'], /list of holidays/],
    ['no end', ['DTSTART:20261120T180000Z'], /when it ends/],
    ['two ends', ['DTSTART:20261120T180000Z', 'DTEND:20261120T190000Z', 'DURATION:PT1H'], /both/],
    ['an end before its beginning', ['DTSTART:20261120T180000Z', 'DTEND:20261120T170000Z'], /or before/],
    ['an end of nowhere', ['DTSTART:20261120T180000Z', 'DTEND:20261120T190000'], /says where/],
    ['how long in months', ['DTSTART:20261120T180000Z', 'DURATION:P1M'], /how long/],
    ['how long backwards', ['DTSTART:20261120T180000Z', 'DURATION:-PT1H'], /how long/],
    ['what is over', ['DTSTART:20260120T180000Z', 'DURATION:PT1H'], /is over/],
    ['what is cancelled', ['DTSTART:20261120T180000Z', 'DURATION:PT1H', 'STATUS:CANCELLED'], /cancelled/],
    ['one of a series', ['DTSTART:20261120T180000Z', 'DURATION:PT1H', 'RECURRENCE-ID:20261120T170000Z'], /change to one/],
    ['further times', ['DTSTART:20261120T180000Z', 'DURATION:PT1H', 'RDATE:20261121T180000Z'], /RDATE/],
    ['31 February', ['DTSTART:20260231T180000Z', 'DURATION:PT1H'], /none of the calendar/],
    ['a beginning beside its rule', ['DTSTART:20260319T180000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3'], /does not name/],
    [
      'another time left out',
      ['DTSTART:20260320T180000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3', 'EXDATE:20260327T170000Z'],
      /EXDATE/,
    ],
  ])('%s is refused with its reason', (_what, lines, why) => {
    expect(spans('SUMMARY:Sale', ...lines)).toEqual({ name: 'Sale', spans: [], sentence: expect.stringMatching(why) });
  });

  test('a file that is none is refused whole, and one odd event spoils no other', () => {
    expect(readSpans('<html></html>', now)).toMatchObject({ ok: false });
    const series = ['DTSTART:20261120T180000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2'];
    expect(readSpans(file(...Array.from({ length: 101 }, () => series)), now)).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('100 series'),
    });
    const found = readSpans(file(['DTSTART:x'], ['DTSTART:20261120T180000Z', 'DURATION:PT1H']), now);
    expect(found.ok && found.events.map((one) => one.spans.length)).toEqual([0, 1]);
  });
});

describe('windows', () => {
  test.each<readonly [string, readonly string[], object, string | null]>([
    [
      'of a week, by a place',
      ['DTSTART;TZID=Europe/London:20200105T020000', 'DTEND;TZID=Europe/London:20200105T060000', 'RRULE:FREQ=WEEKLY;BYDAY=SU'],
      { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240 },
      'Europe/London',
    ],
    [
      'by the clock of whoever reads it, counted from its first day',
      ['DTSTART:20260303T213000', 'DURATION:PT90M', 'RRULE:FREQ=WEEKLY;INTERVAL=2'],
      { rule: 'FREQ=WEEKLY;INTERVAL=2', start: '21:30', durationMinutes: 90, from: '2026-03-03' },
      null,
    ],
    [
      'with days that it leaves out, said in UTC',
      [
        'DTSTART;TZID=Europe/Berlin:20260310T220000',
        'DURATION:PT2H',
        'RRULE:FREQ=MONTHLY;BYDAY=2TU',
        'EXDATE:20260414T200000Z,20260512T200000Z',
      ],
      { rule: 'FREQ=MONTHLY;BYDAY=2TU', start: '22:00', durationMinutes: 120, from: '2026-03-10', except: ['2026-04-14', '2026-05-12'] },
      'Europe/Berlin',
    ],
    [
      'once',
      ['DTSTART;TZID=Europe/Berlin:20260310T220000', 'DURATION:PT2H'],
      { rule: 'FREQ=DAILY;COUNT=1', start: '22:00', durationMinutes: 120, from: '2026-03-10' },
      'Europe/Berlin',
    ],
  ])('%s', (_what, lines, window, zone) => {
    expect(windows('SUMMARY:Servers', ...lines)).toMatchObject({ name: 'Servers', window, zone });
    expect(windows(...lines)?.window).toEqual(window);
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ['UTC', ['DTSTART:20260310T220000Z', 'DURATION:PT2H', 'RRULE:FREQ=MONTHLY;BYDAY=2TU'], /goes by UTC/],
    ['more than a week', ['DTSTART:20260310T220000', 'DURATION:P8D'], /duration/],
    ['parts of a minute', ['DTSTART:20260310T220030', 'DURATION:PT2H'], /within a minute/],
    ['a rule of hours', ['DTSTART:20260310T220000', 'DURATION:PT2H', 'RRULE:FREQ=DAILY;BYHOUR=22,23'], /BYHOUR/],
    ['what never opens again', ['DTSTART:20250310T220000', 'DURATION:PT2H', 'RRULE:FREQ=DAILY;COUNT=3'], /no more/],
    ['two rules', ['DTSTART:20260310T220000', 'DURATION:PT2H', 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY'], /more than one/],
  ])('%s is refused with its reason', (_what, lines, why) => {
    expect(windows(...lines)).toMatchObject({ window: null, sentence: expect.stringMatching(why) });
  });
});

const zone = fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Antarctica/Troll', 'Asia/Kathmandu');
const rule = fc.constantFrom(
  'FREQ=DAILY',
  'FREQ=WEEKLY;BYDAY=SU',
  'FREQ=WEEKLY;BYDAY=MO,TH',
  'FREQ=WEEKLY;INTERVAL=3;BYDAY=TU',
  'FREQ=MONTHLY;BYDAY=2TU',
  'FREQ=MONTHLY;BYMONTHDAY=-1',
);
const two = (n: number): string => String(n).padStart(2, '0');
const window: fc.Arbitrary<WindowRule> = fc
  .record({ zone, rule, hour: fc.nat(23), minute: fc.nat(59), durationMinutes: fc.integer({ min: 1, max: 3_000 }), day: fc.nat(300) })
  .map(({ hour, minute, day, ...rest }) => ({
    ...rest,
    start: `${two(hour)}:${two(minute)}`,
    from: Temporal.PlainDate.from('2026-03-02').add({ days: day }).toString(),
  }));

test('what our own feed writes is read again as the same times', () => {
  fc.assert(
    fc.property(window, (said) => {
      const openings = nextOpenings(said, now, 12);
      const events = openings.map(({ opensAt, closesAt }, n) => ({
        uid: `${n}@fettle.example`,
        from: opensAt,
        to: closesAt,
        summary: `Window ${n}`,
        description: '',
        category: 'Window',
        status: 'CONFIRMED' as const,
      }));
      const read = readSpans(writeCalendar({ name: 'x', at: now, refresh: 'PT1H', events }), now);
      const near = events.map(({ from, to, summary }) => ({ name: summary, spans: [{ from: from.toString(), until: to.toString() }] }));
      expect(read.ok && read.events.map(({ name, spans: found }) => ({ name, spans: found }))).toEqual(near);
    }),
    { numRuns: 30 },
  );
});

/** In UTC no window is taken. */
const placed = window.map((one) => ({ ...one, zone: one.zone === 'UTC' ? 'Europe/London' : one.zone }));

test('a window that is written as a series is read as one that opens at the same times', () => {
  fc.assert(
    fc.property(placed, fc.boolean(), fc.subarray([1, 3]), (said, byDuration, leftOut) => {
      const all = nextOpenings(said, now, 5);
      // Where the clocks move a start it is not at its wall time, and no calendar program would write such a DTSTART.
      const walls = all.map(({ opensAt }) => opensAt.toZonedDateTimeISO(said.zone).toPlainDateTime());
      fc.pre(walls.every((wall) => wall.toPlainTime().equals(said.start)));
      const basic = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
      const [first] = walls;
      const close = all[0]?.closesAt.toZonedDateTimeISO('UTC').toPlainDateTime();
      if (first === undefined || close === undefined) return;
      const except = leftOut.flatMap((n) => walls[n] ?? []);
      const lines = [
        `DTSTART;TZID=${said.zone}:${basic(first)}`,
        byDuration ? `DURATION:PT${said.durationMinutes}M` : `DTEND:${basic(close)}Z`,
        `RRULE:${said.rule}`,
        ...(except.length === 0 ? [] : [`EXDATE;TZID=${said.zone}:${except.map(basic).join(',')}`]),
      ];
      const found = windows(...lines)?.window;
      expect(found).not.toBeNull();
      const again = found === null || found === undefined ? [] : nextOpenings(inZone(found, said.zone), now, 5 - except.length);
      const kept = all.filter((_, n) => !leftOut.includes(n));
      expect(again.map(({ opensAt, closesAt }) => `${opensAt.toString()} ${closesAt.toString()}`)).toEqual(
        kept.map(({ opensAt, closesAt }) => `${opensAt.toString()} ${closesAt.toString()}`),
      );
    }),
    { numRuns: 25 },
  );
});

test('whatever stands in a file, it is answered soon', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'BEGIN:VEVENT',
      'END:VEVENT',
      'DTSTART:00010101T000000',
      'DURATION:P9999DT99999H',
      'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99991231',
    ),
    fc.constantFrom(
      'DTSTART;TZID=Europe/Berlin:19700101T000000',
      'RRULE:FREQ=DAILY;UNTIL=99991231',
      'DURATION:PT1M',
      'EXDATE:,,,',
      'DTEND:99991231T235959Z',
    ),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const begun = performance.now();
      const text = ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n');
      readSpans(text, now);
      readWindows(text, now);
      expect(performance.now() - begun).toBeLessThan(2_000);
    }),
  );
});
