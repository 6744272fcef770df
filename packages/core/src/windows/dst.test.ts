/** Frozen behaviour at the changes of the clocks. The instants were worked out by hand from the zones' published rules. */
import { describe, expect, test } from 'vitest';
import { nextOpenings, openingAt } from './index.ts';
import type { WindowRule } from './index.ts';

type Row = {
  readonly why: string;
  readonly rule: WindowRule;
  readonly from: string;
  readonly openings: readonly (readonly [opensAt: string, closesAt: string])[];
};

const table: readonly Row[] = [
  {
    why: 'New York goes forward: 02:30 does not exist and becomes 03:30',
    rule: { zone: 'America/New_York', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:30', durationMinutes: 120 },
    from: '2026-03-01T00:00:00-05:00',
    openings: [
      ['2026-03-01T02:30:00-05:00', '2026-03-01T04:30:00-05:00'],
      ['2026-03-08T03:30:00-04:00', '2026-03-08T05:30:00-04:00'],
      ['2026-03-15T02:30:00-04:00', '2026-03-15T04:30:00-04:00'],
    ],
  },
  {
    why: 'New York goes back: 01:30 happens twice, the first counts, and two hours are two hours',
    rule: { zone: 'America/New_York', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '01:30', durationMinutes: 120 },
    from: '2026-11-01T00:00:00-04:00',
    openings: [
      ['2026-11-01T01:30:00-04:00', '2026-11-01T02:30:00-05:00'],
      ['2026-11-08T01:30:00-05:00', '2026-11-08T03:30:00-05:00'],
    ],
  },
  {
    why: 'London goes forward: 01:30 becomes 02:30',
    rule: { zone: 'Europe/London', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '01:30', durationMinutes: 60 },
    from: '2027-03-27T00:00:00Z',
    openings: [
      ['2027-03-28T01:30:00Z', '2027-03-28T02:30:00Z'],
      ['2027-04-04T00:30:00Z', '2027-04-04T01:30:00Z'],
    ],
  },
  {
    why: 'London goes back: 01:30 opens once, in summer time',
    rule: { zone: 'Europe/London', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '01:30', durationMinutes: 60 },
    from: '2026-10-25T00:00:00+01:00',
    openings: [
      ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
      ['2026-11-01T01:30:00Z', '2026-11-01T02:30:00Z'],
    ],
  },
  {
    why: 'Berlin goes forward: 02:30 becomes 03:30',
    rule: { zone: 'Europe/Berlin', rule: 'FREQ=DAILY', start: '02:30', durationMinutes: 90 },
    from: '2026-03-28T00:00:00+01:00',
    openings: [
      ['2026-03-28T01:30:00Z', '2026-03-28T03:00:00Z'],
      ['2026-03-29T01:30:00Z', '2026-03-29T03:00:00Z'],
      ['2026-03-30T00:30:00Z', '2026-03-30T02:00:00Z'],
    ],
  },
  {
    why: 'Berlin goes back: 02:30 happens twice, the first counts',
    rule: { zone: 'Europe/Berlin', rule: 'FREQ=DAILY', start: '02:30', durationMinutes: 90 },
    from: '2026-10-24T00:00:00+02:00',
    openings: [
      ['2026-10-24T00:30:00Z', '2026-10-24T02:00:00Z'],
      ['2026-10-25T00:30:00Z', '2026-10-25T02:00:00Z'],
      ['2026-10-26T01:30:00Z', '2026-10-26T03:00:00Z'],
    ],
  },
  {
    why: 'a window over the change keeps its real length: 23:00 for six hours ends at 06:00 in spring',
    rule: { zone: 'Europe/Berlin', rule: 'FREQ=WEEKLY;BYDAY=SA', start: '23:00', durationMinutes: 360 },
    from: '2026-03-28T00:00:00+01:00',
    openings: [['2026-03-28T23:00:00+01:00', '2026-03-29T06:00:00+02:00']],
  },
  {
    why: 'Lord Howe goes forward by half an hour: 02:15 becomes 02:45',
    rule: { zone: 'Australia/Lord_Howe', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:15', durationMinutes: 60 },
    from: '2026-10-04T00:00:00+10:30',
    openings: [
      ['2026-10-04T02:45:00+11:00', '2026-10-04T03:45:00+11:00'],
      ['2026-10-11T02:15:00+11:00', '2026-10-11T03:15:00+11:00'],
    ],
  },
  {
    why: 'Lord Howe goes back by half an hour: 01:45 happens twice, the first counts',
    rule: { zone: 'Australia/Lord_Howe', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '01:45', durationMinutes: 60 },
    from: '2026-04-05T00:00:00+11:00',
    openings: [['2026-04-05T01:45:00+11:00', '2026-04-05T02:15:00+10:30']],
  },
  {
    why: 'Troll goes forward by two hours: 01:30 becomes 03:30',
    rule: { zone: 'Antarctica/Troll', rule: 'FREQ=DAILY', start: '01:30', durationMinutes: 60 },
    from: '2026-03-28T00:00:00Z',
    openings: [
      ['2026-03-28T01:30:00Z', '2026-03-28T02:30:00Z'],
      ['2026-03-29T03:30:00+02:00', '2026-03-29T04:30:00+02:00'],
      ['2026-03-30T01:30:00+02:00', '2026-03-30T02:30:00+02:00'],
    ],
  },
  {
    why: 'Troll goes forward by two hours: 02:59 becomes 04:59, and 03:00 stays',
    rule: { zone: 'Antarctica/Troll', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:59', durationMinutes: 1 },
    from: '2026-03-29T00:00:00Z',
    openings: [
      ['2026-03-29T04:59:00+02:00', '2026-03-29T05:00:00+02:00'],
      ['2026-04-05T02:59:00+02:00', '2026-04-05T03:00:00+02:00'],
    ],
  },
  {
    why: 'Troll goes back by two hours: 02:30 happens twice, the first counts, and three hours are three hours',
    rule: { zone: 'Antarctica/Troll', rule: 'FREQ=DAILY', start: '02:30', durationMinutes: 180 },
    from: '2026-10-24T00:00:00+02:00',
    openings: [
      ['2026-10-24T02:30:00+02:00', '2026-10-24T05:30:00+02:00'],
      ['2026-10-25T02:30:00+02:00', '2026-10-25T03:30:00Z'],
      ['2026-10-26T02:30:00Z', '2026-10-26T05:30:00Z'],
    ],
  },
  {
    why: 'Apia skipped 30 December 2011: the day gives no second opening on the 31st',
    rule: { zone: 'Pacific/Apia', rule: 'FREQ=DAILY', start: '09:00', durationMinutes: 60 },
    from: '2011-12-29T00:00:00-10:00',
    openings: [
      ['2011-12-29T09:00:00-10:00', '2011-12-29T10:00:00-10:00'],
      ['2011-12-31T09:00:00+14:00', '2011-12-31T10:00:00+14:00'],
      ['2012-01-01T09:00:00+14:00', '2012-01-01T10:00:00+14:00'],
    ],
  },
];

describe('openings when the clocks change', () => {
  test.each(table)('$why', ({ rule, from, openings }) => {
    const got = nextOpenings(rule, Temporal.Instant.from(from), openings.length);
    expect(got.map((o) => [o.opensAt.toString(), o.closesAt.toString()])).toEqual(
      openings.map((pair) => pair.map((at) => Temporal.Instant.from(at).toString())),
    );
  });

  test.each([
    ['Antarctica/Troll', '2026-03-27', '2026-10-23'],
    ['Australia/Lord_Howe', '2026-04-03', '2026-10-02'],
    ['America/St_Johns', '2026-03-06', '2026-10-30'],
    // At midnight: the first hour of a day is left out, or comes twice.
    ['America/Havana', '2026-03-06', '2026-10-30'],
    ['Asia/Beirut', '2026-03-27', '2026-10-23'],
  ])('%s: exactly one opening each day, at no wall time that the day does not have, from whatever start', (zone, ...changes) => {
    for (const first of changes) {
      const days = Array.from({ length: 5 }, (_, offset) => Temporal.PlainDate.from(first).add({ days: offset }).toString());
      const from = Temporal.PlainDate.from(first).toZonedDateTime({ timeZone: zone, plainTime: '00:00' }).toInstant();
      for (let minute = 0; minute < 1_440; minute += 30) {
        const start = Temporal.PlainTime.from('00:00').add({ minutes: minute });
        const rule: WindowRule = { zone, rule: 'FREQ=DAILY', start: start.toString({ smallestUnit: 'minute' }), durationMinutes: 15 };
        const walls = nextOpenings(rule, from, 5).map(({ opensAt }) => opensAt.toZonedDateTimeISO(zone));
        expect(walls.map((wall) => wall.toPlainDate().toString())).toEqual(days);
        for (const wall of walls) {
          // As it was said; where the day has no such time, moved on by what the clocks left out.
          const moved = start.until(wall.toPlainTime()).total('minutes');
          expect([0, 30, 60, 120]).toContain(moved);
          const said = wall.toPlainDate().toPlainDateTime(start);
          if (moved > 0) expect(() => said.toZonedDateTime(zone, { disambiguation: 'reject' })).toThrow(RangeError);
        }
      }
    }
  });

  test('the hour that happens twice is open from its first start on, and not again an hour later', () => {
    const rule: WindowRule = { zone: 'Europe/Berlin', rule: 'FREQ=DAILY', start: '02:30', durationMinutes: 30 };
    expect(openingAt(rule, Temporal.Instant.from('2026-10-25T02:45:00+02:00'))).not.toBeNull();
    expect(openingAt(rule, Temporal.Instant.from('2026-10-25T02:45:00+01:00'))).toBeNull();
  });

  test('a start that the clocks moved is found by a question asked after the wall time at which it was said', () => {
    const minute: WindowRule = { zone: 'America/New_York', rule: 'FREQ=DAILY', start: '02:30', durationMinutes: 1 };
    expect(openingAt(minute, Temporal.Instant.from('2026-03-08T03:30:30-04:00'))?.opensAt.toString()).toBe('2026-03-08T07:30:00Z');
    expect(nextOpenings(minute, Temporal.Instant.from('2026-03-08T03:10:00-04:00'), 1)[0]?.opensAt.toString()).toBe('2026-03-08T07:30:00Z');
  });
});
