import { startingPolicy } from '@fettle/core/policy';
import { describe, expect, test } from 'vitest';
import { at, below, differences, elsewhere } from './draft.ts';
import { readSoak, writeSoak } from './soak.ts';
import { readWeek, writeWeek } from './week.ts';

describe('a soak', () => {
  test.each([
    ['P1D', { count: 1, unit: 'days' }, 'P1D'],
    ['P2W', { count: 14, unit: 'days' }, 'P14D'],
    ['PT36H', { count: 36, unit: 'hours' }, 'PT36H'],
    ['PT90M', { count: 90, unit: 'minutes' }, 'PT90M'],
    ['PT0S', { count: 0, unit: 'hours' }, 'PT0S'],
  ] as const)('%s is %j', (text, soak, written) => {
    expect(readSoak(text)).toEqual(soak);
    expect(writeSoak(soak)).toBe(written);
  });

  test.each(['P1DT2H', 'P1M', 'tomorrow', ''])('%j stays as it is written', (text) => {
    expect(readSoak(text)).toBeNull();
  });
});

describe('a weekly rule', () => {
  test('is days of the week, in the order of the week', () => {
    expect(readWeek('FREQ=WEEKLY;BYDAY=SU,SA')).toEqual(['SU', 'SA']);
    expect(writeWeek(['SU', 'WE'])).toBe('FREQ=WEEKLY;BYDAY=WE,SU');
  });

  test.each(['FREQ=MONTHLY;BYDAY=2TU', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', 'FREQ=WEEKLY;BYDAY=XX', 'FREQ=WEEKLY', ''])(
    'is not %j, which is shown as a rule',
    (rule) => {
      expect(readWeek(rule)).toBeNull();
    },
  );
});

describe('problems of a policy', () => {
  const problems = new Map([
    ['rings[1].gate.minRate', 'Too much.'],
    ['select.exclude[3]', 'No spaces.'],
    ['', 'Not a policy.'],
  ]);
  test('stand at their field, or above the form', () => {
    expect(at(problems, 'rings[1].gate.minRate')).toBe('Too much.');
    expect(at(problems, 'rings[0].gate.minRate')).toBeNull();
    expect(below(problems, 'select.exclude')).toBe('No spaces.');
    expect(below(problems, 'select')).toBe('No spaces.');
    expect(elsewhere(problems, ['rings', 'select'])).toEqual([['', 'Not a policy.']]);
  });

  test('what somebody else changed is named in the words of the form', () => {
    const mine = startingPolicy({ name: 'Servers', owner: 'Ada', reviewAt: '2027-01-31' });
    expect(differences(mine, { ...mine, failureBudget: 2, window: { ...mine.window, start: '03:00' } })).toEqual([
      'window',
      'failures borne',
    ]);
    expect(differences(mine, structuredClone(mine))).toEqual([]);
  });
});
