import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDays, writeCalendar } from './index.ts';
import type { CalendarEvent } from './index.ts';
import { escapeText, fold, readLine, unescapeText, unfold } from './lines.ts';

const event = (change: Partial<CalendarEvent> = {}): CalendarEvent => ({
  uid: 'window-1@fettle.example',
  from: Temporal.Instant.from('2026-03-08T02:30:00Z'),
  to: Temporal.Instant.from('2026-03-08T04:30:00Z'),
  summary: 'Window',
  description: '',
  category: 'Window',
  status: 'CONFIRMED',
  ...change,
});
const write = (...events: readonly CalendarEvent[]): string =>
  writeCalendar({ name: 'Harbour Dental', at: Temporal.Instant.from('2026-03-01T12:00:00Z'), refresh: 'PT1H', events });

/** A file as holiday calendars are published: whole days, yearly ones among them. Invented. */
const file = (...events: readonly (readonly string[])[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Lab//Days//EN',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', 'UID:x', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
const read = (...events: readonly (readonly string[])[]) => readDays(file(...events), '2026-01-01', '2028-12-31');
const daysOf = (...lines: readonly string[]): readonly string[] => {
  const found = read(lines);
  return found.ok ? found.days.map(({ day }) => day) : [];
};

describe('writing', () => {
  test('a stream with one event, line by line', () => {
    expect(write(event({ description: 'Two\nlines; and, more' })).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Fettle//Calendar 1//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'NAME:Harbour Dental',
      'X-WR-CALNAME:Harbour Dental',
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      'X-PUBLISHED-TTL:PT1H',
      'BEGIN:VEVENT',
      'UID:window-1@fettle.example',
      'DTSTAMP:20260301T120000Z',
      'DTSTART:20260308T023000Z',
      'DTEND:20260308T043000Z',
      'SUMMARY:Window',
      'DESCRIPTION:Two\\nlines\\; and\\, more',
      'CATEGORIES:Window',
      'STATUS:CONFIRMED',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  test('a name can not add a property of its own', () => {
    const text = write(event({ summary: 'Sale\r\nATTENDEE:mailto:x@example.org\u0000' }));
    expect(unfold(text).filter((line) => line.startsWith('ATTENDEE'))).toEqual([]);
    expect(text).toContain('SUMMARY:Sale\\nATTENDEE:mailto:x@example.org\r\n');
  });

  test('no line has more than 75 octets, whatever is in it, and nothing is lost', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(text, text, (summary, description) => {
        const written = write(event({ summary, description }));
        for (const line of written.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(/(?<!\r)\n|\r(?!\n)/.test(written)).toBe(false);
        const line = unfold(written).find((one) => one.startsWith('SUMMARY:'));
        expect(unescapeText(readLine(line ?? '')?.value ?? '')).toBe(summary.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]/gu, ''));
      }),
    );
  });

  test('folding tears no character apart', () => {
    expect(fold(`SUMMARY:${'ä'.repeat(34)}`).split('\r\n')).toEqual([`SUMMARY:${'ä'.repeat(33)}`, ' ä']);
    expect(fold('x'.repeat(75))).toBe('x'.repeat(75));
    expect(escapeText('half \ud83d')).toBe('half \ufffd');
  });
});

describe('reading days', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a whole day', ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261226'], ['2026-12-25']],
    ['a day without an end', ['DTSTART;VALUE=DATE:20261225'], ['2026-12-25']],
    ['a day that ends on itself', ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261225'], ['2026-12-25']],
    ['three days', ['DTSTART;VALUE=DATE:20261230', 'DTEND;VALUE=DATE:20270102'], ['2026-12-30', '2026-12-31', '2027-01-01']],
    ['days by their number', ['DTSTART;VALUE=DATE:20261230', 'DURATION:P2D'], ['2026-12-30', '2026-12-31']],
    ['each year', ['DTSTART;VALUE=DATE:20200101', 'RRULE:FREQ=YEARLY'], ['2026-01-01', '2027-01-01', '2028-01-01']],
    [
      'a numbered day of a month',
      ['DTSTART;VALUE=DATE:20201126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'],
      ['2026-11-26', '2027-11-25', '2028-11-23'],
    ],
    ['until a year', ['DTSTART;VALUE=DATE:20200101', 'RRULE:FREQ=YEARLY;UNTIL=20270101'], ['2026-01-01', '2027-01-01']],
    [
      'without one of them',
      ['DTSTART;VALUE=DATE:20200101', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20270101'],
      ['2026-01-01', '2028-01-01'],
    ],
    ['further days', ['DTSTART;VALUE=DATE:20260501', 'RDATE;VALUE=DATE:20260601,20260701'], ['2026-05-01', '2026-06-01', '2026-07-01']],
    ['29 February', ['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY'], ['2028-02-29']],
    ['before and after what was asked', ['DTSTART;VALUE=DATE:20200101'], []],
  ])('%s', (_why, lines, days) => {
    expect(daysOf(...lines)).toEqual(days);
  });

  test('names: escaped, folded, with line ends of Unix', () => {
    const text = file(['DTSTART;VALUE=DATE:20261225', 'SUMMARY;LANGUAGE=en:Christmas\\, the first', '  day']).replaceAll('\r\n', '\n');
    expect(readDays(text, '2026-01-01', '2026-12-31')).toMatchObject({ days: [{ day: '2026-12-25', name: 'Christmas, the first day' }] });
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ['a time of day', ['DTSTART:20261225T100000Z'], /only whole days/],
    ['a rule of weeks', ['DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=WEEKLY'], /otherwise than each year/],
    ['a rule that nobody knows', ['DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=YEARLY;BYEASTER=0'], /rule can not be read/],
    ['what is cancelled', ['DTSTART;VALUE=DATE:20261225', 'STATUS:CANCELLED'], /cancelled/],
    ['a year of one day', ['DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20270101'], /more than 62 days/],
    ['31 February', ['DTSTART;VALUE=DATE:20260231'], /only whole days/],
    ['no beginning', ['SUMMARY:x'], /when it begins/],
  ])('%s is left out and told', (_why, lines, why) => {
    const found = read(lines, ['DTSTART;VALUE=DATE:20260501', 'SUMMARY:May']);
    expect(found).toMatchObject({ ok: true, days: [{ day: '2026-05-01', name: 'May' }], leftOut: 1 });
    expect(found.ok && found.problems[0]).toMatch(why);
  });

  test('an alarm within an event says nothing of the event', () => {
    expect(daysOf('DTSTART;VALUE=DATE:20261225', 'BEGIN:VALARM', 'DTSTART;VALUE=DATE:20260101', 'DURATION:P3D', 'END:VALARM')).toEqual([
      '2026-12-25',
    ]);
  });

  test.each([
    ['nothing', ''],
    ['a page', '<html></html>'],
    ['a calendar that was cut off', file(['DTSTART;VALUE=DATE:20261225']).slice(0, -20)],
    ['parts that do not close', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n'],
    ['too much', `BEGIN:VCALENDAR\r\n${'X'.repeat(1_000_001)}\r\nEND:VCALENDAR`],
  ])('%s is no calendar', (_why, text) => {
    expect(readDays(text, '2026-01-01', '2026-12-31')).toMatchObject({ ok: false });
  });

  test('anything is answered, soon', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'BEGIN:VEVENT',
        'END:VEVENT',
        'DTSTART;VALUE=DATE:20260101',
        'RRULE:FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2',
        `X${';A="'.repeat(60)}`,
        `X${';A=,'.repeat(60)}`,
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const begun = performance.now();
        readDays(['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n'), '2026-01-01', '2026-12-31');
        expect(performance.now() - begun).toBeLessThan(2_000);
      }),
    );
  });
});
