import fc from 'fast-check';
import semver from 'semver';
import { expect, test } from 'vitest';
import { compareVersions } from '../index.ts';
import { testLaws } from '../testing/laws.ts';

const number = fc.constantFrom('0', '1', '9', '10', '2026', '9007199254740991');
const identifier = fc.constantFrom('0', '1', '9', '10', 'a', 'A', 'rc', 'rc1', '-', '1a', 'alpha', 'beta');
const strict = fc
  .tuple(
    fc.constantFrom('', '', 'v'),
    fc.array(number, { minLength: 3, maxLength: 3 }).map((all) => all.join('.')),
    fc.array(identifier, { maxLength: 3 }).map((all) => (all.length === 0 ? '' : `-${all.join('.')}`)),
    fc.constantFrom('', '', '+1', '+b.01'),
  )
  .map((parts) => parts.join(''));
const anyCount = fc.array(fc.constantFrom('0', '1', '10'), { minLength: 1, maxLength: 6 }).map((all) => all.join('.'));

testLaws('semver', fc.oneof(strict, anyCount));

test("npm's semver package gives the same order", () => {
  fc.assert(
    fc.property(strict, strict, (a, b) => compareVersions('semver', a, b) === semver.compare(a, b)),
    { numRuns: 1_000 },
  );
});

test('a further identifier makes a pre-release newer, a pre-release is older than its release', () => {
  fc.assert(
    fc.property(fc.array(identifier, { minLength: 1, maxLength: 3 }), (all) => {
      const version = `1.2.3-${all.join('.')}`;
      expect(compareVersions('semver', version, '1.2.3')).toBe(-1);
      expect(compareVersions('semver', `${version}.0`, version)).toBe(1);
    }),
  );
});
