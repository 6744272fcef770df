import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from './parse.ts';
import { lastProposing, nextProposing, proposingInWords } from './proposing.ts';
import type { ProposingByItself } from './proposing.ts';
import { startingPolicy } from './starting.ts';

const week = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const daily: ProposingByItself = { kind: 'by-itself', days: [...week], at: '03:10', expiresInDays: 14 };
const instant = (text: string) => Temporal.Instant.from(text);

describe('who proposes', () => {
  const whole = startingPolicy({ name: 'Standard', owner: 'Ops', reviewAt: '2027-01-01' });

  test('may be left out, and is read where it is said', () => {
    const without = parsePolicy(whole);
    expect(without.ok && Object.hasOwn(without.policy, 'proposing')).toBe(false);
    expect(parsePolicy({ ...whole, proposing: { kind: 'by-person' } })).toMatchObject({
      ok: true,
      policy: { proposing: { kind: 'by-person' } },
    });
    const atOnce = { ...daily, urgent: 'at-once' };
    expect(parsePolicy({ ...whole, proposing: atOnce })).toMatchObject({ ok: true, policy: { proposing: atOnce } });
    const mixed = { ...daily, days: ['SU', 'MO'] };
    expect(parsePolicy({ ...whole, proposing: mixed })).toMatchObject({
      ok: true,
      policy: { proposing: { ...daily, days: ['MO', 'SU'] } },
    });
  });

  test.each([
    ['by-person', 'proposing.kind'],
    [{ kind: 'never' }, 'proposing.kind'],
    [{ kind: 'by-person', at: '03:10' }, 'proposing.at'],
    [{ ...daily, days: [] }, 'proposing.days'],
    [{ ...daily, days: ['MO', 'MO'] }, 'proposing.days[1]'],
    [{ ...daily, at: '24:00' }, 'proposing.at'],
    [{ ...daily, expiresInDays: 0 }, 'proposing.expiresInDays'],
    [{ ...daily, expiresInDays: 61 }, 'proposing.expiresInDays'],
    [{ ...daily, urgent: 'later' }, 'proposing.urgent'],
    [{ kind: 'by-person', urgent: 'at-once' }, 'proposing.urgent'],
  ])('%j is refused at %s', (proposing, path) => {
    const read = parsePolicy({ ...whole, proposing });
    expect(read.ok ? [] : read.problems.map((problem) => problem.path)).toContain(path);
  });

  test('reads in words', () => {
    expect(proposingInWords({ kind: 'by-person' })).toBe('a person');
    expect(proposingInWords(daily)).toBe('by itself, daily at 03:10, each for 14 days');
    expect(proposingInWords({ ...daily, urgent: 'at-once' })).toBe(
      'by itself, daily at 03:10 and at once what becomes urgent within a standing approval, each for 14 days',
    );
    expect(proposingInWords({ ...daily, days: ['TU', 'FR'], expiresInDays: 1 })).toBe(
      'by itself, on Tuesday, Friday at 03:10, each for 1 day',
    );
  });
});

describe('its times', () => {
  test.each([
    ['Europe/Berlin', daily, '2026-03-02T02:09:59Z', '2026-03-01T02:10:00Z', '2026-03-02T02:10:00Z'],
    ['Europe/Berlin', daily, '2026-03-02T02:10:00Z', '2026-03-02T02:10:00Z', '2026-03-03T02:10:00Z'],
    // 02:30 is skipped on 29 March 2026 and comes twice on 25 October.
    ['Europe/Berlin', { ...daily, at: '02:30' }, '2026-03-29T12:00:00Z', '2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z'],
    ['Europe/Berlin', { ...daily, at: '02:30' }, '2026-10-25T12:00:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    // Lord Howe moves by half an hour.
    ['Australia/Lord_Howe', { ...daily, at: '02:15' }, '2026-10-04T00:00:00Z', '2026-10-03T15:45:00Z', '2026-10-04T15:15:00Z'],
    ['UTC', { ...daily, days: ['WE'] as const }, '2026-03-02T08:00:00Z', '2026-02-25T03:10:00Z', '2026-03-04T03:10:00Z'],
  ] as const)('in %s by %j at %s: last %s, next %s', (zone, value, now, last, next) => {
    expect(lastProposing(value, zone, instant(now))?.toString()).toBe(last);
    expect(nextProposing(value, zone, instant(now))?.toString()).toBe(next);
  });

  test('follow one another, one a day of those that are named, in every zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Santiago');
    const days = fc.subarray([...week], { minLength: 1 });
    const minutes = fc.integer({ min: 0, max: 1439 });
    const start = fc.integer({ min: 0, max: 366 * 24 * 60 });
    fc.assert(
      fc.property(zones, days, minutes, start, (zone, some, minute, from) => {
        const at = Temporal.PlainTime.from('00:00').add({ minutes: minute }).toString({ smallestUnit: 'minute' });
        const value: ProposingByItself = { ...daily, days: some, at };
        const now = instant('2026-01-01T00:00:00Z').add({ minutes: from });
        const next = nextProposing(value, zone, now);
        if (next === null) throw new Error('there is always a next one');
        expect(Temporal.Instant.compare(next, now)).toBe(1);
        expect(lastProposing(value, zone, next)?.toString()).toBe(next.toString());
        const after = nextProposing(value, zone, next);
        const apart = after?.since(next).total('hours') ?? 0;
        expect(apart).toBeGreaterThan(22);
        expect(some).toContain(week[next.toZonedDateTimeISO(zone).dayOfWeek - 1]);
      }),
      { numRuns: 300 },
    );
  });
});
