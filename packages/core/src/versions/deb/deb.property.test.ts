import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, isVersion } from '../index.ts';
import { debParts } from './fixtures/parts.ts';

const tail = fc.array(fc.constantFrom(...debParts), { maxLength: 5 }).map((parts) => parts.join(''));
const version = fc
  .tuple(
    fc.constantFrom('', '0:', '1:', '02:'),
    fc.constantFrom('0', '1', '01', '12'),
    tail,
    fc.constantFrom('', '-0', '-1', '-1~', '-0+b1'),
  )
  .map((parts) => parts.join(''));

test('everything built from allowed parts is a version', () => {
  fc.assert(fc.property(version, (v) => isVersion('deb', v)));
});

test('a version equals itself', () => {
  fc.assert(fc.property(version, (v) => compareVersions('deb', v, v) === 0));
});

test('turning the question round turns the answer round', () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      const forth = compareVersions('deb', a, b);
      const back = compareVersions('deb', b, a);
      expect(forth).not.toBe('unknown');
      expect(Number(forth) + Number(back)).toBe(0);
    }),
  );
});

test('order is transitive, equality included', () => {
  fc.assert(
    fc.property(version, version, version, (...three) => {
      const [a, b, c] = three.toSorted((x, y) => Number(compareVersions('deb', x, y)));
      if (a === undefined || b === undefined || c === undefined) throw new Error('three went in, three come out');
      expect(compareVersions('deb', a, b)).not.toBe(1);
      expect(compareVersions('deb', b, c)).not.toBe(1);
      expect(compareVersions('deb', a, c)).not.toBe(1);
    }),
    { numRuns: 500 },
  );
});

test('a tilde makes a version older, a letter or a dot makes it newer', () => {
  fc.assert(
    fc.property(version, (v) => {
      expect(compareVersions('deb', `${v}~`, v)).toBe(-1);
      expect(compareVersions('deb', `${v}a`, v)).toBe(1);
      expect(compareVersions('deb', `${v}.1`, v)).toBe(1);
    }),
  );
});

test('any text whatever gets an answer and never an exception', () => {
  const word = fc.oneof(version, fc.string(), fc.string({ unit: 'binary' }));
  fc.assert(fc.property(word, word, (a, b) => [-1, 0, 1, 'unknown'].includes(compareVersions('deb', a, b))));
});
