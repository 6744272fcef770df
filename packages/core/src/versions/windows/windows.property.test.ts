import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '../index.ts';
import { testLaws } from '../testing/laws.ts';

const number = fc.integer({ min: 0, max: 30_000 });
const four = fc.tuple(number, number, number, number);

testLaws(
  'windows',
  fc.array(fc.constantFrom('0', '1', '01', '10', '19045', '4294967295'), { minLength: 2, maxLength: 4 }).map((all) => all.join('.')),
);

test('a greater number makes a build newer, wherever it stands, unless one before it is smaller', () => {
  fc.assert(
    fc.property(four, fc.nat({ max: 3 }), fc.integer({ min: 1, max: 9 }), four, (build, at, more, later) => {
      const newer = build.map((number, i) => (i < at ? number : i === at ? number + more : (later[i] ?? 0)));
      expect(compareVersions('windows', newer.join('.'), build.join('.'))).toBe(1);
    }),
  );
});
