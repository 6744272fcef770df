import { describe, expect, test } from 'vitest';
import { zipOf } from '../testing/archives.ts';
import { fileWith } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import { zipParts } from './zip.ts';

async function read(archive: Uint8Array, limit = 10_000): Promise<Readonly<Record<string, string>>> {
  const parts = await Array.fromAsync(zipParts(fileWith('all.zip', archive).file, (name) => name.endsWith('.json'), limit));
  return Object.fromEntries(parts.map((part) => [part.name, 'problem' in part ? `problem: ${part.problem}` : part.text]));
}

const files = [
  { name: 'LAB-1.json', content: '{"id": "LAB-1"}' },
  { name: 'readme.md', content: 'not wanted' },
  { name: 'empty.json', content: '' },
  { name: 'sub/LAB-2.json', content: `{"id": "LAB-2", "details": "${'ü'.repeat(500)}"}` },
];

test('the wanted files, whole and in order', async () => {
  expect(await read(zipOf(files))).toEqual(
    Object.fromEntries(files.filter((one) => one.name !== 'readme.md').map((one) => [one.name, one.content])),
  );
});

test('more files and larger ones than stand in memory at once', async () => {
  const many = Array.from({ length: 3_000 }, (_, n) => ({ name: `many/${n}.json`, content: `{"id": "LAB-${n}"}` }));
  const large = { name: 'large.json', content: noise(3_000_000) };
  const found = await read(zipOf([...many, large, ...files]), 5_000_000);
  expect(Object.keys(found)).toHaveLength(3_004);
  expect(found['many/2999.json']).toBe('{"id": "LAB-2999"}');
  expect(found['large.json']).toBe(large.content.toString());
});

/** Text that hardly packs: the same each time. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let n = 0, state = 1; n < length; n += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[n] = 32 + ((state >>> 16) % 90);
  }
  return bytes;
}

describe('one bad file is said and the others follow', () => {
  test('too large', async () => {
    expect(await read(zipOf(files), 100)).toMatchObject({
      'LAB-1.json': '{"id": "LAB-1"}',
      'sub/LAB-2.json': 'problem: It has more than 100 bytes.',
    });
  });

  test('a bomb that names a small size', async () => {
    const archive = zipOf([{ name: 'bomb.json', content: Buffer.alloc(5_000_000) }, ...files]);
    // The size after unpacking, in the directory's entry of the first file.
    archive.writeUInt32LE(1_000, archive.indexOf('PK\x01\x02') + 24);
    const found = await read(archive);
    expect(found['bomb.json']).toMatch(/^problem: It is damaged/);
    expect(found['LAB-1.json']).toBe('{"id": "LAB-1"}');
  });

  test('damaged', async () => {
    const archive = zipOf(files);
    archive.fill(0xff, 41, 47);
    expect((await read(archive))['LAB-1.json']).toMatch(/^problem: It is damaged/);
  });

  test('another checksum', async () => {
    const archive = zipOf(files);
    archive.writeUInt32LE(7, archive.indexOf('PK\x01\x02') + 16);
    expect((await read(archive))['LAB-1.json']).toMatch(/checksum/);
  });

  test.each([
    ['encrypted', 8, 1, 'It is encrypted.'],
    ['packed in a way that is not read here', 10, 93, 'It is packed by method 93, which is not read here.'],
  ])('%s', async (_what, offset, value, problem) => {
    const archive = zipOf(files);
    archive.writeUInt16LE(value, archive.indexOf('PK\x01\x02') + offset);
    const found = await read(archive);
    expect(found['LAB-1.json']).toBe(`problem: ${problem}`);
    expect(found['empty.json']).toBe('');
  });

  test('not UTF-8', async () => {
    const archive = zipOf([{ name: 'latin.json', content: Buffer.from([0x22, 0xfc, 0x22]) }, ...files]);
    expect((await read(archive))['latin.json']).toMatch(/^problem: It is damaged/);
  });
});

test('cut short it is refused wherever it is cut', async () => {
  const archive = zipOf(files);
  for (const share of [0, 0.1, 0.5, 0.9, 0.99]) {
    await expect(read(archive.subarray(0, Math.floor(archive.length * share))), `at ${share}`).rejects.toThrow(UnreadableFile);
  }
});

test('something else is no archive', async () => {
  await expect(read(Buffer.from('no archive at all'.repeat(100)))).rejects.toThrow(UnreadableFile);
});

test('a file that is not there is no matter of its content', async () => {
  await expect(Array.fromAsync(zipParts('/nowhere/all.zip', () => true))).rejects.toThrow(/ENOENT/);
});
