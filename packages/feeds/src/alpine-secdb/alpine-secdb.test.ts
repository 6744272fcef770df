import type { Advisory } from '@fettle/core/advisories';
import { expect, test } from 'vitest';
import { fileAt, fileWith, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedRecord } from '../types.ts';
import { alpineSecdb } from './index.ts';

const json = new URL('fixtures/main.json', import.meta.url);
const yaml = new URL('fixtures/community.yaml', import.meta.url);

function advisories(records: readonly FeedRecord[]): readonly Advisory[] {
  return records.flatMap((one) => (one.type === 'advisory' ? [one.advisory] : []));
}

/** `CVE-2026-10001: lab-app < 1.10, lab-lib < 2.0-r0`. */
function written(records: readonly FeedRecord[]): readonly string[] {
  return advisories(records).map(
    ({ id, affected }) => `${id}: ${affected.map((one) => `${one.name} < ${one.ranges[0]?.fixed ?? '?'}`).join(', ')}`,
  );
}

test('the JSON of today', async () => {
  const records = await recordsOf(alpineSecdb, fileAt(json));
  expect(written(records)).toEqual([
    'CVE-2026-10001: lab-app < 1.10, lab-app < 1.9-r2, lab-lib < 2.0-r0',
    'CVE-2026-10002: lab-app < 1.10',
    'XSA-2: lab-app < 1.8-r0',
    'CVE-2026-10003: lab-app < 1.8-r0',
    'CVE-2026-10004: lab-app < 1.8-r0',
    'CVE-2026-10005: lab-app < 1.6-r0',
  ]);
  expect(advisories(records).map((one) => one.aliases)).toEqual([[], ['XSA-1', 'GHSA-aaaa-bbbb-cccc'], ['LAB-7'], [], [], []]);
  expect(advisories(records)[0]).toMatchObject({
    feed: 'alpine-secdb',
    cves: ['CVE-2026-10001'],
    affected: [{ ecosystem: 'Alpine:v3.20', repository: 'main' }, {}, {}],
  });
});

test('what can not be read is said, and nothing else is lost for it', async () => {
  expect(problemsOf(await recordsOf(alpineSecdb, fileAt(json)))).toEqual([
    { where: 'main.json lab-app 1.6-r0', why: 'It names no advisory: no id at all' },
    { where: 'main.json packages[3]', why: 'It is no package with a name and its fixes.' },
    { where: 'main.json packages[4]', why: 'It is no package with a name and its fixes.' },
  ]);
});

test('the YAML of before: a version is no number, "0" is never affected', async () => {
  const records = await recordsOf(alpineSecdb, fileAt(yaml));
  expect(written(records)).toEqual(['CVE-2026-10001: lab-app < 1.10']);
  expect(records).toMatchObject([{ advisory: { affected: [{ ecosystem: 'Alpine:v3.11', repository: 'community' }] } }]);
});

test('branch and repository are taken from the place where the document does not tell them', async () => {
  const document = JSON.stringify({ packages: [{ pkg: { name: 'lab-app', secfixes: { '1-r0': ['CVE-2026-10001'] } } }] });
  const records = await recordsOf(alpineSecdb, fileWith('edge/community.json', document));
  expect(records).toMatchObject([{ advisory: { affected: [{ ecosystem: 'Alpine:edge', repository: 'community' }] } }]);
  await expect(recordsOf(alpineSecdb, fileWith('community.json', document))).rejects.toThrow(UnreadableFile);
});

test.each(['', '7', '[]', '{"packages": 7, "distroversion": "v3.20", "reponame": "main"}', '{"distroversion": "v3', 'a: b: c'])(
  '%j is no such document',
  async (text) => {
    await expect(recordsOf(alpineSecdb, fileWith('v3.20/main.json', text))).rejects.toThrow(UnreadableFile);
  },
);

test('what is fetched: both repositories of a branch, by any spelling of it', () => {
  const addresses = alpineSecdb.addresses(['Alpine:v3.20', 'Alpine:3.20', 'Alpine:edge', 'Debian:12']);
  expect(addresses.map((one) => one.path)).toEqual(['v3.20/main.json', 'v3.20/community.json', 'edge/main.json', 'edge/community.json']);
});
