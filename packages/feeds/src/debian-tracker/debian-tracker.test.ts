import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { indexAdvisories, match } from '@fettle/core/advisories';
import type { Advisory } from '@fettle/core/advisories';
import { expect, test } from 'vitest';
import { fileAt, fileWith, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedRecord } from '../types.ts';
import { debianTracker } from './index.ts';

const place = new URL('fixtures/tracker.json', import.meta.url);

function advisories(records: readonly FeedRecord[]): readonly Advisory[] {
  return records.flatMap((one) => (one.type === 'advisory' ? [one.advisory] : []));
}

test('every vulnerability once, with all its sources and releases', async () => {
  const found = advisories(await recordsOf(debianTracker, fileAt(place)));
  const written = found.map(({ id, affected }) => [
    id,
    ...affected.map((one) => `${one.ecosystem} ${one.name} ${one.ranges[0]?.fixed ?? one.noFix ?? '?'}`),
  ]);
  expect(written).toEqual([
    ['CVE-2026-10001', 'Debian:12 lab-app 1.2-3', 'Debian:13 lab-app none-yet', 'Debian:sid lab-app deferred', 'Debian:12 lab-lib 2.0-1'],
    [
      'CVE-2026-10002',
      'Debian:12 lab-app will-not-fix',
      'Debian:11 lab-app out-of-support',
      'Debian:10 lab-app under-investigation',
      'Debian:13 lab-app deferred',
      'Debian:14 lab-app will-not-fix',
    ],
    ['CVE-2026-10003', 'Debian:13 lab-app none-yet'],
  ]);
  expect(found[0]).toMatchObject({ feed: 'debian-tracker', cves: ['CVE-2026-10001'], summary: 'A flaw in lab-app' });
  expect(found[0]?.severities.map((one) => one.value)).toEqual(['high', 'unimportant', 'low']);
});

test('what can not be read is said, with what stays of it, and nothing else is lost for it', async () => {
  const problems = (await recordsOf(debianTracker, fileAt(place))).filter((one) => one.type === 'problem');
  expect(problems.map(({ problem, keeps }) => [problem.where, keeps])).toEqual([
    ['tracker.json lab-app CVE-2026-10003 bookworm', { id: 'CVE-2026-10003', ecosystem: 'Debian:12', name: 'lab-app' }],
    ['tracker.json lab-app not an id', { id: 'not an id', ecosystem: null, name: 'lab-app' }],
    ['tracker.json lab-odd', { id: null, ecosystem: null, name: 'lab-odd' }],
  ]);
});

test('matching tells what ends it, or why nothing does', async () => {
  const index = indexAdvisories(advisories(await recordsOf(debianTracker, fileAt(place))));
  const ask = (ecosystem: string, version: string): readonly string[] =>
    match(
      index,
      {
        ecosystem,
        name: 'lab-tools',
        version,
        architecture: 'amd64',
        sourceName: 'lab-app',
        sourceVersion: null,
        module: null,
        repository: null,
      },
      '2026-06-01T00:00:00Z',
    ).matches.map((one) => `${one.advisory.id} ${one.fixed ?? one.noFix ?? ''}`);
  expect(ask('Debian:12', '1.2-2')).toEqual(['CVE-2026-10001 1.2-3', 'CVE-2026-10002 will-not-fix']);
  expect(ask('Debian:12', '1.2-3')).toEqual(['CVE-2026-10002 will-not-fix']);
  expect(ask('Debian:11', '1.0-1')).toEqual(['CVE-2026-10002 out-of-support']);
});

test('packed it is the same, cut short it is refused', async () => {
  const text = readFileSync(place);
  const plain = await recordsOf(debianTracker, fileWith('tracker/data/json', text));
  expect(advisories(await recordsOf(debianTracker, fileWith('tracker/data/json', gzipSync(text))))).toEqual(advisories(plain));
  await expect(recordsOf(debianTracker, fileWith('tracker/data/json', text.subarray(0, -3)))).rejects.toThrow(UnreadableFile);
});

test.each([
  ['tracker/data/json', true],
  ['debian-tracker.json.gz', true],
  ['tracker.json', true],
  ['DSA.list', false],
])('%s is content: %s', (path, expected) => {
  expect(debianTracker.accepts(path)).toBe(expected);
});
