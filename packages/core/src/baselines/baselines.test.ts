import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysKept, floors, hourAt, judgeSamples, limitOf, median, usualAt, withSample } from './index.ts';
import type { HourCell, MeasureKind } from './index.ts';

/** Two in the morning of a Wednesday. */
const now = hourAt('2026-11-18T02:20:00Z', 'UTC');
const day = 24;

/** So many days before, three samples each. */
function filled(...values: readonly (readonly [daysBefore: number, value: number])[]): HourCell[] {
  return values.map(([daysBefore, value]) => [now - daysBefore * day, 3, value]);
}

describe('what is usual', () => {
  it('is the middle of the same hours of weekdays, so that one bad night does not move it', () => {
    expect(usualAt(filled([1, 8], [2, 9], [5, 10], [6, 95]), now)).toEqual({ known: true, value: 9.5, days: 4 });
  });

  it.each<[string, HourCell[]]>([
    ['nothing was seen', []],
    ['two days were', filled([1, 8], [2, 9])],
    // Of a Wednesday: three and four days before were Sunday and Saturday.
    ['a weekend was, and weekdays are asked for', filled([1, 8], [3, 9], [4, 9], [10, 9], [11, 9])],
    ['other hours were', filled([1, 8], [2, 9]).concat([[now - day * 5 + 1, 3, 9]])],
    ['an hour had two samples', [...filled([1, 8], [2, 9]), [now - 5 * day, 2, 9]]],
    ['today was, which is being judged', [...filled([1, 8], [2, 9]), [now, 12, 9]]],
  ])('is not known where %s', (_what, cells) => {
    expect(usualAt(cells, now)).toMatchObject({ known: false, because: expect.stringContaining('weekdays from 02:00 to 03:00') });
  });

  it('goes by the clock of the device', () => {
    expect(hourAt('2026-11-18T23:30:00Z', 'Europe/Zurich') - hourAt('2026-11-18T23:30:00Z', 'UTC')).toBe(1);
    expect(hourAt('1970-01-01T00:00:00Z', 'UTC')).toBe(0);
  });

  it('is kept for four weeks and no longer, and is forgotten where the clock was set back', () => {
    const hours = fc.array(fc.record({ ahead: fc.integer({ min: -2, max: 30 }), value: fc.double({ min: 0, max: 100, noNaN: true }) }), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(hours, (steps) => {
        let at = now;
        let cells: readonly HourCell[] = [];
        for (const { ahead, value } of steps) {
          at += ahead;
          cells = withSample(cells, at, value);
          expect(cells.length).toBeLessThanOrEqual(daysKept * day);
          expect(new Set(cells.map(([hour]) => hour)).size).toBe(cells.length);
          for (const [hour, samples, mean] of cells) {
            expect(hour).toBeLessThanOrEqual(at);
            expect(hour).toBeGreaterThan(at - daysKept * day);
            expect(samples).toBeGreaterThan(0);
            expect(mean).toBeGreaterThanOrEqual(0);
            expect(mean).toBeLessThanOrEqual(100.01);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes no sample that is none', () => {
    for (const value of [Number.NaN, Infinity, -1]) expect(withSample([], now, value)).toEqual([]);
  });

  it('has an hour as the mean of its samples', () => {
    const cells = [10, 20, 60].reduce<readonly HourCell[]>((before, value) => withSample(before, now, value), []);
    expect(cells).toEqual([[now, 3, 30]]);
  });
});

describe('more than usual', () => {
  const usual = (value: number) => ({ known: true, value, days: 9 }) as const;

  it.each<[MeasureKind, number, { percentOver: number } | { times: number }, number]>([
    ['cpu', 40, { percentOver: 50 }, 60],
    // Noise of a device that does next to nothing.
    ['cpu', 1, { percentOver: 50 }, 11],
    ['memory', 60, { percentOver: 20 }, 72],
    ['memory', 10, { percentOver: 20 }, 15],
    // It can not be busier than wholly: then the limit is short of that.
    ['cpu', 80, { percentOver: 50 }, 97],
    ['response', 200, { times: 2 }, 400],
    ['response', 4, { times: 2 }, 104],
  ])('of %s with a usual value of %d begins where it is allowed to', (kind, value, allowance, limit) => {
    expect(limitOf(kind, value, allowance)).toBeCloseTo(limit);
    expect(judgeSamples(kind, [limit], usual(value), allowance, now).answer).toBe('passed');
    expect(judgeSamples(kind, [limit + 0.1], usual(value), allowance, now).answer).toBe('failed');
  });

  it('goes by the middle of the samples, not by one of them', () => {
    const judged = judgeSamples('cpu', [9, 8, 100, 9, 8], usual(8), { percentOver: 50 }, now);
    expect(judged).toMatchObject({
      answer: 'passed',
      detail: expect.stringContaining('usual on weekdays from 02:00 to 03:00 is 8 % (9 days)'),
    });
  });

  it('can not be said where nothing is usual, nothing was measured, or the device is always busy', () => {
    const unknown = usualAt([], now);
    expect(judgeSamples('cpu', [99], unknown, { percentOver: 50 }, now)).toMatchObject({ answer: 'could-not-measure' });
    expect(judgeSamples('cpu', [], usual(5), { percentOver: 50 }, now)).toMatchObject({ answer: 'could-not-measure' });
    expect(judgeSamples('cpu', [99], usual(93), { percentOver: 50 }, now)).toMatchObject({ answer: 'could-not-measure' });
    expect(judgeSamples('response', [99], usual(93), { times: 3 }, now)).toMatchObject({ answer: 'passed' });
  });

  it('never fails what is usual, nor what is over it by less than the floor', () => {
    const kinds = fc.constantFrom<MeasureKind>('cpu', 'memory', 'response');
    fc.assert(
      fc.property(
        kinds,
        fc.double({ min: 0, max: 85, noNaN: true }),
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (kind, value, percentOver, part) => {
          const judged = judgeSamples(kind, [value + part * floors[kind]], usual(value), { percentOver }, now);
          expect(judged.answer).toBe('passed');
        },
      ),
    );
  });

  it('of nothing has no middle', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});
