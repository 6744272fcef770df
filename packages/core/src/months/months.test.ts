import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  attainmentOf,
  attainmentSentence,
  judgeObligation,
  lastMonth,
  latencyOf,
  monthSpan,
  monthWords,
  needSentence,
  offerEnd,
  offerEnds,
  partlyRecorded,
  shareWords,
} from './index.ts';
import type { Obligation } from './index.ts';

const due = '2026-10-14T22:00:00.000Z';
const before = '2026-10-10T00:00:00.000Z';
const after = '2026-10-20T00:00:00.000Z';

function obligation(one: Partial<Obligation>): Obligation {
  return { urgency: 'urgent', dueBy: 'SLA', due, end: 'installed', endedAt: before, isDecided: false, ...one };
}

describe('an obligation', () => {
  test.each<[string, Partial<Obligation>, string]>([
    ['installed before it was due', {}, 'met'],
    ['installed in the last millisecond', { endedAt: due }, 'met'],
    ['the same time, written in another zone', { endedAt: '2026-10-15T00:00:00+02:00' }, 'met'],
    ['installed after it', { endedAt: after }, 'late'],
    ['still open', { end: 'open', endedAt: null }, 'open'],
    ['installed late, an exception held', { endedAt: after, isDecided: true }, 'excluded'],
    ['open, an exception held', { end: 'open', endedAt: null, isDecided: true }, 'excluded'],
    ['in time, an exception held: it is in all the same', { isDecided: true }, 'met'],
    ['withdrawn before it was due', { end: 'withdrawn' }, 'excluded'],
    ['the package removed before', { end: 'removed' }, 'excluded'],
    ['the device retired before', { end: 'retired' }, 'excluded'],
    ['withdrawn when it was overdue', { end: 'withdrawn', endedAt: after }, 'late'],
    ['retired when it was overdue', { end: 'retired', endedAt: after }, 'late'],
  ])('%s', (_name, one, answer) => expect(judgeObligation(obligation(one))).toBe(answer));

  const some = fc.record({
    end: fc.constantFrom(...offerEnds, 'open' as const),
    at: fc.constantFrom(before, due, after),
    isDecided: fc.boolean(),
  });
  test('is counted once, and what is excluded changes no share', () => {
    fc.assert(
      fc.property(fc.array(some), (given) => {
        const all = given.map(({ end, at, isDecided }) => obligation({ end, endedAt: end === 'open' ? null : at, isDecided }));
        const counted = attainmentOf(all);
        expect(counted.met + counted.late + counted.open + counted.excluded).toBe(all.length);
        expect(counted.share === null).toBe(counted.owed === 0);
        expect(attainmentOf(all.filter((one) => judgeObligation(one) !== 'excluded')).share).toBe(counted.share);
        expect(attainmentOf(all.toReversed())).toEqual(counted);
      }),
    );
  });
});

describe('how an offer ended', () => {
  test.each<[string, readonly string[], string]>([
    ['the offered version is there', ['2.4-1'], 'installed'],
    ['a newer one is there', ['2.5~rc1-1'], 'installed'],
    ['the old one still is', ['2.3-9'], 'withdrawn'],
    ['nothing is', [], 'removed'],
    ['two stand side by side', ['2.3-9', '2.4-1'], 'installed'],
    ['a version that nobody can read', ['two'], 'withdrawn'],
  ])('%s', (_name, installed, how) => expect(offerEnd('apt', '2.4-1', installed)).toBe(how));
});

test('latency is the nearest rank of whole lists', () => {
  const took = (days: number) => ({
    offeredAt: '2026-10-01T00:00:00Z',
    endedAt: Temporal.Instant.from('2026-10-01T00:00:00Z')
      .add({ hours: 24 * days })
      .toString(),
  });
  expect(latencyOf([])).toEqual({ count: 0, medianDays: null, p90Days: null });
  expect(latencyOf([3, 1, 2].map(took))).toEqual({ count: 3, medianDays: 2, p90Days: 3 });
  expect(latencyOf([10, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(took))).toEqual({ count: 10, medianDays: 5, p90Days: 9 });
});

describe('a month', () => {
  test('is that of the client’s zone, with its change of the clock', () => {
    expect(monthSpan('2026-10', 'Europe/Berlin')).toEqual({
      month: '2026-10',
      from: '2026-09-30T22:00:00.000Z',
      until: '2026-10-31T23:00:00.000Z',
    });
    expect(monthSpan('2026-12', 'Pacific/Auckland').until).toBe('2026-12-31T11:00:00.000Z');
  });
  test('is over when it is over there', () => {
    expect(lastMonth(Temporal.Instant.from('2026-10-31T23:30:00Z'), 'Europe/Berlin')).toBe('2026-10');
    expect(lastMonth(Temporal.Instant.from('2026-10-31T23:30:00Z'), 'America/New_York')).toBe('2026-09');
    expect(lastMonth(Temporal.Instant.from('2027-01-02T00:00:00Z'), 'UTC')).toBe('2026-12');
  });
  test('all months of a year follow each other without a gap', () => {
    const months = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`);
    for (const zone of ['America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
      const spans = months.map((month) => monthSpan(month, zone));
      expect(spans.slice(1).map(({ from }) => from)).toEqual(spans.slice(0, -1).map(({ until }) => until));
    }
  });
});

describe('words', () => {
  test.each([
    [1, '100 %'],
    [0.9999, '99.9 %'],
    [0.994, '99.4 %'],
    [0.5, '50 %'],
    [0.0001, '0.1 %'],
    [0, '0 %'],
  ])('%f is never more than it is', (share, words) => expect(shareWords(share)).toBe(words));

  test('of attainment say what was left out', () => {
    expect(attainmentSentence(attainmentOf([]))).toBe('No update had to be in this month.');
    expect(attainmentSentence(attainmentOf([obligation({}), obligation({ endedAt: after }), obligation({ end: 'withdrawn' })]))).toBe(
      '1 of 2 updates were in by their day (50 %); 1 was late. 1 more was not counted: decided otherwise, or not owed any more by then.',
    );
  });
  test('of what is needed are sentences of their number', () => {
    expect(needSentence({ kind: 'silent', count: 1 })).toContain('1 device has not been heard of');
    expect(needSentence({ kind: 'silent', count: 2 })).toContain('switch them on');
  });
  test('say of which part of the month nothing is known', () => {
    const span = { from: '2026-10-01T00:00:00.000Z', until: '2026-11-01T00:00:00.000Z', asOf: '2026-11-01T01:00:00.000Z' };
    expect(partlyRecorded({ ...span, recordedSince: '2026-08-01T00:00:00.000Z' })).toBeNull();
    expect(partlyRecorded({ ...span, recordedSince: '2026-10-07T00:00:00.000Z' })).toContain('since 2026-10-07');
    expect(partlyRecorded({ ...span, recordedSince: '2026-11-01T00:00:00.000Z' })).toContain('Nothing was recorded');
    expect(partlyRecorded({ ...span, recordedSince: '2026-08-01T00:00:00.000Z', asOf: '2026-10-09T00:00:00.000Z' })).toContain('not over');
    expect(monthWords('2026-10')).toBe('October 2026');
  });
});
