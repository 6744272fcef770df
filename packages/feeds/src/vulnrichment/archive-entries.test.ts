import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { tarOf, zipOf } from '../testing/archives.ts';
import { fileWith } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import { archiveEntries } from './archive-entries.ts';

const files = [
  { name: 'lab/a.json', content: '{"a":1}' },
  { name: 'lab/readme.md', content: 'no' },
  { name: 'lab/empty.json', content: '' },
  { name: `lab/${'long/'.repeat(40)}b.json`, content: 'x'.repeat(1500) },
];

async function read(content: Uint8Array, limit = 10_000): Promise<readonly (readonly [string, string])[]> {
  const entries = archiveEntries(fileWith('lab.archive', content), (name) => name.endsWith('.json'), limit);
  return (await Array.fromAsync(entries)).map((entry) => [entry.name, 'problem' in entry ? `problem: ${entry.problem}` : entry.text]);
}

const kinds = [
  ['zip', zipOf(files)],
  ['tar with pax names', tarOf(files, 'pax')],
  ['tar with GNU names', tarOf(files, 'gnu')],
  ['tar with gzip', gzipSync(tarOf(files))],
] as const;

describe.each(kinds)('%s', (_what, archive) => {
  test('gives the wanted files whole', async () => {
    expect(await read(archive)).toEqual(files.filter((file) => file.name.endsWith('.json')).map((file) => [file.name, file.content]));
  });

  test('says which file is too large, and goes on', async () => {
    expect((await read(archive, 1000)).map((entry) => entry[1])).toEqual(['{"a":1}', '', expect.stringMatching(/^problem: ./)]);
  });

  test('cut short is refused wherever it is cut', async () => {
    for (const share of [0.1, 0.4, 0.6, 0.8]) {
      const cut = archive.subarray(0, Math.floor(archive.length * share));
      await expect(read(cut), `cut at ${share}`).rejects.toThrow(UnreadableFile);
    }
  });
});

test('a file of a zip that is damaged is said, and the others follow', async () => {
  const archive = zipOf(files);
  archive.fill(0xff, 41, 47);
  const entries = await read(archive);
  expect(entries[0]?.[1]).toMatch(/^problem: .*damaged/);
  expect(entries).toHaveLength(3);
});

test.each([
  ['text', Buffer.from('no archive at all'.repeat(100))],
  ['nothing', Buffer.alloc(0)],
  ['a zip’s first bytes', Buffer.from('PK\x03\x04')],
  ['binary', Buffer.alloc(2000, 0xa5)],
])('%s is no archive', async (_what, content) => {
  await expect(read(content)).rejects.toThrow(UnreadableFile);
});
