import { feedOf } from '@fettle/feeds';
import { expect, test } from 'vitest';
import { keptEditions, obsoletePaths } from './forget-raw.ts';

const unused = { named: new Set<string>(), held: new Set<string>(), wholeAt: null };
const archive = (day: string) => `vex/csaf_vex_${day}.tar.zst`;
const days = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'].map(archive);

test('of archives with their day in the name the last two are kept, of each kind', () => {
  expect(keptEditions).toBe(2);
  const others = ['advisories/csaf_advisories_2026-01-01.tar.zst', 'vex/2026/cve-2026-10001.json', 'vex/deletions.csv'];
  expect(obsoletePaths({}, [...days, ...others], unused).toSorted()).toEqual(days.slice(0, 2));
});

test('what the publisher names, and what a person has to decide, is kept however old', () => {
  const inUse = { ...unused, named: new Set([archive('2026-01-01')]), held: new Set([archive('2026-02-01')]) };
  expect(obsoletePaths({}, days, inUse)).toEqual([]);
});

test('of changes those are kept that are newer than the last whole', () => {
  const nvd = feedOf('nvd');
  const page = (until: string) =>
    `rest/json/cves/2.0?lastModStartDate=2026-03-01T00%3A00%3A00Z&lastModEndDate=${until}&resultsPerPage=2000&startIndex=0`;
  const paths = ['2026-03-02T00%3A00%3A00Z', '2026-03-03T00%3A00%3A00Z', '2026-03-04T00%3A00%3A00Z', '2026-03-05T00%3A00%3A00Z'].map(page);
  const whole = 'rest/json/cves/2.0?resultsPerPage=2000&startIndex=0';
  if (nvd === null) throw new Error('there is no NVD');
  expect(obsoletePaths(nvd, [...paths, whole], unused)).toEqual([]);
  expect(obsoletePaths(nvd, [...paths, whole], { ...unused, wholeAt: '2026-03-04T00:00:00Z' }).toSorted()).toEqual(paths.slice(0, 2));
});
