import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexAdvisories } from './advisory-index.ts';
import { match } from './match.ts';
import { versionsBeside } from './osv-versions.ts';
import { advisory, now, subject, until } from './testing/build.ts';

describe('of listed versions only what the ranges do not say is kept', () => {
  const listed = ['0.9-1', '1.0-1', '1.2-3', '2.0-1', 'not a version'];
  test.each([
    ['a fix', [until('1.2-3')], ['1.2-3', '2.0-1', 'not a version']],
    ['no fix', [until(null)], ['not a version']],
    ['a beginning', [until('1.2-3', '1.0-1')], ['0.9-1', '1.2-3', '2.0-1', 'not a version']],
    ['a last affected one', [{ introduced: '0', fixed: null, lastAffected: '1.2-3' }], ['2.0-1', 'not a version']],
    ['two ranges', [until('1.0-1'), until(null, '2.0-1')], ['1.0-1', '1.2-3', 'not a version']],
    ['a range that can not be read', [until('not a version')], listed],
    ['no range', [], listed],
  ] as const)('%s', (_what, ranges, expected) => {
    expect(versionsBeside(ranges, listed, 'deb')).toEqual(expected);
  });

  test('without an order everything is kept', () => {
    expect(versionsBeside([until('2')], ['1', '3'], null)).toEqual(['1', '3']);
  });
});

test('matching answers the same with the short list as with the whole', () => {
  const version = fc.constantFrom('0.9-1', '1.0-1', '1.2-3', '2.0-1', '2.1-1', 'not a version');
  const range = fc.record({ introduced: fc.constantFrom('0', '1.0-1', '2.0-1'), fixed: fc.constantFrom('1.2-3', '2.1-1', null) });
  fc.assert(
    fc.property(fc.array(range), fc.array(version), version, (some, versions, installed) => {
      const ranges = some.map((one) => until(one.fixed, one.introduced));
      const ask = (list: readonly string[]): unknown => {
        const { matches, unknown } = match(indexAdvisories([advisory('LAB-1', [{ ranges, versions: list }])]), subject(installed), now);
        return [matches.map((one) => one.fixed), unknown.map((one) => one.why)];
      };
      // A list that is all covered leaves nothing that a version which can not be read could be compared with: the ranges leave it open.
      if (versions.includes(installed) || installed !== 'not a version')
        expect(ask(versionsBeside(ranges, versions, 'deb'))).toEqual(ask(versions));
    }),
  );
});
