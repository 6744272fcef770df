import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodes, compareDigits, compareNumerals, endOfDigits, endOfLetters, orderOf } from './runs.ts';

test('a run ends at the first character that does not belong, and at the end of the text', () => {
  expect(endOfDigits('a12b', 1)).toBe(3);
  expect(endOfDigits('a12', 1)).toBe(3);
  expect(endOfDigits('a12', 0)).toBe(0);
  expect(endOfLetters('1abZ2', 1)).toBe(4);
  expect(endOfLetters('é', 0)).toBe(0);
  expect(endOfDigits('', 0)).toBe(0);
});

test('digits compare as numbers of any size', () => {
  const digits = fc.stringMatching(/^\d{1,30}$/);
  fc.assert(fc.property(digits, digits, (a, b) => compareNumerals(a, b) === orderOf(BigInt(a), BigInt(b))));
});

test('only the range that is named counts', () => {
  expect(compareDigits('v10.9', 1, 3, '0010', 0, 4)).toBe(0);
  expect(compareDigits('99', 0, 0, '0', 0, 1)).toBe(0);
  expect(compareCodes('xabc', 1, 3, 'abd', 0, 2)).toBe(0);
  expect(compareCodes('ab', 0, 2, 'abc', 0, 3)).toBe(-1);
  expect(compareCodes('b', 0, 1, 'abc', 0, 3)).toBe(1);
});
