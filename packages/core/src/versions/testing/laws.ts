/** What every order must keep, tried with generated versions of one scheme. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, isVersion } from '../index.ts';

/** A version from up to `most` parts of a scheme behind a fixed start. */
export function versionFrom(starts: readonly string[], parts: readonly string[], most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...starts), fc.array(fc.constantFrom(...parts), { maxLength: most }))
    .map(([start, rest]) => start + rest.join(''));
}

/** Registers the laws of an order: what `testBothSides` says, and transitive with equality included. */
export function testLaws(schemeId: string, version: fc.Arbitrary<string>): void {
  testBothSides(schemeId, version);

  test('order is transitive, equality included', () => {
    fc.assert(
      fc.property(version, version, version, (...three) => {
        const [a, b, c] = three.toSorted((x, y) => Number(compareVersions(schemeId, x, y)));
        if (a === undefined || b === undefined || c === undefined) throw new Error('three went in, three come out');
        expect(compareVersions(schemeId, a, b)).not.toBe(1);
        expect(compareVersions(schemeId, b, c)).not.toBe(1);
        expect(compareVersions(schemeId, a, c)).not.toBe(1);
        if (compareVersions(schemeId, a, b) === 0) expect(compareVersions(schemeId, a, c)).toBe(compareVersions(schemeId, b, c));
      }),
      { numRuns: 1_000 },
    );
  });
}

/** Registers what holds even where a scheme's own rules go in circles: equal to itself, the same seen from either side, total over any text. */
export function testBothSides(schemeId: string, version: fc.Arbitrary<string>): void {
  test('everything generated is a version, and equals itself', () => {
    fc.assert(fc.property(version, (v) => isVersion(schemeId, v) && compareVersions(schemeId, v, v) === 0));
  });

  test('turning the question round turns the answer round', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const forth = compareVersions(schemeId, a, b);
        const back = compareVersions(schemeId, b, a);
        expect(forth).not.toBe('unknown');
        expect(Number(forth) + Number(back)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('any text whatever gets an answer and never an exception', () => {
    const word = fc.oneof(version, fc.string(), fc.string({ unit: 'binary' }));
    fc.assert(fc.property(word, word, (a, b) => [-1, 0, 1, 'unknown'].includes(compareVersions(schemeId, a, b))));
  });
}
