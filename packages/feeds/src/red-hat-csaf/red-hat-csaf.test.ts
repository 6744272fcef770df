import { readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tarOf } from '../testing/archives.ts';
import { fileAt, fileWith, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedRecord } from '../types.ts';
import { redHatCsaf } from './index.ts';

const place = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);
const text = (name: string): string => readFileSync(place(name), 'utf8');
const ids = (records: readonly FeedRecord[]): readonly string[] =>
  records.map((record) => {
    if (record.type === 'advisory') return record.advisory.id;
    return record.type === 'deleted' ? `deleted ${record.id}` : record.type;
  });

describe('single documents', () => {
  test('an advisory: what it fixes, for all its vulnerabilities', async () => {
    expect(await recordsOf(redHatCsaf, fileAt(place('rhsa-2026_1001.json')))).toMatchObject([
      {
        type: 'advisory',
        advisory: {
          id: 'RHSA-2026:1001',
          feed: 'red-hat-csaf',
          cves: ['CVE-2026-10001', 'CVE-2026-10002'],
          affected: [
            {
              ecosystem: 'Red Hat:enterprise_linux:9::baseos',
              name: 'lab-app',
              ranges: [{ fixed: '1:2.4-3.el9' }],
              architectures: ['aarch64', 'x86_64'],
            },
          ],
        },
      },
    ]);
  });

  test('a VEX document: every status with its reason', async () => {
    const [record] = await recordsOf(redHatCsaf, fileAt(place('cve-2026-10001.json')));
    if (record?.type !== 'advisory') throw new Error('one advisory');
    expect(
      record.advisory.affected.map(({ ecosystem, name, module, noFix, ranges }) => [ecosystem, name, module, noFix, ranges[0]?.fixed]),
    ).toEqual([
      ['Red Hat:enterprise_linux:8::appstream', 'lab-lang', 'lab:2.6', null, '0:2.6.9-1.module+el8.8.0+1+0a1b2c3d'],
      ['Red Hat:enterprise_linux:7', 'lab-app', null, 'will-not-fix', null],
      ['Red Hat:enterprise_linux:7', 'lab-lib', null, 'out-of-support', null],
      ['Red Hat:enterprise_linux:7', 'lab-old', null, 'deferred', null],
      ['Red Hat:enterprise_linux:8', 'lab-lang', 'lab:2.4', 'none-yet', null],
      ['Red Hat:enterprise_linux:9', 'lab-app', null, 'none-yet', null],
      ['Red Hat:enterprise_linux:9', 'lab-new', null, 'under-investigation', null],
    ]);
  });

  test('a document that was taken back, and one that is packed', async () => {
    expect(ids(await recordsOf(redHatCsaf, fileAt(place('cve-2026-10009.json'))))).toEqual(['deleted CVE-2026-10009']);
    expect(ids(await recordsOf(redHatCsaf, fileWith('cve-2026-10001.json.gz', gzipSync(text('cve-2026-10001.json')))))).toEqual([
      'CVE-2026-10001',
    ]);
  });

  test('no JSON is refused, another publisher is a problem', async () => {
    await expect(recordsOf(redHatCsaf, fileWith('cve-2026-10001.json', '{"document":'))).rejects.toThrow(UnreadableFile);
    const foreign = text('cve-2026-10001.json').replace('https://www.redhat.com', 'https://lab.example');
    expect(problemsOf(await recordsOf(redHatCsaf, fileWith('cve-2026-10001.json', foreign)))).toEqual([
      { where: 'cve-2026-10001.json', why: 'The document is published by https://lab.example, not by Red Hat.' },
    ]);
  });
});

describe('archives', () => {
  const tar = tarOf([
    { name: '2026/cve-2026-10001.json', content: text('cve-2026-10001.json') },
    { name: '2026/cve-2026-10002.json', content: '{"document":' },
    { name: '2026/cve-2026-10003.json', content: new Uint8Array([0xff, 0xfe]) },
    { name: 'index.txt', content: 'not a document' },
    { name: `${'long/'.repeat(40)}cve-2026-10009.json`, content: text('cve-2026-10009.json') },
    { name: '2026/rhsa-2026_1001.json', content: text('rhsa-2026_1001.json') },
  ]);
  const name = 'csaf_vex_2026-03-01.tar.zst';

  test('every document is read, and a broken one spoils itself only', async () => {
    for (const file of [fileWith(name, zstdCompressSync(tar)), fileWith('csaf_vex_2026-03-01.tar.gz', gzipSync(tar))]) {
      const records = await recordsOf(redHatCsaf, file);
      expect(ids(records)).toEqual(['CVE-2026-10001', 'problem', 'problem', 'deleted CVE-2026-10009', 'RHSA-2026:1001']);
      expect(problemsOf(records).map(({ where }) => where)).toEqual(['2026/cve-2026-10002.json', '2026/cve-2026-10003.json']);
    }
  });

  test('an archive that is cut anywhere is refused', async () => {
    const packed = zstdCompressSync(tar);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: packed.length - 1 }), async (length) => {
        await expect(recordsOf(redHatCsaf, fileWith(name, packed.subarray(0, length)))).rejects.toThrow(UnreadableFile);
      }),
      { numRuns: 40 },
    );
  });

  test('what is no archive is refused', async () => {
    for (const content of ['', 'not found', '<html></html>', zstdCompressSync(Buffer.from('no tar'))])
      await expect(recordsOf(redHatCsaf, fileWith(name, content))).rejects.toThrow(UnreadableFile);
  });
});

describe('deletions', () => {
  test('each line takes a document back', async () => {
    expect(ids(await recordsOf(redHatCsaf, fileAt(place('deletions.csv'), 'vex/deletions.csv')))).toEqual([
      'deleted CVE-2026-10007',
      'deleted RHSA-2026:1007',
    ]);
  });
  test('a line that names no document is a problem', async () => {
    const file = fileWith(
      'vex/deletions.csv',
      '"2026/lab.json","2026-02-01T10:00:00+00:00"\r\n\r\n"2026/rhea-2026_1.json","2026-02-01T10:00:00+00:00"\r\nnonsense',
    );
    const records = await recordsOf(redHatCsaf, file);
    expect(ids(records)).toEqual(['problem', 'deleted RHEA-2026:1', 'problem']);
    expect(problemsOf(records)[1]?.where).toBe('vex/deletions.csv, line 4');
  });
});

describe('addresses', () => {
  test('the newest archive, then what changed since its day, then what was deleted', () => {
    const [vex, advisories, ...more] = redHatCsaf.addresses([]);
    expect([vex?.path, advisories?.path, more]).toEqual(['vex/archive_latest.txt', 'advisories/archive_latest.txt', []]);
    const found = vex?.index?.('csaf_vex_2026-03-01.tar.zst\n') ?? [];
    expect(found.map(({ path, index }) => [path, index !== null])).toEqual([
      ['vex/csaf_vex_2026-03-01.tar.zst', false],
      ['vex/changes.csv', true],
      ['vex/deletions.csv', false],
    ]);
    const changes = [
      '"2026/cve-2026-10003.json","2026-03-02T10:00:00+00:00"',
      '"2026/cve-2026-10002.json","2026-03-01T00:00:01+00:00"',
      '"2026/cve-2026-10001.json","2026-02-28T23:59:59+00:00"',
      '"../../lab.json","2026-03-02T10:00:00+00:00"',
      'nonsense',
    ].join('\n');
    expect(found[1]?.index?.(changes).map(({ path }) => path)).toEqual(['vex/2026/cve-2026-10003.json', 'vex/2026/cve-2026-10002.json']);
  });
  test.each(['', '../../lab.tar.zst', 'csaf_vex_2026.tar.zst'])('an archive called %j is refused', (name) => {
    expect(() => redHatCsaf.addresses([])[0]?.index?.(name)).toThrow(UnreadableFile);
  });
  test.each([
    ['vex/csaf_vex_2026-03-01.tar.zst', true],
    ['advisories/2026/rhsa-2026_1001.json', true],
    ['cve-2026-10001.json.gz', true],
    ['vex/changes.csv', false],
    ['vex/index.txt', false],
    ['lab.json', false],
  ])('%s: %s', (path, accepted) => {
    expect(redHatCsaf.accepts(path)).toBe(accepted);
  });
});
