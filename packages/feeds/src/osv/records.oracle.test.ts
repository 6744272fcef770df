/** Real records, each read or refused with a sentence. They stand beside the checkout and not in it. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fileAt, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { dataAt } from '../testing/matching-rows.ts';
import { osv } from './index.ts';

const exports = [
  ['AlmaLinux', 5_637],
  ['Alpaquita-BellSoft', 16_989],
  ['Debian', 9_554],
] as const;

for (const [name, count] of exports) {
  const place = dataAt(`feeds/osv/${name}/all.zip`);
  test.runIf(existsSync(place))(`all ${count} records of ${name} are read`, async () => {
    const records = await recordsOf(osv, fileAt(place));
    expect(problemsOf(records)).toEqual([]);
    expect(records).toHaveLength(count);
  });
}

const samples = dataAt('feeds/osv/samples');
test.runIf(existsSync(samples))('of the single samples only those that are no OSV records are problems', async () => {
  const folder = { path: 'samples', file: samples.pathname, bytes: fileAt(dataAt('README.md')).bytes };
  const records = await recordsOf(osv, folder);
  expect(records.length).toBeGreaterThan(35);
  expect(problemsOf(records).map((one) => one.where)).toEqual([
    'samples/ghsa-osv/SwiftNIO.podspec.json',
    'samples/ghsa-osv/_NIODataStructures.podspec.json',
  ]);
});
