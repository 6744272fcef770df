import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '../index.ts';
import { testLaws, versionFrom } from '../testing/laws.ts';
import { rpmParts } from './fixtures/parts.ts';

const version = fc
  .tuple(versionFrom(['0', '1', '1:1', 'a', '01:9', '.'], rpmParts, 5), fc.constantFrom('', '-1', '-1.el9', '-0~', '-'))
  .map((parts) => parts.join(''));

testLaws('rpm', version);

test('a tilde makes a version older; a caret, a letter or a number makes it newer', () => {
  fc.assert(
    fc.property(version, (v) => {
      expect(compareVersions('rpm', `${v}~`, v)).toBe(-1);
      expect(compareVersions('rpm', `${v}^`, v)).toBe(1);
      expect(compareVersions('rpm', `${v}.a`, v)).toBe(1);
      expect(compareVersions('rpm', `${v}.1`, v)).toBe(1);
      expect(compareVersions('rpm', `${v}.`, v)).toBe(0);
    }),
  );
});
