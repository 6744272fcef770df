/** What every feed is held to, over its own fixtures. A feed brings `<id>/readme.md` and `<id>/fixtures/`, made by hand. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { feedOf, feedOfPath, feeds } from './list.ts';
import { fileAt, fileWith, problemsOf, recordsOf } from './testing/feed-file.ts';
import { UnreadableFile } from './types.ts';
import type { Feed, FeedAddress, FeedFile, FeedRecord } from './types.ts';

const folder = import.meta.dirname;

type Fixture = { readonly path: string; readonly place: string };

/** Files that the feed takes for its own, by their path below `fixtures/`; whole ones, not the deliberately broken. */
function fixturesOf(feed: Feed): readonly Fixture[] {
  const root = join(folder, feed.id, 'fixtures');
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((place) => ({ place, path: relative(root, place) }))
    .filter((fixture) => feed.accepts(fixture.path) && !/broken|bad|truncated|cut/.test(fixture.path));
}

/** What reading ends with: its records, or that the file is refused. Anything else thrown is a bug and stays one. */
async function outcome(feed: Feed, file: FeedFile): Promise<readonly FeedRecord[] | 'refused'> {
  try {
    return await recordsOf(feed, file);
  } catch (error) {
    if (error instanceof UnreadableFile) return 'refused';
    throw error;
  }
}

/**
 * That nothing is taken from a file which is no such file: it is refused, or all that is said of it are problems. Silence is not enough: where
 * a file tells all that its feed has to tell, it would empty what is known.
 */
function saysNothing(result: readonly FeedRecord[] | 'refused'): boolean {
  return result === 'refused' || (result.length > 0 && result.every((record) => record.type === 'problem'));
}

function idOf(record: FeedRecord): string {
  switch (record.type) {
    case 'advisory':
      return record.advisory.id;
    case 'cve':
      return record.cve.id;
    case 'windows-update':
      return JSON.stringify(record.update);
    case 'lifecycle':
      return record.product.id;
    case 'deleted':
      return record.id;
    case 'problem':
      return record.problem.where;
  }
}

test('each id is that of its folder, and each folder with a feed is listed', () => {
  const folders = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'readme.md')));
  expect(feeds.map((feed) => feed.id).toSorted()).toEqual(folders.toSorted());
  for (const feed of feeds) expect(feedOf(feed.id)).toBe(feed);
  expect(feedOf('toString')).toBeNull();
});

describe.each(feeds.map((feed) => [feed.id, feed] as const))('the feed %s', (_id, feed) => {
  test('says what it is, for whom to look it up, and whom to name', () => {
    expect(feed.displayName.trim()).not.toBe('');
    expect(feed.attribution.trim()).not.toBe('');
    expect(feed.docs.length).toBeGreaterThan(0);
    for (const address of [...feed.docs, feed.base]) expect(new URL(address).protocol).toBe('https:');
    expect(feed.everyHours).toBeGreaterThan(0);
    expect(feed.lateAfterHours).toBeGreaterThan(feed.everyHours);
    const readme = readFileSync(join(folder, feed.id, 'readme.md'), 'utf8');
    expect(readme.startsWith(`# ${feed.id}\n`)).toBe(true);
    expect(readme).toMatch(/https:\/\//);
    expect(readme).toMatch(/does not/);
  });

  test('names addresses below its base', () => {
    const addresses: readonly FeedAddress[] = feed.addresses(['Debian:12', 'Ubuntu:24.04:LTS', 'Alpine:v3.20', 'AlmaLinux:9', '../x']);
    expect(addresses.length).toBeGreaterThan(0);
    for (const { path } of addresses) {
      expect(path).toMatch(/^[A-Za-z0-9%._?=&/:+-]+$/);
      expect(path).not.toMatch(/^\/|^[a-z]+:|(?:^|\/)\.\.(?:\/|$)/i);
    }
    expect(new Set(addresses.map((address) => address.path)).size).toBe(addresses.length);
  });

  test('takes for its content what is at its addresses, and nothing foreign', () => {
    for (const path of [...fixturesOf(feed).map((fixture) => fixture.path), ...contentPaths(feed)])
      expect(feedOfPath(path)?.id, path).toBe(feed.id);
    for (const path of ['', 'readme.md', 'page.html', 'picture.png', '.json.swp']) expect(feed.accepts(path)).toBe(false);
  });

  test('reads every fixture, and the same each time', async () => {
    const fixtures = fixturesOf(feed);
    expect(fixtures.length).toBeGreaterThan(0);
    for (const { path, place } of fixtures) {
      const records = await recordsOf(feed, fileAt(place, path));
      expect(records.length, path).toBeGreaterThan(problemsOf(records).length);
      for (const record of records) expect(idOf(record), path).not.toBe('');
      expect(await recordsOf(feed, fileAt(place, path)), path).toEqual(records);
    }
  });

  test('says of every problem where it is and why', async () => {
    for (const { path, place } of fixturesOf(feed)) {
      for (const problem of problemsOf(await recordsOf(feed, fileAt(place, path)))) {
        expect(problem.where.trim()).not.toBe('');
        expect(problem.why.trim()).not.toBe('');
      }
    }
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['blanks', Buffer.from(' \n\n ')],
    ['a page', Buffer.from('<!doctype html><html><body>Try again later.</body></html>')],
    ['a word', Buffer.from('null')],
    ['an empty list', Buffer.from('[]')],
    ['an empty object', Buffer.from('{}')],
    ['a list of nonsense', Buffer.from('[1,"x",null,{"id":7},[]]')],
    ['binary', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 151 + 7) % 256))],
    ['an archive’s first bytes', Buffer.from('PK\x03\x04 and no more')],
    ['gzip of nonsense', gzipSync('nonsense '.repeat(100))],
    ['half a gzip', gzipSync('nonsense '.repeat(100)).subarray(0, 20)],
  ])('takes nothing from %s', async (_what, content) => {
    const names = new Set([...fixturesOf(feed).map((fixture) => fixture.path), ...contentPaths(feed)]);
    for (const path of names) expect(await outcome(feed, fileWith(path, content)), path).toSatisfy(saysNothing);
  });

  test('cut short says no more than the whole, and never something else', async () => {
    for (const { path, place } of fixturesOf(feed)) {
      const whole = readFileSync(place);
      const all = new Set((await recordsOf(feed, fileAt(place, path))).map((record) => JSON.stringify(record)));
      for (const share of [0.05, 0.3, 0.6, 0.9]) {
        const result = await outcome(feed, fileWith(path, whole.subarray(0, Math.floor(whole.length * share))));
        if (result === 'refused') continue;
        for (const record of result) expect(record.type === 'problem' || all.has(JSON.stringify(record)), `${path} at ${share}`).toBe(true);
      }
    }
  });
});

function contentPaths(feed: Feed): readonly string[] {
  return feed.addresses(['Debian:12', 'Alpine:v3.20']).flatMap((address) => (address.index === null ? [address.path] : []));
}
