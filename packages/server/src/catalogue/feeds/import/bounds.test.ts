import { expect, test } from 'vitest';
import type { Advisory } from '@fettle/core/advisories';
import { fileBounds } from './bounds.ts';

function advisory(id: string, ...packages: readonly string[]): Advisory {
  const affected = packages.map((name) => ({ ...about, name }));
  return {
    id,
    feed: 'osv',
    kind: 'security',
    aliases: [],
    cves: [],
    summary: null,
    published: null,
    modified: null,
    withdrawn: null,
    severities: [],
    affected,
  };
}
const about = { ecosystem: 'Debian:12', ranges: [], versions: [], architectures: null, module: null, repository: null, noFix: null };

test('what is too much of one package is refused, and counts for nothing', () => {
  const why = fileBounds({ ofPackage: 2, pieces: 10 });
  expect(why(advisory('LAB-1', 'a'))).toBeNull();
  expect(why(advisory('LAB-2', 'a', 'a', 'b'))).toContain('more than 2 statements about Debian:12 a');
  expect(why(advisory('LAB-3', 'a', 'b'))).toBeNull();
  expect(why(advisory('LAB-4', 'a'))).not.toBeNull();
  expect(why(advisory('LAB-5', 'b'))).toBeNull();
});

test('one advisory in too many pieces is refused from then on', () => {
  const why = fileBounds({ ofPackage: 100, pieces: 2 });
  expect([1, 2, 3, 4].map(() => why(advisory('LAB-1', 'a')) === null)).toEqual([true, true, false, false]);
});
