import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { tarOf, zipOf } from '../testing/archives.ts';
import { cvesOf, fileWith, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import { vulnrichment } from './index.ts';

const first = readFileSync(new URL('./fixtures/CVE-2026-10001.json', import.meta.url), 'utf8');
const second = readFileSync(new URL('./fixtures/CVE-2026-10002.json', import.meta.url), 'utf8');
const files = [
  { name: 'vulnrichment-develop/README.md', content: 'no record' },
  { name: 'vulnrichment-develop/2026/10xxx/CVE-2026-10001.json', content: first },
  { name: 'vulnrichment-develop/2026/10xxx/CVE-2026-10009.json', content: first.slice(0, 300) },
  { name: 'vulnrichment-develop/2026/10xxx/CVE-2026-10008.json', content: '{}' },
  { name: 'vulnrichment-develop/2026/10xxx/CVE-2026-10002.json', content: second },
];

describe.each([
  ['zip', 'vulnrichment-develop.zip', zipOf(files)],
  ['tar', 'vulnrichment.tar', tarOf(files)],
  ['tar.gz', 'vulnrichment.tar.gz', gzipSync(tarOf(files))],
  ['tar.gz as it is fetched', 'tar.gz/refs/heads/develop', gzipSync(tarOf(files))],
  ['zip under a record’s name', 'CVE-2026-10001.json', zipOf(files)],
] as const)('a repository as %s', (_what, path, content) => {
  test('reads every record, and a bad one spoils itself only', async () => {
    const records = await recordsOf(vulnrichment, fileWith(path, content));
    expect(cvesOf(records).map((cve) => cve.id)).toEqual(['CVE-2026-10001', 'CVE-2026-10002']);
    expect(problemsOf(records)).toEqual([
      { where: 'vulnrichment-develop/2026/10xxx/CVE-2026-10009.json', why: expect.stringContaining('no JSON') },
      { where: 'vulnrichment-develop/2026/10xxx/CVE-2026-10008.json', why: 'It is no CVE record.' },
    ]);
  });

  test('cut short is refused', async () => {
    const cut = fileWith(path, content.subarray(0, content.length - 1100));
    await expect(recordsOf(vulnrichment, cut)).rejects.toThrow(UnreadableFile);
  });
});

test('an archive without any record is refused', async () => {
  const empty = fileWith('vulnrichment.tar', tarOf(files.slice(0, 1)));
  await expect(recordsOf(vulnrichment, empty)).rejects.toThrow(UnreadableFile);
});
