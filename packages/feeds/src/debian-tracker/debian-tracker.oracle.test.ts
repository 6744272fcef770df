/** Pieces of the real tracker. They stand beside the checkout and not in it. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fileAt, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { dataAt } from '../testing/matching-rows.ts';
import { debianTracker } from './index.ts';

for (const name of ['vulnerablecode-debian', 'vunnel-debian']) {
  const place = dataAt(`feeds/debian-tracker/${name}.json`);
  test.runIf(existsSync(place))(`${name} is read without a problem`, async () => {
    const records = await recordsOf(debianTracker, fileAt(place));
    expect(problemsOf(records)).toEqual([]);
    expect(records.length).toBeGreaterThan(1);
    for (const record of records)
      expect(record).toMatchObject({ type: 'advisory', advisory: { id: expect.stringMatching(/^(?:CVE|TEMP)-/) } });
  });
}
