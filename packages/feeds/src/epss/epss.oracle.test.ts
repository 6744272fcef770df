/** Real scores, kept beside the checkout and not in it. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cvesOf, fileAt, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { epss } from './index.ts';

const folder = new URL('../../../../../shared/data/feeds/epss/', import.meta.url);
const daily = new URL('epss_scores-2026-08-22.kev-only.csv', folder);

test.runIf(existsSync(daily))('a real day reads, packed or not (needs shared/data/feeds/epss)', async () => {
  const plain = await recordsOf(epss, fileAt(daily));
  const packed = await recordsOf(epss, fileAt(`${daily.pathname}.gz`));
  expect(cvesOf(plain)).toHaveLength(1556);
  expect(problemsOf(plain)).toEqual([]);
  expect(packed).toEqual(plain);
  const [first] = cvesOf(plain);
  expect(first?.epss).toMatchObject({ model: 'v2025.03.14', date: '2026-08-22' });
  // The numbers are those of the file, line by line.
  const rows = readFileSync(daily, 'utf8').trim().split('\n').slice(2);
  expect(cvesOf(plain).map((cve) => `${cve.id},${cve.epss?.score.toFixed(5)},${cve.epss?.percentile.toFixed(5)}`)).toEqual(rows);
});

test.runIf(existsSync(daily))('an excerpt without its first line reads under a name that says its day', async () => {
  const excerpt = fileAt(new URL('epss_sample-non-kev.csv', folder), 'epss_scores-2026-01-01.csv');
  expect(cvesOf(await recordsOf(epss, excerpt))).toHaveLength(40);
});

test.runIf(existsSync(daily))(
  'a day of full size reads in seconds',
  async () => {
    const rows = gunzipSync(readFileSync(new URL('history-kev-monthly.csv.gz', folder)))
      .toString()
      .trim()
      .split('\n')
      .slice(1);
    expect(rows).toHaveLength(35_492);
    const table = rows.map((row) => row.slice(row.indexOf(',') + 1)).join('\n');
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('#model_version:v1,score_date:2026-08-22T00:00:00+0000\ncve,epss,percentile\n');
      for (let times = 0; times < 10; times += 1) yield Buffer.from(`${table}\n`);
    }
    let read = 0;
    for await (const record of epss.parse({ path: 'epss_scores-current.csv', bytes: bytes(), file: '' }))
      if (record.type === 'cve') read += 1;
    expect(read).toBe(354_920);
  },
  10_000,
);
