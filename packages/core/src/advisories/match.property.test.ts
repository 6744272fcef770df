/** What holds for matching whatever is published and installed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '../versions/index.ts';
import { indexAdvisories } from './advisory-index.ts';
import { match } from './match.ts';
import { advisory, now, subject, until } from './testing/build.ts';
import type { Advisory } from './types.ts';

const version = fc.tuple(fc.nat(3), fc.nat(3), fc.constantFrom('', '~rc1', '+deb12u1')).map(([a, b, c]) => `${a}.${b}-1${c}`);
const range = fc.record({ introduced: fc.oneof(fc.constant('0'), version), fixed: fc.option(version) });
const statement = fc.record({ ranges: fc.array(range, { maxLength: 3 }), versions: fc.array(version, { maxLength: 2 }) });
const published = fc.tuple(fc.constantFrom('LAB-1', 'LAB-2', 'LAB-3'), fc.array(statement, { maxLength: 3 })).map(([id, statements]) =>
  advisory(
    id,
    statements.map((one) => ({ ...one, ranges: one.ranges.map((r) => until(r.fixed, r.introduced)) })),
  ),
);

function ids(advisories: readonly Advisory[], installed: string): readonly string[] {
  const answer = match(indexAdvisories(advisories), subject(installed), now);
  expect(answer.unknown).toEqual([]);
  return answer.matches.map((one) => one.advisory.id).toSorted();
}

test('the order in which advisories come does not matter, nor does hearing them twice', () => {
  fc.assert(
    fc.property(fc.array(published, { maxLength: 6 }), version, (advisories, installed) => {
      expect(ids(advisories.toReversed(), installed)).toEqual(ids(advisories, installed));
      expect(ids([...advisories, ...advisories], installed)).toEqual(ids(advisories, installed));
    }),
  );
});

test('an advisory holds exactly when one of its ranges or versions has the installed one', () => {
  const order = (a: string, b: string): number => Number(compareVersions('deb', a, b));
  fc.assert(
    fc.property(published, version, (one, installed) => {
      const holds = one.affected.some(
        ({ ranges, versions }) =>
          versions.includes(installed) ||
          ranges.some(
            (r) => (r.introduced === '0' || order(installed, r.introduced) >= 0) && (r.fixed === null || order(installed, r.fixed) < 0),
          ),
      );
      expect(ids([one], installed)).toEqual(holds ? [one.id] : []);
    }),
  );
});

test('the version that ends it is above the installed one', () => {
  fc.assert(
    fc.property(fc.array(published, { maxLength: 4 }), version, (advisories, installed) => {
      for (const { fixed } of match(indexAdvisories(advisories), subject(installed), now).matches) {
        if (fixed !== null) expect(compareVersions('deb', installed, fixed)).toBe(-1);
      }
    }),
  );
});

test('an installed version that can not be read is never "not affected"', () => {
  const statements = fc.array(statement, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(statements, (some) => {
      const said = some.map((one) => ({ ...one, ranges: [...one.ranges.map((r) => until(r.fixed, r.introduced)), until('1-1')] }));
      const answer = match(indexAdvisories([advisory('LAB-1', said)]), subject('?'), now);
      expect(answer).toMatchObject({ matches: [], unknown: [{ why: 'installed-version' }] });
    }),
  );
});
