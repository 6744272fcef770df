import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeEstimate, learnedWords, restartEstimate } from './index.ts';
import type { Took } from './index.ts';

const ran = (changeSeconds: number, more: Partial<Took> = {}): Took => ({ packages: 1, changeSeconds, restartSeconds: null, ...more });
const runs = (count: number, seconds = 100) => Array.from({ length: count }, (_, index) => ran(seconds + index));

test('the device’s own runs go before those of devices like it, and these before the fixed rule', () => {
  expect(changeEstimate(undefined, 2)).toEqual({ seconds: 600, from: { kind: 'fixed' } });
  expect(changeEstimate({ own: runs(4), alike: runs(9) }, 2)).toMatchObject({ from: { kind: 'fixed' } });
  expect(changeEstimate({ own: runs(4), alike: runs(10, 300) }, 2)).toEqual({ seconds: 308, from: { kind: 'alike', runs: 10 } });
  expect(changeEstimate({ own: runs(7), alike: runs(20, 300) }, 2)).toEqual({ seconds: 106, from: { kind: 'device', runs: 7 } });
});

test('only changes of the same size are compared, and only the newest twenty count', () => {
  expect(changeEstimate({ own: runs(9), alike: [] }, 4)).toMatchObject({ from: { kind: 'fixed' } });
  expect(changeEstimate({ own: [...runs(20, 100), ...runs(50, 9_000)], alike: [] }, 1)).toEqual({
    seconds: 117,
    from: { kind: 'device', runs: 20 },
  });
});

test('a restart has a history of its own', () => {
  const own = [ran(1, { restartSeconds: 80 }), ...runs(9)];
  expect(restartEstimate({ own, alike: [] })).toEqual({ seconds: 900, from: { kind: 'fixed' } });
  const often = Array.from({ length: 6 }, () => ran(1, { restartSeconds: 80 }));
  expect(restartEstimate({ own: often, alike: [] })).toEqual({ seconds: 80, from: { kind: 'device', runs: 6 } });
});

test('an estimate is one that really was, of which at most a tenth took longer, and never below a minute', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 7_000 }), { minLength: 5, maxLength: 20 }), (seconds) => {
      const { seconds: estimate } = changeEstimate({ own: seconds.map((one) => ran(one)), alike: [] }, 1);
      expect(estimate === 60 || seconds.includes(estimate)).toBe(true);
      expect(seconds.filter((one) => one > estimate).length).toBeLessThanOrEqual(seconds.length / 10);
    }),
  );
});

test('the source has words', () => {
  expect(learnedWords({ kind: 'device', runs: 7 })).toBe('learned from 7 runs of this device');
  expect(learnedWords({ kind: 'fixed' })).toContain('fixed rule');
});
