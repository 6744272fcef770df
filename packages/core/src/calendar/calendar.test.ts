import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WindowShape } from '../windows/index.ts';
import {
  closedDays,
  endOf,
  freezeCovers,
  freezeProblems,
  freezeStanding,
  holidayProblems,
  outlook,
  scopeWords,
  spanOfFreeze,
} from './index.ts';
import type { Freeze, FreezeScope, HolidayList } from './index.ts';

const now = Temporal.Instant.from('2026-12-01T12:00:00Z');
const freeze = (change: Partial<Freeze> = {}): Freeze => ({
  id: 'f1',
  name: 'Christmas trade',
  reason: 'The tills must run',
  scope: { kind: 'client' },
  from: '2026-12-10T00:00:00Z',
  until: '2027-01-06T00:00:00Z',
  exceptUrgent: false,
  endedAt: null,
  ...change,
});

describe('how a freeze stands', () => {
  test.each([
    ['2026-12-09T23:59:59Z', null, 'planned'],
    ['2026-12-10T00:00:00Z', null, 'in-force'],
    ['2027-01-05T23:59:59Z', null, 'in-force'],
    ['2027-01-06T00:00:00Z', null, 'over'],
    ['2026-12-20T00:00:00Z', '2026-12-20T00:00:00Z', 'ended-early'],
    ['2026-12-19T00:00:00Z', '2026-12-20T00:00:00Z', 'in-force'],
  ])('at %s, ended %s: %s', (at, endedAt, standing) => {
    expect(freezeStanding(freeze({ endedAt }), at)).toBe(standing);
  });

  test('one that was ended takes the time until then, and none where it had not begun', () => {
    expect(spanOfFreeze(freeze({ endedAt: '2026-12-20T00:00:00Z' }))).toMatchObject({ until: '2026-12-20T00:00:00Z' });
    expect(spanOfFreeze(freeze({ endedAt: '2026-12-01T00:00:00Z' }))).toBeNull();
    expect(endOf(freeze({ endedAt: '2028-01-01T00:00:00Z' }))).toBe('2027-01-06T00:00:00Z');
  });
});

test.each<readonly [FreezeScope, string | null, string | null, boolean]>([
  [{ kind: 'all' }, 's1', 'test', true],
  [{ kind: 'client' }, null, null, true],
  [{ kind: 'sites', ids: ['s1'] }, 's1', 'test', true],
  [{ kind: 'sites', ids: ['s1'] }, 's2', 'test', false],
  [{ kind: 'sites', ids: ['s1'] }, null, 'test', false],
  [{ kind: 'rings', names: ['Production'] }, 's1', ' production', true],
  [{ kind: 'rings', names: ['production'] }, 's1', 'test', false],
  [{ kind: 'rings', names: ['production'] }, 's1', null, false],
])('%j covers site %s in ring %s: %s', (scope, siteId, ring, covers) => {
  expect(freezeCovers(scope, { siteId, ring })).toBe(covers);
});

test.each<readonly [string, Partial<Freeze>, string[]]>([
  ['all right', {}, []],
  ['that begins now', { from: '2026-12-01T12:00:00Z' }, []],
  ['in the past', { from: '2026-11-01T12:00:00Z' }, ['from']],
  ['that ends before it begins', { until: '2026-12-09T00:00:00Z' }, ['until']],
  ['for years', { until: '2028-12-09T00:00:00Z' }, ['until']],
  ['in years', { from: '2030-12-10T00:00:00Z', until: '2030-12-11T00:00:00Z' }, ['from']],
  ['without a name and a reason', { name: ' ', reason: '' }, ['name', 'reason']],
  ['of no site', { scope: { kind: 'sites', ids: [] } }, ['scope']],
  ['of a ring without a name', { scope: { kind: 'rings', names: [' '] } }, ['scope']],
])('a freeze %s', (_why, change, paths) => {
  expect(freezeProblems(freeze(change), now).map(({ path }) => path)).toEqual(paths);
});

test.each([
  [[{ day: '2026-12-25', name: '' }], []],
  [[{ day: '2026-02-30', name: '' }], ['days[0].day']],
  [
    [
      { day: '2026-12-25', name: 'a' },
      { day: '2026-12-25', name: 'b' },
    ],
    ['days[1].day'],
  ],
])('holidays %j', (days, paths) => {
  expect(holidayProblems(days).map(({ path }) => path)).toEqual(paths);
});

test('scopes in words', () => {
  expect(scopeWords({ kind: 'sites', ids: ['1', '2', '3', '4', '5'] }, ['Bern', 'Genf', 'Thun', 'Zug', 'Zürich'])).toBe(
    'Bern, Genf, Thun and 2 more',
  );
  expect(scopeWords({ kind: 'rings', names: ['production'] }, [])).toBe('ring production');
  expect(scopeWords({ kind: 'all' }, [])).toBe('all clients');
});

const nightly: WindowShape = { rule: 'FREQ=DAILY', start: '22:00', durationMinutes: 240 };
const days: HolidayList = { id: 'h1', name: 'Company', days: [{ day: '2026-12-08', name: 'Feast' }] };
const subject = { siteId: 's1', ring: null };

describe('what lies ahead of a window', () => {
  const ahead = (freezes: readonly Freeze[], lists: readonly HolidayList[] = []) =>
    outlook(nightly, 'Europe/Berlin', Temporal.Instant.from('2026-12-07T12:00:00Z'), 4, { lists, freezes, subject }).map(
      ({ opensAt, closed, shortenedBy }) => [opensAt.toString().slice(0, 10), closed?.name ?? null, shortenedBy],
    );

  test('closed openings stand in their place, with the reason', () => {
    expect(ahead([freeze({ from: '2026-12-08T22:00:00Z', until: '2026-12-10T02:00:00Z' })], [days])).toEqual([
      ['2026-12-07', null, null],
      ['2026-12-08', 'Feast', null],
      ['2026-12-09', 'Christmas trade', null],
      ['2026-12-10', null, null],
    ]);
  });

  test('a freeze that takes a part leaves the rest', () => {
    expect(ahead([freeze({ from: '2026-12-07T23:00:00Z', until: '2026-12-08T06:00:00Z' })])[0]).toEqual([
      '2026-12-07',
      null,
      'Christmas trade',
    ]);
  });

  test('two that meet close what neither closes alone; one that was ended closes nothing', () => {
    const halves = [
      freeze({ from: '2026-12-07T20:00:00Z', until: '2026-12-07T23:00:00Z' }),
      freeze({ name: 'Move', from: '2026-12-07T23:00:00Z', until: '2026-12-08T02:00:00Z' }),
    ];
    expect(ahead(halves)[0]).toEqual(['2026-12-07', 'Move', null]);
    expect(ahead([freeze({ from: '2026-12-07T12:00:00Z', endedAt: '2026-12-07T12:30:00Z' })])[0]).toEqual(['2026-12-07', null, null]);
  });

  test('of another site, or of a ring, it closes nothing here', () => {
    const whole = { from: '2026-12-07T00:00:00Z' };
    expect(
      ahead([
        freeze({ ...whole, scope: { kind: 'sites', ids: ['s2'] } }),
        freeze({ ...whole, scope: { kind: 'rings', names: ['x'] } }),
      ])[0]?.[1],
    ).toBeNull();
  });

  test('nothing is told as open that a freeze covers, and nothing as closed that none touches', () => {
    const hour = fc.integer({ min: 0, max: 24 * 20 });
    const at = (hours: number) => Temporal.Instant.from('2026-12-07T00:00:00Z').add({ hours });
    const some = fc
      .tuple(hour, fc.integer({ min: 1, max: 60 }))
      .map(([from, length]) => freeze({ from: at(from).toString(), until: at(from + length).toString() }));
    fc.assert(
      fc.property(fc.array(some, { maxLength: 5 }), fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu'), (freezes, zone) => {
        for (const { opensAt, closesAt, closed } of outlook(nightly, zone, at(0), 20, { lists: [], freezes, subject })) {
          // Quarters of an hour are fine enough: everything here begins and ends on one.
          const quarters = Array.from({ length: 16 }, (_, n) => opensAt.add({ minutes: 15 * n }));
          const isFree = quarters.some(
            (one) => !freezes.some((f) => Temporal.Instant.compare(f.from, one) <= 0 && Temporal.Instant.compare(one, f.until) < 0),
          );
          expect(closed === null).toBe(isFree);
          expect(opensAt.until(closesAt).total('minutes')).toBe(240);
        }
      }),
    );
  });
});

test('the days that lists close, as far as they are asked for', () => {
  const other: HolidayList = {
    ...days,
    id: 'h2',
    days: [
      { day: '2026-12-26', name: '' },
      { day: '2026-12-08', name: '' },
      { day: '2028-01-01', name: '' },
    ],
  };
  expect(closedDays([days, other], '2026-12-01', '2026-12-31')).toEqual(['2026-12-08', '2026-12-26']);
});
