import { describe, expect, test } from 'vitest';
import { agreedTime, ownTimes } from './agreed-times.ts';

test.each([
  ['72h', { count: 72, unit: 'hours' }],
  ['14d', { count: 14, unit: 'days' }],
  ['1m', { count: 1, unit: 'months' }],
  [undefined, null],
])('%s is read', (text, expected) => {
  expect(agreedTime('urgent', text)).toEqual(expected);
});

test.each(['', '14', '0d', '14 days', '-1d', '1.5d', '14w', '99999d'])('%j is refused', (text) => {
  expect(() => agreedTime('urgent', text)).toThrow(/is no time/);
});

describe('own times', () => {
  test('none were said', () => {
    expect(ownTimes({})).toBeNull();
  });
  test('one of the two is enough', () => {
    expect(ownTimes({ urgent: '7d', clock: 'released' })).toEqual({
      clock: 'released',
      urgent: { count: 7, unit: 'days' },
      normal: null,
    });
  });
  test('they count from something', () => {
    expect(() => ownTimes({ normal: '30d' })).toThrow(/what the times count from/);
    expect(() => ownTimes({ clock: 'released' })).toThrow(/goes with/);
  });
});
