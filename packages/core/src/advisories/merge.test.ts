import { expect, test } from 'vitest';
import { mergeAdvisories } from './merge.ts';
import { advisory, until } from './testing/build.ts';

const first = advisory('LAB-1', [{ name: 'lab-a', ranges: [until('1-1')] }], {
  modified: '2026-01-01T00:00:00Z',
  cves: ['CVE-2026-10002'],
  summary: 'old',
});
const second = advisory('LAB-1', [{ name: 'lab-b', ranges: [until('2-1')] }], {
  modified: '2026-02-01T00:00:00Z',
  cves: ['CVE-2026-10001'],
  withdrawn: '2026-02-01T00:00:00Z',
  summary: 'new',
});

test('parts of one record are one, and the last word on it counts', () => {
  for (const parts of [
    [first, second],
    [second, first],
  ]) {
    const [merged, ...more] = mergeAdvisories(parts);
    expect(more).toEqual([]);
    expect(merged).toMatchObject({
      summary: 'new',
      withdrawn: '2026-02-01T00:00:00Z',
      cves: ['CVE-2026-10001', 'CVE-2026-10002'],
    });
    expect(merged?.affected.map((one) => one.name).toSorted()).toEqual(['lab-a', 'lab-b']);
  }
});

test('the same statement twice is one', () => {
  expect(mergeAdvisories([first, first])).toEqual([first]);
});

test('two feeds that use one id stay two', () => {
  expect(mergeAdvisories([first, { ...first, feed: 'debian-tracker' }])).toHaveLength(2);
});
