import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions } from '../index.ts';
import { testBothSides, testLaws, versionFrom } from '../testing/laws.ts';
import { archParts } from './fixtures/parts.ts';

/** Without a hyphen. */
const bare = versionFrom(['0', '1', '1:1', 'a', '01:9'], archParts, 5);
const release = fc.constantFrom('-1', '-2', '-1.1', '-01');

describe('whatever the parts', () => {
  testBothSides(
    'arch',
    fc.tuple(bare, fc.oneof(release, fc.constantFrom('', '-'))).map((parts) => parts.join('')),
  );
});

/**
 * vercmp itself goes in circles where separators are doubled or stand at the end (1.0 < 1..a < 1.. < 1.0), and a release
 * that is missing equals every other: the order is one only without these.
 */
describe('with single separators and a release on both sides', () => {
  const tidy = versionFrom(
    ['0', '1', '1:1', '01:9'],
    ['.0', '.1', '_10', '+01', 'a', 'rc1', '.rc1', '.r12.g1abcdef', '.18446744073709551616'],
    5,
  );
  testLaws(
    'arch',
    fc.tuple(tidy, release).map((parts) => parts.join('')),
  );
});

test('a release that only one side has does not count', () => {
  fc.assert(fc.property(bare, fc.oneof(release, fc.constant('-')), (v, last) => compareVersions('arch', v, v + last) === 0));
});

test('a letter at once makes a version older where a number ends, a part behind a dot makes it newer', () => {
  fc.assert(
    fc.property(bare, (v) => {
      expect(compareVersions('arch', `${v}.1a`, `${v}.1`)).toBe(-1);
      expect(compareVersions('arch', `${v}.1.a`, `${v}.1`)).toBe(1);
      expect(compareVersions('arch', `${v}.1.0`, `${v}.1`)).toBe(1);
    }),
  );
});
