import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { zipOf } from '../testing/archives.ts';
import { fileAt, fileWith, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedFile } from '../types.ts';
import { osv } from './index.ts';

const good = new URL('fixtures/LAB-2026-1.json', import.meta.url);
const bad = new URL('fixtures/broken-LAB-2026-2.json', import.meta.url);
const record = (id: string): string => JSON.stringify({ id });

async function ids(file: FeedFile): Promise<readonly string[]> {
  const records = await recordsOf(osv, file);
  return records.map((one) =>
    one.type === 'advisory' ? one.advisory.id : one.type === 'problem' ? `${one.problem.where}: ${one.problem.why}` : one.type,
  );
}

test('one record', async () => {
  expect(await recordsOf(osv, fileAt(good))).toMatchObject([
    { type: 'advisory', advisory: { id: 'LAB-2026-1', feed: 'osv', cves: ['CVE-2026-10001'], affected: [{ name: 'lab-app' }] } },
  ]);
});

test('a record that can not be read is a problem with its place', async () => {
  expect(problemsOf(await recordsOf(osv, fileAt(bad)))).toEqual([{ where: 'broken-LAB-2026-2.json', why: 'affected is no list.' }]);
});

test('an archive: a bad file spoils only itself', async () => {
  const archive = zipOf([
    { name: 'LAB-1.json', content: record('LAB-1') },
    { name: 'LAB-2.json', content: '{"id": "LAB-2"' },
    { name: 'LAB-3.json', content: '{"id": 3}' },
    { name: 'notes.txt', content: 'no record' },
    { name: 'LAB-4.json', content: record('LAB-4') },
  ]);
  expect(await ids(fileWith('Debian/all.zip', archive))).toEqual([
    'LAB-1',
    'LAB-2.json: It is no JSON.',
    'LAB-3.json: id is no text.',
    'LAB-4',
  ]);
  await expect(ids(fileWith('Debian/all.zip', archive.subarray(0, archive.length - 30)))).rejects.toThrow(UnreadableFile);
});

test('a list of records in one file', async () => {
  expect(await ids(fileWith('all.json', `[${record('LAB-1')}, 7, ${record('LAB-2')}]`))).toEqual([
    'LAB-1',
    'all.json[1]: The record is no object.',
    'LAB-2',
  ]);
});

test('a folder with folders, in order; a broken file is a problem there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-osv-'));
  mkdirSync(join(folder, 'Debian'));
  writeFileSync(join(folder, 'Debian', 'LAB-2.json'), record('LAB-2'));
  writeFileSync(join(folder, 'Debian', 'all.zip'), zipOf([{ name: 'LAB-3.json', content: record('LAB-3') }]));
  writeFileSync(join(folder, 'LAB-1.json'), record('LAB-1'));
  writeFileSync(join(folder, 'LAB-9.json'), 'cut sh');
  writeFileSync(join(folder, 'readme.md'), 'nothing');
  const file = {
    path: 'osv',
    file: folder,
    bytes: {
      [Symbol.asyncIterator]: () => {
        throw new Error('a folder has no bytes');
      },
    },
  };
  expect(await ids(file)).toEqual(['LAB-2', 'LAB-3', 'LAB-1', 'osv/LAB-9.json: The file is no JSON.']);
});

test.each(['', 'cut sh', '[]'])('the file %j is unreadable', async (text) => {
  await expect(ids(fileWith('LAB-1.json', text))).rejects.toThrow(UnreadableFile);
});

test('what is fetched: one archive for each ecosystem that OSV publishes', () => {
  expect(osv.addresses(['Debian:12', 'Debian:11', 'Rocky Linux:8', 'Oracle Linux:8', 'Made Up:1']).map((one) => one.path)).toEqual([
    'Debian/all.zip',
    'Rocky Linux/all.zip',
  ]);
});

test.each([
  ['Debian/all.zip', true],
  ['all.zip', true],
  ['samples/LAB-1.json', true],
  ['Debian/small.zip', false],
  ['readme.md', false],
])('%s is content: %s', (path, expected) => {
  expect(osv.accepts(path)).toBe(expected);
});
