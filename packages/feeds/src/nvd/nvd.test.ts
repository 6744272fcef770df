import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cvesOf, fileAt, fileWith, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import { pagesChanged, untilOf } from './addresses.ts';
import { nvd } from './index.ts';

const fixture = new URL('./fixtures/nvd-page.json', import.meta.url);
const path = 'nvd-0.json';

function page(...cves: readonly unknown[]): string {
  return JSON.stringify({ totalResults: cves.length, vulnerabilities: cves.map((cve) => ({ cve })) });
}

const plain = { id: 'CVE-2026-10003', published: '2026-03-01T12:00:00.000', vulnStatus: 'Received' };

test('a page: primary before secondary, the newest version first; a rejected one has nothing', async () => {
  expect(await recordsOf(nvd, fileAt(fixture))).toEqual([
    {
      type: 'cve',
      cve: {
        id: 'CVE-2026-10001',
        published: '2026-03-01T12:15:00.353Z',
        cvss: [
          { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', source: 'nvd@nist.gov' },
          { vector: 'CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', source: 'security@lab.example' },
          { vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', source: 'nvd@nist.gov' },
        ],
      },
    },
    { type: 'cve', cve: { id: 'CVE-2026-10002', published: null, cvss: [] } },
  ]);
});

test.each([
  ['packed', 'nvd-0.json.gz', gzipSync(page(plain))],
  ['an entry of a page', path, JSON.stringify({ cve: plain })],
  ['the CVE itself', path, JSON.stringify(plain)],
])('%s', async (_what, name, content) => {
  expect(await recordsOf(nvd, fileWith(name, content))).toEqual([
    { type: 'cve', cve: { id: 'CVE-2026-10003', published: '2026-03-01T12:00:00Z' } },
  ]);
});

describe('a bad entry spoils itself only', () => {
  test.each([
    ['no id', { ...plain, id: 'LAB-1' }, 'The CVE id is none.', 1],
    ['no object', 7, 'The CVE id is none.', 1],
    ['no time', { ...plain, id: 'CVE-2026-10004', published: 'soon' }, 'CVE-2026-10004: its time of publication is none.', 2],
    [
      'no vector',
      { ...plain, id: 'CVE-2026-10004', metrics: { cvssMetricV31: [{ cvssData: {} }] } },
      'CVE-2026-10004: a cvssMetricV31 has no vector.',
      2,
    ],
  ])('%s', async (_what, cve, why, count) => {
    const records = await recordsOf(nvd, fileWith(path, page(cve, plain)));
    expect(problemsOf(records)).toEqual([{ where: 'vulnerabilities[0]', why }]);
    expect(cvesOf(records)).toHaveLength(count);
  });
});

test.each([
  ['JSON of something else', '{"a":1}'],
  ['a list', '[]'],
  ['cut short', readFileSync(fixture, 'utf8').slice(0, 700)],
  ['a page of an error', '<html>Request forbidden</html>'],
  ['nothing', ''],
])('%s is refused', async (_what, content) => {
  await expect(recordsOf(nvd, fileWith(path, content))).rejects.toThrow(UnreadableFile);
});

test('a CVE’s own file is the NVD’s where its folder says so', () => {
  expect(nvd.accepts('feeds/nvd/CVE-2026-10001.json')).toBe(true);
  expect(nvd.accepts('feeds/nvdcve-2.0/2026/CVE-2026-10001.json.gz')).toBe(true);
  expect(nvd.accepts('CVE-2026-10001.json')).toBe(false);
});

describe('the pages', () => {
  const [index] = nvd.addresses([]);

  test('are listed by an answer that says how many CVEs there are', () => {
    expect(index?.path).toBe('rest/json/cves/2.0?resultsPerPage=1&startIndex=0');
    expect(index?.index?.('{"totalResults":4001,"vulnerabilities":[]}')).toEqual([
      { path: 'rest/json/cves/2.0?resultsPerPage=2000&startIndex=0', index: null },
      { path: 'rest/json/cves/2.0?resultsPerPage=2000&startIndex=2000', index: null },
      { path: 'rest/json/cves/2.0?resultsPerPage=2000&startIndex=4000', index: null },
    ]);
    expect(index?.index?.('{"totalResults":0}')).toEqual([]);
  });

  test.each(['', '{}', '{"totalResults":"9"}', '{"totalResults":-1}', '{"totalResults":1e12}', 'busy'])(
    'are not guessed from %j',
    (text) => {
      expect(() => index?.index?.(text)).toThrow(UnreadableFile);
    },
  );

  test('of what was changed between two times', () => {
    const changed = pagesChanged('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z');
    expect(changed?.index?.('{"totalResults":1}')).toEqual([
      {
        path: 'rest/json/cves/2.0?lastModStartDate=2026-03-01T00%3A00%3A00Z&lastModEndDate=2026-03-02T00%3A00%3A00Z&resultsPerPage=2000&startIndex=0',
        index: null,
      },
    ]);
  });

  test('of what was changed say until when, and others do not', () => {
    const [index] = nvd.changes?.addresses('2026-03-01T00:00:00Z', '2026-03-02T00:00:00.5Z') ?? [];
    expect(untilOf(index?.path ?? '')).toBe('2026-03-02T00:00:00.5Z');
    expect(untilOf(nvd.addresses([])[0]?.path ?? '')).toBeNull();
    expect(untilOf('nvd-0.json')).toBeNull();
  });

  test.each([
    ['2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['2026-01-01T00:00:00Z', '2026-05-02T00:00:00Z'],
    ['yesterday', '2026-05-02T00:00:00Z'],
  ])('of %s to %s there are none: the NVD would refuse it', (since, until) => {
    expect(pagesChanged(since, until)).toBeNull();
  });
});
