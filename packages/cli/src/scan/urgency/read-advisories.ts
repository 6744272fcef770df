/** The advisories that speak of one system, of all that a folder of feeds holds: read as a stream, and only what names its software is kept. */
import { join } from 'node:path';
import { canonicalEcosystem, familyOf, withoutRelease } from '@fettle/core/advisories';
import type { Advisory } from '@fettle/core/advisories';
import { feedFile, UnreadableFile } from '@fettle/feeds';
import type { FeedId, FeedRecord } from '@fettle/feeds';
import type { FeedHere } from './feed-folder.ts';

export type AdvisoriesRead = {
  /** Those that name the software asked about, with what they say of it only. */
  readonly advisories: readonly Advisory[];
  /** Security advisories for these ecosystems by feed, whatever they name: what a silence rests on. */
  readonly counts: ReadonlyMap<FeedId, number>;
  /** What could not be read, in sentences. */
  readonly troubles: readonly string[];
};
export type AdvisoriesWish = {
  /** In OSV's spelling. */
  readonly ecosystems: readonly string[];
  /** Names of packages and of their sources. */
  readonly names: ReadonlySet<string>;
  readonly say: (line: string) => void;
};

/** Feeds of advisories for one family of systems only; those that are not named here may speak of any. */
const families: ReadonlyMap<FeedId, string | null> = new Map([
  ['debian-tracker', 'Debian'],
  ['alpine-secdb', 'Alpine'],
  ['red-hat-csaf', 'Red Hat'],
  ['msrc-cvrf', null],
  ['kev', null],
  ['epss', null],
  ['vulnrichment', null],
  ['nvd', null],
  ['endoflife', null],
]);

/** Reads what these feeds say of these ecosystems. A file that can not be read is a trouble, and the next follows. */
export async function readAdvisories(here: readonly FeedHere[], { ecosystems, names, say }: AdvisoriesWish): Promise<AdvisoriesRead> {
  const spelt = new Set(ecosystems.flatMap((one) => [canonicalEcosystem(one), withoutRelease(canonicalEcosystem(one))]));
  const own = new Set(ecosystems.flatMap((one) => familyOf(one)?.name ?? []));
  const kept = new Map<string, Advisory[]>();
  const counts = new Map<FeedId, number>();
  const troubles: string[] = [];
  for (const one of here.filter(({ feed }) => speaksOf(feed.id, own))) {
    const paths = one.paths.filter((path) => isFor(path, own));
    for (const [at, path] of paths.entries()) {
      say(`Reading ${one.feed.displayName}${paths.length === 1 ? '' : ` (${at + 1} of ${paths.length})`}`);
      const problem = await readFile(one, path, (record) => {
        if (record.type === 'deleted') kept.delete(`${one.feed.id}\n${record.id}`);
        if (record.type !== 'advisory') return;
        const said = record.advisory.affected.filter(({ ecosystem }) => spelt.has(canonicalEcosystem(ecosystem)));
        if (said.length === 0 || record.advisory.kind !== 'security') return;
        counts.set(one.feed.id, (counts.get(one.feed.id) ?? 0) + 1);
        const affected = said.filter(({ name }) => names.has(name));
        const key = `${one.feed.id}\n${record.advisory.id}`;
        const before = one.feed.sameId === 'merge' ? (kept.get(key) ?? []) : [];
        if (affected.length > 0) kept.set(key, [...before, { ...record.advisory, affected }]);
        else if (one.feed.sameId === 'replace') kept.delete(key);
      });
      if (problem !== null) troubles.push(problem);
    }
  }
  return { advisories: [...kept.values()].flat(), counts, troubles };
}

function speaksOf(feed: FeedId, own: ReadonlySet<string>): boolean {
  const family = families.get(feed);
  return family === undefined || (family !== null && own.has(family));
}

/** An archive of another family (`Ubuntu/all.zip`) is not opened; what is named otherwise is. */
function isFor(path: string, own: ReadonlySet<string>): boolean {
  const family = /^([^/]+)\/all\.zip$/.exec(path)?.[1];
  return family === undefined || familyOf(family) === null || own.has(familyOf(family)?.name ?? '');
}

/** Gives each record of a file; returns why it could not be read to its end, in a sentence, or null. */
export async function readFile(one: FeedHere, path: string, take: (record: FeedRecord) => void): Promise<string | null> {
  try {
    for await (const record of one.feed.parse(feedFile(path, join(one.root, path)))) take(record);
    return null;
  } catch (error) {
    const expected = error instanceof UnreadableFile || (error instanceof Error && 'code' in error);
    if (!expected) throw error;
    return `${one.feed.id}/${path} can not be read: ${error.message}`;
  }
}
