import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cvesOf, fileAt, fileWith, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import { epss } from './index.ts';

const fixture = new URL('./fixtures/epss_scores-2026-03-02.csv', import.meta.url);
const head = '#model_version:v2026.01.01,score_date:2026-03-02T00:00:00+0000\ncve,epss,percentile\n';
const edition = { model: 'v2026.01.01', date: '2026-03-02' };

test('scores become numbers, with their model and day', async () => {
  expect(await recordsOf(epss, fileAt(fixture))).toEqual([
    { type: 'cve', cve: { id: 'CVE-2026-10001', epss: { score: 0.97012, percentile: 0.99931, ...edition } } },
    { type: 'cve', cve: { id: 'CVE-2026-10002', epss: { score: 0.00043, percentile: 0.10022, ...edition } } },
    { type: 'cve', cve: { id: 'CVE-2020-10003', epss: { score: 0.00001, percentile: 0, ...edition } } },
  ]);
});

test('the packed table says the same', async () => {
  const packed = fileWith('epss_scores-current.csv.gz', gzipSync(readFileSync(fixture)));
  expect(await recordsOf(epss, packed)).toEqual(await recordsOf(epss, fileAt(fixture)));
});

test('without a first line the day is that of the name', async () => {
  const records = await recordsOf(epss, fileWith('2021/epss_scores-2021-05-01.csv', 'cve,epss,percentile\nCVE-2020-10003,0.5,0.9\n'));
  expect(cvesOf(records)).toEqual([{ id: 'CVE-2020-10003', epss: { score: 0.5, percentile: 0.9, model: 'unknown', date: '2021-05-01' } }]);
});

describe('a line that can not be read spoils itself only', () => {
  test.each([
    ['CVE-2026-10002,1.2,0.5', 'no number from 0 to 1'],
    ['CVE-2026-10002,-0.1,0.5', 'no number from 0 to 1'],
    ['CVE-2026-10002,,0.5', 'no number from 0 to 1'],
    ['CVE-2026-10002,NaN,0.5', 'no number from 0 to 1'],
    ['CVE-2026-10002,0x1,0.5', 'no number from 0 to 1'],
    ['CVE-2026-10002,0.1', 'not three fields'],
    ['CVE-2026-10002,0.1,0.2,0.3', 'not three fields'],
    ['GHSA-1,0.1,0.2', 'CVE id is none'],
  ])('%s', async (line, why) => {
    const records = await recordsOf(epss, fileWith('epss_scores-current.csv', `${head}${line}\nCVE-2026-10001,0.1,0.2\n`));
    expect(cvesOf(records).map((cve) => cve.id)).toEqual(['CVE-2026-10001']);
    expect(problemsOf(records)).toEqual([{ where: 'line 3', why: expect.stringContaining(why) }]);
  });
});

describe('no table of scores', () => {
  const whole = `${head}CVE-2026-10001,0.97012,0.99931\n`;
  test.each([
    ['no day anywhere', 'epss_scores-current.csv', 'cve,epss,percentile\nCVE-2026-10001,0.1,0.2\n'],
    ['a day that is none', 'epss_scores-current.csv', whole.replace('2026-03-02', '2026-13-02')],
    ['no line but the header', 'epss_scores-current.csv', head],
    ['another header', 'epss_scores-current.csv', head.replace('percentile', 'rank')],
    ['cut short within a number', 'epss_scores-current.csv', whole.slice(0, -4)],
    ['gzip cut short', 'epss_scores-current.csv.gz', gzipSync(whole).subarray(0, 60)],
    ['gzip with a wrong checksum', 'epss_scores-current.csv.gz', Buffer.concat([gzipSync(whole).subarray(0, -8), Buffer.alloc(8)])],
    ['the first line only', 'epss_scores-current.csv', head.split('\n')[0] ?? ''],
    ['no text', 'epss_scores-current.csv', Buffer.from([0x00, 0xff, 0xfe, 0x0a])],
    ['nothing', 'epss_scores-current.csv', ''],
  ])('%s', async (_what, path, content) => {
    await expect(recordsOf(epss, fileWith(path, content))).rejects.toThrow(UnreadableFile);
  });
});

test('lines that the pieces of a stream cut are put together again', async () => {
  const text = readFileSync(fixture);
  async function* single(): AsyncGenerator<Uint8Array> {
    for (const byte of text) yield new Uint8Array([byte]);
  }
  const records = await recordsOf(epss, { path: 'epss_scores-current.csv', bytes: single(), file: '' });
  expect(records).toEqual(await recordsOf(epss, fileAt(fixture)));
});
