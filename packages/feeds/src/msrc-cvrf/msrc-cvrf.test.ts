import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnreadableFile } from '../types.ts';
import type { FeedRecord } from '../types.ts';
import { msrcCvrf } from './index.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);
const xml = readFileSync(fixture('2026-Jan.xml'));
const json = readFileSync(fixture('2026-Feb.json'));

/** Reads the content in pieces of this size. */
async function read(content: Uint8Array, size = content.length): Promise<readonly FeedRecord[]> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
  }
  const records: FeedRecord[] = [];
  const file = { path: '2026-Jan.xml', bytes: pieces(), file: fileURLToPath(fixture('2026-Jan.xml')) };
  for await (const record of msrcCvrf.parse(file)) records.push(record);
  return records;
}

const updatesOf = (records: readonly FeedRecord[]) =>
  records.flatMap((record) => (record.type === 'windows-update' ? [record.update] : []));
const cvesOf = (records: readonly FeedRecord[]) => records.flatMap((record) => (record.type === 'cve' ? [record.cve] : []));
const problemsOf = (records: readonly FeedRecord[]) => records.flatMap((record) => (record.type === 'problem' ? [record.problem] : []));

describe('the XML form', () => {
  test('one update a KB, with what it mends in which products', async () => {
    const [first, second, ...more] = updatesOf(await read(xml));
    expect(first).toEqual({
      kb: '9000001',
      document: '2026-Jan',
      released: '2026-01-13',
      supersedes: ['8999999', '9000000'],
      restart: 'yes',
      knownIssue: { link: 'https://lab.example/help/9000001' },
      applies: [
        {
          products: ['Windows 10 Version 22H2 for x64-based Systems'],
          fixedBuild: '10.0.19045.1000',
          subType: 'Security Update',
          cves: ['CVE-2026-10001', 'CVE-2026-10002'],
        },
        {
          products: ['Windows 10 Version 21H2 for x64-based Systems'],
          fixedBuild: '10.0.19044.1000',
          subType: 'Security Update',
          cves: ['ADV260001', 'CVE-2026-10001'],
        },
      ],
    });
    expect(second).toMatchObject({ kb: '9000002', applies: [{ products: ['Lab Office & Tools 2026'], fixedBuild: null, subType: null }] });
    expect(second).not.toHaveProperty('knownIssue');
    expect(more).toEqual([]);
  });

  test('what it says of each CVE: vectors once each, and its first day', async () => {
    expect(cvesOf(await read(xml))).toEqual([
      {
        id: 'CVE-2026-10001',
        published: '2026-01-13T08:00:00Z',
        cvss: [{ vector: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', source: 'Microsoft' }],
      },
      { id: 'CVE-2026-10002', published: null, cvss: [] },
    ]);
  });

  test('each bad record is named, and the others are read', async () => {
    expect(problemsOf(await read(xml))).toEqual([
      { where: 'Vulnerability 4', why: '"CVE-2026-lab" is no CVE id.' },
      { where: 'Vulnerability 5', why: 'It names no vulnerability.' },
      { where: '2026-Jan', why: 'Product "99999" has updates, and the document does not name it.' },
    ]);
  });

  test('packed, in small pieces and with a byte order mark it says the same', async () => {
    const whole = await read(xml);
    expect(await read(gzipSync(xml))).toEqual(whole);
    expect(await read(xml, 7)).toEqual(whole);
    expect(await read(Buffer.concat([Buffer.from('\uFEFF'), xml]))).toEqual(whole);
  });
});

test('the JSON form, with numbers or words for the kinds of remedies', async () => {
  const records = await read(json);
  expect(updatesOf(records)).toMatchObject([
    {
      kb: '9000003',
      document: '2026-Feb',
      released: '2026-02-10',
      supersedes: ['9000001'],
      restart: 'yes',
      knownIssue: { link: null },
      applies: [{ fixedBuild: '10.0.19045.1100', cves: ['CVE-2026-10003', 'CVE-2026-10004'] }],
    },
  ]);
  expect(problemsOf(records)).toEqual([{ where: 'Vulnerability 3', why: 'It names no vulnerability.' }]);
});

describe('files that are none', () => {
  const table: readonly (readonly [string, Uint8Array])[] = [
    ['empty', Buffer.from('')],
    ['spaces', Buffer.from(' \n ')],
    ['a text', Buffer.from('not found')],
    ['a page', Buffer.from('<html><body>Not found</body></html>')],
    ['another JSON', Buffer.from('{"value": []}')],
    ['a list', Buffer.from('[]')],
    ['cut XML', xml.subarray(0, 3_000)],
    ['cut JSON', json.subarray(0, 400)],
    ['a cut gzip', gzipSync(xml).subarray(0, 300)],
    ['bytes that are no text', Buffer.concat([xml.subarray(0, 300), Buffer.from([0xff, 0xfe]), xml.subarray(300)])],
    ['a document without its name', Buffer.from(xml.toString().replace('<cvrf:ID>2026-Jan</cvrf:ID>', ''))],
    ['entities of its own', Buffer.from(`<!DOCTYPE cvrfdoc [<!ENTITY lab "x">]><cvrfdoc>&lab;</cvrfdoc>`)],
  ];
  test.each(table)('%s', async (_, content) => {
    await expect(read(content)).rejects.toThrow(UnreadableFile);
  });

  test('a document that is cut anywhere is never taken for a whole one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: xml.length - 30 }), async (length) => {
        await expect(read(xml.subarray(0, length))).rejects.toThrow(UnreadableFile);
      }),
      { numRuns: 50 },
    );
  });
});

describe('addresses', () => {
  test('the list leads to the documents, and nowhere else', () => {
    const [list, ...more] = msrcCvrf.addresses([]);
    expect(list?.path).toBe('updates');
    expect(more).toEqual([]);
    const text = JSON.stringify({
      value: [{ ID: '2026-Feb' }, { ID: '2017-May-B' }, { ID: '2026-Feb' }, { ID: '../../lab' }, { ID: 7 }, null],
    });
    expect(list?.index?.(text)).toEqual([
      { path: 'cvrf/2026-Feb', index: null },
      { path: 'cvrf/2017-May-B', index: null },
    ]);
    expect(() => list?.index?.('no list')).toThrow(UnreadableFile);
  });

  test.each([
    ['cvrf/2026-Feb', true],
    ['2026-Feb.xml.gz', true],
    ['2026-Feb.json', true],
    ['2017-May-B.xml', true],
    ['updates', false],
    ['2026-02.xml', false],
    ['readme.md', false],
  ])('%s: %s', (path, accepted) => {
    expect(msrcCvrf.accepts(path)).toBe(accepted);
  });
});
