import type { HoldingAdvisory } from '@fettle/core/findings';
import type { CveFacts } from '@fettle/core/risk';
import { expect, test } from 'vitest';
import { firstEvents } from './first-events.ts';

const offer = {
  device_id: 'a',
  old_id: null,
  earlier_ids: null,
  earlier_since: null,
  since: null,
  before_offered: null,
  first_seen_at: '2026-03-12T09:00:00.000Z',
  cves: null,
};
const advisory = (published: string | null, ...cves: readonly string[]): HoldingAdvisory => ({
  id: 'DSA-1',
  feed: 'osv',
  cves,
  fixed: '2.0-1',
  published,
  severity: null,
  since: '2026-03-11T00:00:00.000Z',
});
const facts = (published: string | null, added: string | null): CveFacts => ({
  id: 'CVE-2026-10001',
  published,
  cvss: [],
  kev: added === null ? null : { added, due: null, ransomware: false },
  epss: null,
  ssvc: null,
});

test.each([
  ['when it was offered', {}, '2026-03-12T09:00:00.000Z'],
  ['since when it has it', { since: '2026-03-11T00:00:00.000Z' }, '2026-03-11T00:00:00.000Z'],
  ['what stood in its place', { earlier_since: ['2026-03-10T00:00:00.000Z'] }, '2026-03-10T00:00:00.000Z'],
  ['what was offered before', { before_offered: ['2026-03-09T00:00:00.000Z', '2026-03-10T00:00:00.000Z'] }, '2026-03-09T00:00:00.000Z'],
  ['the advisory', { old_id: 1 }, '2026-03-08T00:00:00.000Z'],
  ['the advisory of what stood in its place', { old_id: 3, earlier_ids: [1] }, '2026-03-08T00:00:00.000Z'],
  ['the catalogue', { old_id: 2 }, '2026-03-07'],
  ['what its changelog names', { cves: ['CVE-2026-10001'] }, '2026-03-07'],
  ['nothing that nobody can have meant', { old_id: 4 }, '2026-03-12T09:00:00.000Z'],
])('%s', (_what, more, expected) => {
  const published = {
    holding: new Map([
      [1, [advisory('2026-03-08T00:00:00.000Z')]],
      [2, [advisory('2026-03-08T00:00:00.000Z', 'CVE-2026-10001', 'CVE-2026-10002')]],
      [4, [advisory('0001-01-01T00:00:00Z')]],
    ]),
    facts: new Map([['CVE-2026-10001', facts('2026-03-07T10:00:00.000Z', '2026-03-07')]]),
  };
  const other = { ...offer, device_id: 'b', first_seen_at: '2026-01-01T00:00:00.000Z' };
  expect(firstEvents([{ ...offer, ...more }, other, offer], published).get('a')).toBe(expected);
});
