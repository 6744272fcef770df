import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '../index.ts';
import { testLaws } from '../testing/laws.ts';

const part = fc.constantFrom('0', '1', '01', '9', '10', '1-rc', '1RC2', 'a', 'B', '', ' 1', '18446744073709551616', '-1');
const parts = fc.array(part, { minLength: 1, maxLength: 4 }).map((all) => all.join('.'));
/** A text of several words without a digit is no version, so all of these have a digit. */
const plain = parts.filter((text) => /\d/.test(text));
const version = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom('', '', 'v', 'Version ', '< ', '> '), plain).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('latest', 'LATEST', '< latest', '> latest', 'unknown', 'Unknown') },
);

testLaws('winget', version);

test('a version lies between what is just below and just above it', () => {
  fc.assert(
    fc.property(plain, (v) => {
      expect(compareVersions('winget', `< ${v}`, v)).toBe(-1);
      expect(compareVersions('winget', `> ${v}`, v)).toBe(1);
      expect(compareVersions('winget', `${v}.0`, v)).toBe(0);
      expect(compareVersions('winget', 'latest', v)).toBe(1);
      expect(compareVersions('winget', 'unknown', v)).toBe(-1);
    }),
  );
});
