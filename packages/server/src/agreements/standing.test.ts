import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayAfter, dayBefore, slaOn, slaStanding, spanStanding } from './standing.ts';
import type { SlaSpan } from './standing.ts';

/** `2026-03-01..2026-03-31` or `2026-03-01..`, versions in the order in which they were saved. */
function saved(...spans: readonly string[]): readonly SlaSpan[] {
  return spans.map((span, index) => {
    const [from = '', to = ''] = span.split('..');
    return { version: index + 1, from, to: to === '' ? null : to };
  });
}

test.each([
  ['2026-02-28', 'not-begun'],
  ['2026-03-01', 'holds'],
  ['2026-03-31', 'holds'],
  ['2026-04-01', 'ended'],
] as const)('first and last day both count: %s %s', (day, standing) => {
  expect(spanStanding({ from: '2026-03-01', to: '2026-03-31' }, day)).toBe(standing);
});

test('what ended before it began never held, and will not', () => {
  expect(spanStanding({ from: '2026-03-01', to: '2026-02-28' }, '2026-01-01')).toBe('ended');
});

describe('which version of an SLA holds', () => {
  const table: readonly (readonly [string, readonly SlaSpan[], Readonly<Record<string, number | null>>])[] = [
    ['none was saved', [], { '2026-03-01': null }],
    ['one without an end', saved('2026-01-01..'), { '2025-12-31': null, '2026-01-01': 1, '2030-01-01': 1 }],
    ['the next one begins later', saved('2026-01-01..', '2026-06-01..'), { '2026-05-31': 1, '2026-06-01': 2, '2030-01-01': 2 }],
    ['what was replaced does not come back', saved('2026-01-01..', '2026-06-01..2026-06-30'), { '2026-06-30': 2, '2026-07-01': null }],
    ['an end is a version with a last day', saved('2026-01-01..', '2026-01-01..2026-03-31'), { '2026-03-31': 2, '2026-04-01': null }],
    ['a correction that begins earlier', saved('2026-03-01..', '2026-02-01..'), { '2026-02-01': 2, '2026-03-01': 2, '2030-01-01': 2 }],
    ['one for the time until the planned one', saved('2026-06-01..', '2026-01-01..2026-05-31'), { '2026-05-31': 2, '2026-06-01': 1 }],
    ['a gap between two', saved('2026-01-01..2026-01-31', '2026-03-01..'), { '2026-01-31': 1, '2026-02-15': null, '2026-03-01': 2 }],
  ];
  test.each(table)('%s', (_name, versions, holds) => {
    expect(Object.fromEntries(Object.keys(holds).map((day) => [day, slaOn(versions, day)?.version ?? null]))).toEqual(holds);
  });
});

test.each([
  ['it holds', saved('2026-01-01..'), ['holds']],
  ['replaced since', saved('2026-01-01..', '2026-02-01..'), ['replaced', 'holds']],
  ['planned', saved('2026-01-01..', '2026-12-01..'), ['holds', 'not-begun']],
  ['planned, and taken back before it began', saved('2026-01-01..', '2026-12-01..', '2026-03-01..'), ['replaced', 'replaced', 'holds']],
  ['planned, behind one that ends before', saved('2026-12-01..', '2026-01-01..2026-11-30'), ['not-begun', 'holds']],
  ['planned, and covered beyond its first day', saved('2026-12-01..', '2026-01-01..2026-12-31'), ['not-begun', 'holds']],
  ['ended', saved('2026-01-01..2026-02-01'), ['ended']],
] as const)('how each stands on 2026-03-15: %s', (_name, versions, standings) => {
  expect(versions.map((one) => slaStanding(one, versions, '2026-03-15'))).toEqual(standings);
});

const day = fc.integer({ min: 0, max: 400 }).map((days) => Temporal.PlainDate.from('2026-01-01').add({ days }).toString());
const versions = fc
  .array(fc.record({ from: day, length: fc.option(fc.integer({ min: 0, max: 90 }), { nil: null }) }), { maxLength: 6 })
  .map((all) =>
    all.map(({ from, length }, index): SlaSpan => {
      const to = length === null ? null : Temporal.PlainDate.from(from).add({ days: length }).toString();
      return { version: index + 1, from, to };
    }),
  );

describe('laws', () => {
  test('at most one holds, and it is the one whose standing says so', () => {
    fc.assert(
      fc.property(versions, day, (all, on) => {
        const holding = all.filter((one) => slaStanding(one, all, on) === 'holds');
        expect(holding).toEqual([slaOn(all, on)].filter((one) => one !== null));
      }),
    );
  });

  test('what is saved last holds on all of its days, and changes no day before its first', () => {
    fc.assert(
      fc.property(versions, day, (all, on) => {
        const last = all.at(-1);
        if (last === undefined) return;
        if (spanStanding(last, on) === 'holds') expect(slaOn(all, on)).toBe(last);
        if (on < last.from) expect(slaOn(all, on)).toBe(slaOn(all.slice(0, -1), on));
      }),
    );
  });

  test('the order in which versions are read does not matter', () => {
    fc.assert(
      fc.property(versions, day, (all, on) => {
        expect(slaOn(all.toReversed(), on)).toBe(slaOn(all, on));
      }),
    );
  });

  test('one that has not begun will hold on a day to come, one that was replaced before it began never will', () => {
    fc.assert(
      fc.property(versions, day, (all, on) => {
        for (const one of all.filter((version) => version.from > on)) {
          const days = Array.from({ length: 500 }, (_, n) => Temporal.PlainDate.from(one.from).add({ days: n }).toString());
          const holdsOnce = days.some((later) => slaOn(all, later) === one);
          expect(slaStanding(one, all, on)).toBe(holdsOnce ? 'not-begun' : 'replaced');
        }
      }),
      { numRuns: 30 },
    );
  });

  test('the day after the day before is the day', () => {
    fc.assert(
      fc.property(day, (on) => {
        expect(dayAfter(dayBefore(on))).toBe(on);
      }),
    );
  });
});
