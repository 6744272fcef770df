import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathsBelow, pathsBelowNow, readingOrder } from './folder.ts';
import { feedOf } from './list.ts';

const [nvd, epss] = [feedOf('nvd'), feedOf('epss')];
const change = (until: string) =>
  `rest/json/cves/2.0?lastModStartDate=2026-03-01T00%3A00%3A00Z&lastModEndDate=${until}&resultsPerPage=2000&startIndex=0`;
const pages = ['rest/json/cves/2.0?resultsPerPage=2000&startIndex=0', 'rest/json/cves/2.0?resultsPerPage=2000&startIndex=2000'];

test('what changed is read after the whole, by time, and what was known by then is left out', () => {
  const [early, late, last] = ['2026-03-02T00%3A00%3A00Z', '2026-03-04T00%3A00%3A00Z', '2026-03-05T00%3A00%3A00Z'].map(change);
  if (nvd === null || early === undefined || late === undefined || last === undefined) throw new Error('there is no NVD');
  const at = (path: string) => (path === pages[0] ? '2026-03-03T00:00:00Z' : '2026-03-03T01:00:00Z');
  expect(readingOrder(nvd, [last, early, late, ...pages], at)).toEqual([...pages, late, last]);
  expect(readingOrder(nvd, [late, early], at)).toEqual([early, late]);
});

test('of a feed that tells all each time the order is that of the names', () => {
  if (epss === null) throw new Error('there is no EPSS');
  expect(readingOrder(epss, ['b', 'a'], () => null)).toEqual(['a', 'b']);
});

test.each(['', '/'])(
  'files below a folder are named from there, without links and unfinished downloads; its name may end in "%s"',
  async (end) => {
    const folder = mkdtempSync(join(tmpdir(), 'fettle-folder-'));
    mkdirSync(join(folder, 'b/c'), { recursive: true });
    for (const path of ['b/c/two.zip', 'b/c/two.zip.part', 'b/c/two.zip.part.json', 'a', 'part.json'])
      writeFileSync(join(folder, path), '');
    symlinkSync('a', join(folder, 'link'));
    expect(await pathsBelow(folder + end)).toEqual(['a', 'b/c/two.zip', 'part.json']);
    expect(pathsBelowNow(folder + end)).toEqual(await pathsBelow(folder));
    rmSync(folder, { recursive: true });
    expect(await pathsBelow(folder)).toEqual([]);
    expect(() => pathsBelowNow(folder)).toThrow('ENOENT');
  },
);
