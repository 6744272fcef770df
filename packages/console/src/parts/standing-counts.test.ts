import { expect, test } from 'vitest';
import { standingInWords } from './standing-counts.ts';

test.each([
  [{ good: 1, attention: 2, failing: 0 }, 'Of 3 devices 1 stands well, 2 are to be looked at, none fails.'],
  [{ good: 0, attention: 1, failing: 12 }, 'Of 13 devices none stands well, 1 is to be looked at, 12 fail.'],
  [{ good: 1, attention: 0, failing: 0 }, 'Of 1 device 1 stands well, none is to be looked at, none fails.'],
])('%o is told as %s', (counts, words) => {
  expect(standingInWords(counts)).toBe(words);
});
