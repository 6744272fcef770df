/** What a plan says of a site whose bandwidth is too little for it. */
import { expect, test } from 'vitest';
import { buildSpec } from '../deployment/testing/build.ts';
import { slowFetches } from './index.ts';
import type { FetchSite } from './index.ts';

const nightly = { zone: 'UTC', rule: 'FREQ=DAILY', start: '20:00', durationMinutes: 240 };
const now = '2026-03-02T18:00:00Z';
const harbour: FetchSite = { id: 's1', name: 'Harbour', bandwidth: { zone: 'Europe/Berlin', megabits: 8, hours: null } };

/** So many megabytes for each of three devices; a device needs half an hour. */
function said(megabytes: number, sites: readonly FetchSite[] = [harbour], of = ['a', 'b', 'c']) {
  const file = { name: 'tool', architecture: 'amd64', version: '2', sha256: '0', bytes: megabytes * 1_000_000, from: 'archive' } as const;
  const { header, shares } = buildSpec({ rings: [{ devices: ['a', 'b', 'c'] }], header: { expiresAt: '2026-03-09T00:00:00Z' } });
  return slowFetches(
    {
      header,
      shares: shares.map((share) => ({
        ...share,
        window: nightly,
        expectedSeconds: 1_800,
        files: [file],
        wayBack: { kind: 'none', because: 'a test' },
      })),
    },
    { sites, siteOf: new Map(of.map((id) => [id, 's1'])), freezesOf: () => [], now },
  );
}

test('nothing is said where no site has a bandwidth, or where all is there while the opening lasts', () => {
  expect(said(100_000, [])).toEqual([]);
  // Three hours after six o’clock in the evening: an hour after it opens, and it is open for four.
  expect(said(3_600)).toEqual([]);
  expect(said(100_000, [harbour], [])).toEqual([]);
});

test('who has its packages too late for its opening is counted, of those at the site, and when all is there by its clock', () => {
  // Not quite two hours each: the third has them twenty minutes after the last moment at which it may begin.
  const [problem] = said(7_000);
  expect(problem).toMatchObject({ code: 'plan.fetched-late', severity: 'attention' });
  expect(problem?.sentence).toContain('The bandwidth of site Harbour brings 21,000 MB by 2026-03-03 00:50 there at the earliest');
  expect(problem?.sentence).toContain(
    'one device has its packages too late for the opening in which they are expected to begin, of 3 there',
  );
});
