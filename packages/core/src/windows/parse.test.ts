import { describe, expect, test } from 'vitest';
import { describeWindow, parseWindow, readZone } from './index.ts';

const good = { zone: 'Europe/London', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:30', durationMinutes: 120 };

describe('reading a window', () => {
  test('a good one comes back in canonical form', () => {
    expect(parseWindow({ ...good, zone: 'europe/london', rule: ' rrule:freq=weekly;byday=su; ' })).toEqual({ ok: true, rule: good });
  });

  test.each([
    ['null', null, 'window.not-readable', null],
    ['a list', [], 'window.not-readable', null],
    ['text', 'Sundays', 'window.not-readable', null],
    ['a field too many', { ...good, colour: 'red' }, 'window.unknown-field', null],
    ['no zone', { ...good, zone: undefined }, 'window.zone-unknown', 'zone'],
    ['an offset for a zone', { ...good, zone: '+02:00' }, 'window.zone-unknown', 'zone'],
    ['a zone with a path in it', { ...good, zone: '../etc/passwd' }, 'window.zone-unknown', 'zone'],
    ['no rule', { ...good, rule: '' }, 'window.rule-not-readable', 'rule'],
    ['no frequency', { ...good, rule: 'BYDAY=SU' }, 'window.rule-not-readable', 'rule'],
    ['a frequency of hours', { ...good, rule: 'FREQ=HOURLY' }, 'window.rule-not-readable', 'rule'],
    ['a part that nobody knows', { ...good, rule: 'FREQ=DAILY;X-FOO=1' }, 'window.rule-not-readable', 'rule'],
    ['a part named like a property of every object', { ...good, rule: 'FREQ=DAILY;CONSTRUCTOR=1' }, 'window.rule-not-readable', 'rule'],
    ['a part twice', { ...good, rule: 'FREQ=DAILY;BYDAY=SU;BYDAY=MO' }, 'window.rule-not-readable', 'rule'],
    ['a day that does not exist', { ...good, rule: 'FREQ=WEEKLY;BYDAY=XX' }, 'window.rule-not-readable', 'rule'],
    ['month 13', { ...good, rule: 'FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1' }, 'window.rule-not-readable', 'rule'],
    ['day 0', { ...good, rule: 'FREQ=MONTHLY;BYMONTHDAY=0' }, 'window.rule-not-readable', 'rule'],
    ['until 31 February', { ...good, rule: 'FREQ=DAILY;UNTIL=20260231' }, 'window.rule-not-readable', 'rule'],
    ['two lines', { ...good, rule: 'FREQ=DAILY\nEXDATE:20260101' }, 'window.rule-not-readable', 'rule'],
    ['a rule with a time of its own', { ...good, rule: 'FREQ=DAILY;BYHOUR=1' }, 'window.rule-not-allowed', 'rule'],
    ['two ends', { ...good, rule: 'FREQ=DAILY;COUNT=3;UNTIL=20260101', from: '2026-01-01' }, 'window.rule-not-allowed', 'rule'],
    ['a numbered day in a weekly rule', { ...good, rule: 'FREQ=WEEKLY;BYDAY=2SU' }, 'window.rule-not-allowed', 'rule'],
    ['days of the month in a weekly rule', { ...good, rule: 'FREQ=WEEKLY;BYMONTHDAY=1' }, 'window.rule-not-allowed', 'rule'],
    ['a position among nothing', { ...good, rule: 'FREQ=MONTHLY;BYSETPOS=1', from: '2026-01-01' }, 'window.rule-not-allowed', 'rule'],
    ['every other week, from no week', { ...good, rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU' }, 'window.rule-needs-from', 'from'],
    ['weekly on no day', { ...good, rule: 'FREQ=WEEKLY' }, 'window.rule-needs-from', 'from'],
    ['a first day that does not exist', { ...good, from: '2026-02-30' }, 'window.from-not-readable', 'from'],
    ['a first day with a time', { ...good, from: '2026-02-03T00:00' }, 'window.from-not-readable', 'from'],
    ['a start without its nought', { ...good, start: '2:30' }, 'window.start-not-readable', 'start'],
    ['a start at 24:00', { ...good, start: '24:00' }, 'window.start-not-readable', 'start'],
    ['a duration as text', { ...good, durationMinutes: '120' }, 'window.duration-out-of-range', 'durationMinutes'],
    ['half a minute', { ...good, durationMinutes: 0.5 }, 'window.duration-out-of-range', 'durationMinutes'],
    ['an opening before the day of its rule', { ...good, plusDays: -1 }, 'window.plus-days-out-of-range', 'plusDays'],
    ['an opening four weeks after', { ...good, plusDays: 28 }, 'window.plus-days-out-of-range', 'plusDays'],
    ['half a day after', { ...good, plusDays: 0.5 }, 'window.plus-days-out-of-range', 'plusDays'],
    ['a closed day that does not exist', { ...good, except: ['2026-02-30'] }, 'window.except-not-readable', 'except'],
    ['closed days as text', { ...good, except: '2026-12-25' }, 'window.except-not-readable', 'except'],
    [
      'more closed days than 400',
      { ...good, except: Array.from({ length: 401 }, () => '2026-12-25') },
      'window.except-not-readable',
      'except',
    ],
    ['more than a week', { ...good, durationMinutes: 10_081 }, 'window.duration-out-of-range', 'durationMinutes'],
  ])('%s is refused with a code and a sentence', (_why, value, code, field) => {
    const read = parseWindow(value);
    expect(read).toMatchObject({ ok: false, code, field });
    expect(read.ok ? '' : read.sentence).toMatch(/^[A-Z“].*\.$/s);
  });
});

test.each([
  ['Europe/London', 'Europe/London'],
  ['america/new_york', 'America/New_York'],
  ['UTC', 'UTC'],
  ['Etc/GMT+5', 'Etc/GMT+5'],
  ['Mars/Base', null],
  ['+01:00', null],
  ['', null],
  [7, null],
])('the zone %j reads as %j', (text, zone) => {
  expect(readZone(text)).toBe(zone);
});

test.each([
  [{}, 'Sundays at 02:30 for 2 h'],
  [{ rule: 'FREQ=WEEKLY;BYDAY=SA,SU', durationMinutes: 90 }, 'Saturdays and Sundays at 02:30 for 1 h 30 min'],
  [{ rule: 'FREQ=DAILY', durationMinutes: 45 }, 'Every day at 02:30 for 45 min'],
  [{ rule: 'FREQ=MONTHLY;BYDAY=2TU' }, 'FREQ=MONTHLY;BYDAY=2TU at 02:30 for 2 h'],
  [
    { rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', from: '2026-01-04' },
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU at 02:30 for 2 h, counted from 2026-01-04',
  ],
  [{ rule: 'FREQ=MONTHLY;BYDAY=2TU', plusDays: 3 }, '3 days after the second Tuesday of the month at 02:30 for 2 h'],
  [{ rule: 'FREQ=MONTHLY;BYDAY=-1FR', plusDays: 1 }, '1 day after the last Friday of the month at 02:30 for 2 h'],
  [{ except: ['2026-12-25'] }, 'Sundays at 02:30 for 2 h, not on 2026-12-25'],
  [{ except: ['2026-12-25', '2026-12-26', '2027-01-01'] }, 'Sundays at 02:30 for 2 h, not on 3 days'],
  [{ rule: 'nonsense' }, 'a window that can not be read (closed)'],
])('%j is told as “%s”', (change, words) => {
  expect(describeWindow({ ...good, ...change })).toBe(words);
});
