/** What publishers must not be able to do by sending nonsense: every kind of bad file on the way that the worker takes. Named, counted, survived. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { feedOf, importNote } from '@fettle/feeds';
import { tarOf, zipOf } from '@fettle/feeds/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestContext } from '../../platform/testing/index.ts';
import type { TestContext } from '../../platform/testing/index.ts';
import { fetchFeed } from './fetch-feed.ts';
import { fetchDue, feedsFeature, takeFile } from './index.ts';
import { mostOfPackage } from './import/bounds.ts';
import type { Taken } from './take-file.ts';

let given: TestContext;
let folder = '';
let made = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-bad-'));
  given = await openTestContext({ FETTLE_FEEDS: join(folder, 'mirror'), FETTLE_DATA: join(folder, 'data') });
  const { context } = given;
  await (
    await feedsFeature.start?.({ ...context, config: { ...context.config, feeds: { kind: 'off' } } })
  )?.();
});
afterAll(async () => {
  await given.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await sql`truncate fettle.advisory_affected, fettle.advisory, fettle.feed_problem, fettle.feed_file, fettle.cve, fettle.cve_epss cascade`.execute(
    superuser(),
  );
});
const superuser = () => given.database.superuserDb;

async function take(id: string, path: string, content: string | Buffer): Promise<Taken> {
  const feed = feedOf(id);
  if (feed === null) throw new Error(`no feed ${id}`);
  const file = join(folder, `${(made += 1)}`);
  writeFileSync(file, content);
  await sql`insert into fettle.feed_file (feed, path) values (${id}, ${path}) on conflict do nothing`.execute(superuser());
  return takeFile(given.context, {
    feed,
    path,
    file,
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: content.length,
    letThrough: null,
  });
}
const shown = async () =>
  (await sql<{ place: string; why: string }>`select place, why from fettle.feed_problem order by n`.execute(superuser())).rows;
const known = async () =>
  (
    await sql<{ what: string }>`
      select a.id || ' ' || f.ecosystem || ' ' || f.name || ' ' || coalesce(f.affected #>> '{0,ranges,0,fixed}', f.affected #>> '{0,noFix}', '?') as what
      from fettle.advisory a join fettle.advisory_affected f on f.advisory = a.key order by 1`.execute(superuser())
  ).rows.map(({ what }) => what);

const osv = (id: string, more: object = {}, range: object = { introduced: '0' }, fixed = '2.0-1') => ({
  name: `${id}.json`,
  content: JSON.stringify({
    id,
    modified: '2026-02-01T00:00:00Z',
    published: '2026-02-01T00:00:00Z',
    upstream: ['CVE-2026-10001'],
    affected: [{ package: { ecosystem: 'Debian:12', name: 'lab-app' }, ranges: [{ type: 'ECOSYSTEM', events: [range, { fixed }] }] }],
    ...more,
  }),
});
const good = osv('LAB-2026-1');

describe('cut short', () => {
  const nvd = { totalResults: 1, vulnerabilities: [{ cve: { id: 'CVE-2026-10001', published: '2026-01-01T00:00:00.000' } }] };
  const record = JSON.stringify({
    dataType: 'CVE_RECORD',
    cveMetadata: { cveId: 'CVE-2026-10001', state: 'PUBLISHED' },
    containers: { cna: {} },
  });
  test.each([
    ['osv', 'Debian/all.zip', zipOf([good, osv('LAB-2026-2')])],
    [
      'epss',
      'epss_scores-current.csv.gz',
      gzipSync('#model_version:v1,score_date:2026-02-20T00:00:00+0000\ncve,epss,percentile\nCVE-2026-10001,0.5,0.9\n'),
    ],
    ['vulnrichment', 'tar.gz/refs/heads/develop', gzipSync(tarOf([{ name: 'develop/2026/10xxx/CVE-2026-10001.json', content: record }]))],
    ['nvd', 'rest/json/cves/2.0?resultsPerPage=2000&startIndex=0', Buffer.from(JSON.stringify(nvd))],
    [
      'debian-tracker',
      'tracker/data/json',
      Buffer.from(JSON.stringify({ 'lab-app': { 'CVE-2026-10001': { releases: { bookworm: { status: 'open' } } } } })),
    ],
    ['kev', 'known_exploited_vulnerabilities.json', Buffer.from('{"vulnerabilities":[]}')],
  ])('%s is not taken, and says why; what was known stays', async (id, path, whole) => {
    await take(id, path, whole);
    const before = [
      await known(),
      (await sql`select id from fettle.cve union all select id from fettle.cve_epss`.execute(superuser())).rows,
    ];
    for (const length of [0, 10, Math.floor(whole.length / 2), whole.length - 1]) {
      const taken = await take(id, path, whole.subarray(0, length));
      expect(taken, `${length} of ${whole.length} bytes`).toMatchObject({ kind: 'unreadable', why: expect.stringMatching(/\S/) });
    }
    expect([
      await known(),
      (await sql`select id from fettle.cve union all select id from fettle.cve_epss`.execute(superuser())).rows,
    ]).toEqual(before);
  });
});

describe('a record that is none is named, and the others are taken', () => {
  test.each([
    ['an id with spaces', osv('LAB 2026 2'), 'LAB 2026 2'],
    ['an id of a thousand characters', { name: 'long.json', content: osv(`LAB-2026-${'1'.repeat(1000)}`).content }, 'long.json'],
    ['a character that can not be stored', osv('LAB-2026-2', { summary: 'a\0b' }), 'LAB-2026-2'],
    ['no JSON', { name: 'LAB-2026-2.json', content: '{"id": "LAB-2026-2' }, 'LAB-2026-2'],
    ['a list of packages that is a number', osv('LAB-2026-2', { affected: 7 }), 'LAB-2026-2'],
  ])('%s', async (_what, bad, place) => {
    expect(await take('osv', 'Debian/all.zip', zipOf([bad, good]))).toEqual({ kind: 'taken', records: 1, problems: 1 });
    expect(await known()).toEqual(['LAB-2026-1 Debian:12 lab-app 2.0-1']);
    expect(await shown()).toMatchObject([{ place: expect.stringContaining(place), why: expect.stringMatching(/\S/) }]);
  });

  test('scores as words, and beyond their bounds', async () => {
    const lines = [
      'CVE-2026-10001,high,0.9',
      'CVE-2026-10002,1.5,0.9',
      'CVE-2026-10003,0.5,NaN',
      'CVE 2026 10004,0.5,0.9',
      'CVE-2026-10005,0.5,0.9',
    ];
    const table = `#model_version:v1,score_date:2026-02-20T00:00:00+0000\ncve,epss,percentile\n${lines.join('\n')}\n`;
    expect(await take('epss', 'epss_scores-current.csv', table)).toEqual({ kind: 'taken', records: 1, problems: 4 });
    expect((await sql<{ id: string; score: number }>`select id, score from fettle.cve_epss`.execute(superuser())).rows).toEqual([
      { id: 'CVE-2026-10005', score: 0.5 },
    ]);
  });

  test('more about one package than anybody publishes', async () => {
    const statement = { package: { ecosystem: 'Debian:12', name: 'lab-big' }, versions: ['1'] };
    const big = osv('LAB-2026-2', { affected: Array.from({ length: mostOfPackage + 1 }, () => statement) });
    expect(await take('osv', 'Debian/all.zip', zipOf([big, good]))).toEqual({ kind: 'taken', records: 1, problems: 1 });
    expect(await shown()).toMatchObject([{ place: 'LAB-2026-2', why: expect.stringContaining('statements about Debian:12 lab-big') }]);
  });

  test('more bad records than anybody reads: all are counted, the first are named', async () => {
    const bad = Array.from({ length: 500 }, (_, n) => ({ name: `LAB-2026-${1000 + n}.json`, content: 'no JSON' }));
    expect(await take('osv', 'Debian/all.zip', zipOf([...bad, good]))).toEqual({ kind: 'taken', records: 1, problems: 500 });
    expect(await shown()).toHaveLength(200);
  });
});

test('versions that are no versions are kept as they came: whoever is matched with them is told that it is not known', async () => {
  await take('osv', 'Debian/all.zip', zipOf([osv('LAB-2026-2', {}, { introduced: '0' }, 'not a version')]));
  expect(await known()).toEqual(['LAB-2026-2 Debian:12 lab-app not a version']);
});

test('a date in the future is kept as it came, and what is no date takes nothing with it', async () => {
  await take('osv', 'Debian/all.zip', zipOf([osv('LAB-2026-2', { published: '2099-01-01T00:00:00Z', modified: '2099-01-01T00:00:00Z' })]));
  const rows = await sql<{ published: string }>`select published from fettle.advisory`.execute(superuser());
  expect(rows.rows).toEqual([{ published: '2099-01-01T00:00:00.000Z' }]);
  expect(await take('osv', 'Alpine/all.zip', zipOf([osv('LAB-2026-3', { published: 'soon' })]))).toMatchObject({ kind: 'taken' });
});

describe('a state of a release that can not be read', () => {
  const releases = (bookworm: unknown, trixie = '1.0-1') => ({
    releases: { bookworm, trixie: { status: 'resolved', fixed_version: trixie } },
  });
  const fixed = (version: string) => ({ status: 'resolved', fixed_version: version });
  const tracker = (document: object) => take('debian-tracker', 'tracker/data/json', JSON.stringify(document));
  const nonsense = { status: 'made up' };

  test('keeps what was known of that release, and takes what is said of the others', async () => {
    await tracker({ 'lab-app': { 'CVE-2026-10001': releases(fixed('1.2-1')) } });
    expect(await tracker({ 'lab-app': { 'CVE-2026-10001': releases(nonsense, '1.5-1') } })).toEqual({
      kind: 'taken',
      records: 1,
      problems: 1,
    });
    const kept = ['CVE-2026-10001 Debian:12 lab-app 1.2-1', 'CVE-2026-10001 Debian:13 lab-app 1.5-1'];
    expect(await known()).toEqual(kept);
    await tracker({ 'lab-app': { 'CVE-2026-10001': releases(nonsense, '1.5-1') } });
    expect(await known()).toEqual(kept);
    // The same as the last time but for what could not be read: that the release is not affected is news.
    await tracker({ 'lab-app': { 'CVE-2026-10001': releases(fixed('0'), '1.5-1') } });
    expect(await known()).toEqual(['CVE-2026-10001 Debian:13 lab-app 1.5-1']);
  });

  test('is all that stays of a vulnerability where the others ended, and goes when it can be read again', async () => {
    await tracker({ 'lab-app': { 'CVE-2026-10001': releases(fixed('1.2-1')) } });
    await tracker({ 'lab-app': { 'CVE-2026-10001': releases(nonsense, '0') } });
    expect(await known()).toEqual(['CVE-2026-10001 Debian:12 lab-app 1.2-1']);
    await tracker({ 'lab-app': { 'CVE-2026-10001': releases(fixed('1.2-1')) } });
    expect(await known()).toEqual(['CVE-2026-10001 Debian:12 lab-app 1.2-1', 'CVE-2026-10001 Debian:13 lab-app 1.0-1']);
  });

  test('as a source that can not be read keeps what was known of it, in each vulnerability', async () => {
    const both = { 'CVE-2026-10001': releases(fixed('1.2-1')), 'CVE-2026-10002': releases(fixed('2.2-1')) };
    await tracker({ 'lab-app': both, 'lab-lib': { 'CVE-2026-10001': releases(fixed('3.2-1')) } });
    expect(await tracker({ 'lab-app': 'gone', 'lab-lib': { 'CVE-2026-10001': releases(fixed('3.3-1')) } })).toMatchObject({ problems: 1 });
    expect(await known()).toEqual([
      'CVE-2026-10001 Debian:12 lab-app 1.2-1',
      'CVE-2026-10001 Debian:12 lab-lib 3.3-1',
      'CVE-2026-10001 Debian:13 lab-app 1.0-1',
      'CVE-2026-10001 Debian:13 lab-lib 1.0-1',
      'CVE-2026-10002 Debian:12 lab-app 2.2-1',
      'CVE-2026-10002 Debian:13 lab-app 1.0-1',
    ]);
  });

  test('as a package of Alpine’s that can not be read keeps what was known of it', async () => {
    const secdb = (...packages: readonly unknown[]) =>
      take('alpine-secdb', 'v3.20/main.json', JSON.stringify({ distroversion: 'v3.20', reponame: 'main', packages }));
    const pkg = (name: string, secfixes: unknown) => ({ pkg: { name, secfixes } });
    await secdb(pkg('lab-app', { '1-r0': ['CVE-2026-10001'] }), pkg('lab-lib', { '1-r0': ['CVE-2026-10001'] }));
    await secdb(pkg('lab-app', { '1-r0': [7] }), pkg('lab-lib', { '2-r0': ['CVE-2026-10001'] }));
    expect(await known()).toEqual(['CVE-2026-10001 Alpine:v3.20 lab-app 1-r0', 'CVE-2026-10001 Alpine:v3.20 lab-lib 2-r0']);
  });
});

test('a folder in which a bundle is half in place is not read: what was known stays, and the feed says what to do', async () => {
  const mirror = join(folder, 'mirror');
  mkdirSync(join(mirror, 'osv/Debian'), { recursive: true });
  writeFileSync(join(mirror, 'osv/Debian/all.zip'), zipOf([good]));
  writeFileSync(join(mirror, importNote), '{}');
  await sql`update fettle.feed set enabled = id = 'osv', parts = array['Debian:12'], due_at = ${given.context.now()}`.execute(superuser());
  await fetchDue(given.context);
  const trouble = async () =>
    (await sql<{ last_trouble: string | null }>`select last_trouble from fettle.feed where id = 'osv'`.execute(superuser())).rows[0]
      ?.last_trouble;
  expect([await known(), await trouble()]).toEqual([[], expect.stringContaining('run fettle feeds import again')]);
  rmSync(join(mirror, importNote));
  await sql`update fettle.feed set due_at = ${given.context.now()} where id = 'osv'`.execute(superuser());
  await fetchDue(given.context);
  expect([await known(), await trouble()]).toEqual([['LAB-2026-1 Debian:12 lab-app 2.0-1'], null]);
});

test('nor is the rest, where that begins while it is read, and nothing of it counts as good', async () => {
  const mirror = join(folder, 'mirror');
  for (const part of ['Alpine', 'Debian']) {
    mkdirSync(join(mirror, 'osv', part), { recursive: true });
    writeFileSync(join(mirror, 'osv', part, 'all.zip'), zipOf([osv(`LAB-2026-${part}`)]));
  }
  const feed = feedOf('osv');
  if (feed === null) throw new Error('no feed osv');
  const row = { base_url: null, whole_at: null, known_until: null };
  let files = 0;
  const between = async (): Promise<void> => {
    files += 1;
    if (files === 2) writeFileSync(join(mirror, importNote), '{}');
  };
  const wish = { feed, row, parts: ['Alpine:v3.20', 'Debian:12'], signal: new AbortController().signal, between };
  expect(await fetchFeed(given.context, wish)).toEqual({
    good: 0,
    troubles: [expect.stringContaining('run fettle feeds import again')],
    wholeAt: null,
    knownUntil: null,
  });
  expect([files, await known()]).toEqual([2, [expect.stringContaining('LAB-2026-Alpine')]]);
  rmSync(join(mirror, importNote));
  expect(await fetchFeed(given.context, wish)).toMatchObject({ good: 2, troubles: [] });
});

test('a vulnerability that is dated as nobody can have meant it loses its date alone', async () => {
  const cves = ['0000-01-01T00:00:00.000', '9999-12-31T23:59:59.999', '2026-01-01T00:00:00.000'].map((published, at) => ({
    cve: { id: `CVE-2026-1000${at + 1}`, published },
  }));
  const content = JSON.stringify({ totalResults: cves.length, vulnerabilities: cves });
  expect(await take('nvd', 'rest/json/cves/2.0?resultsPerPage=2000&startIndex=0', content)).toMatchObject({ kind: 'taken', problems: 2 });
  const found = await sql<{ id: string; published: string | null }>`select id, published from fettle.cve order by id`.execute(superuser());
  expect(found.rows.map(({ published }) => published)).toEqual([null, null, '2026-01-01T00:00:00.000Z']);
});
