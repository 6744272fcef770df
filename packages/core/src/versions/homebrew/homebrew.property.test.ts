import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions } from '../index.ts';
import { testBothSides, testLaws, versionFrom } from '../testing/laws.ts';

const numbers = fc
  .array(fc.constantFrom('0', '1', '01', '9', '10', '2026', '18446744073709551616'), { minLength: 1, maxLength: 4 })
  .map((all) => all.join('.'));
const stage = fc.constantFrom('', '', 'alpha1', 'a2', 'beta', '-b10', 'pre3', 'RC1', '-rc', '-p34', '-P2');
const version = fc.tuple(numbers, stage, fc.constantFrom('', '', '_1', '_10')).map((parts) => parts.join(''));

/**
 * Only what real formulae combine. With a word that is no stage Homebrew's own rules go in circles (P1 < foo < pre1 by
 * their letters, pre1 < P1 by their stage): there only the view from either side is promised.
 */
testLaws(
  'homebrew',
  fc.oneof({ weight: 9, arbitrary: version }, { weight: 1, arbitrary: fc.constantFrom('HEAD', 'HEAD-1a2b3c', 'HEAD_1') }),
);

describe('whatever the tokens', () => {
  const tokens = ['0', '1', '10', '.', '-', 'a', 'b2', 'alpha', 'pre', 'rc', 'p', 'p1', '.post1', 'post', 'x', 'B', 'foo'];
  testBothSides('homebrew', versionFrom(['1', '0', 'R1'], tokens, 6));
});

test('a pre-release is below its release, a patch and a revision above it', () => {
  fc.assert(
    fc.property(numbers, (v) => {
      for (const older of ['alpha1', 'beta', 'pre2', 'rc9']) expect(compareVersions('homebrew', v + older, v)).toBe(-1);
      for (const newer of ['-p1', '_1', '.1', 'x']) expect(compareVersions('homebrew', v + newer, v)).toBe(1);
    }),
  );
});
