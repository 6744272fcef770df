/** What is published of some CVEs, of all that a folder of feeds holds: files are read as streams, and only what was asked about is kept. */
import type { CveFacts } from '@fettle/core/risk';
import type { FeedId } from '@fettle/feeds';
import type { FeedHere } from './feed-folder.ts';
import { readFile } from './read-advisories.ts';

export type FactsRead = {
  readonly facts: ReadonlyMap<string, CveFacts>;
  /** Feeds that were read to their end. */
  readonly read: ReadonlySet<FeedId>;
  readonly troubles: readonly string[];
};

/** Feeds that tell of CVEs; of vectors the first one's count first: who names vulnerabilities, then the national database. */
export const factFeeds = ['vulnrichment', 'nvd', 'kev', 'epss'] as const satisfies readonly FeedId[];

type Parts = {
  published: string | null;
  kev: CveFacts['kev'];
  epss: CveFacts['epss'];
  ssvc: CveFacts['ssvc'];
  cvss: Map<FeedId, CveFacts['cvss']>;
};

/** Reads what these feeds say of these ids. Only the catalogue itself says what is in it; of several days of EPSS the last one counts. */
export async function readFacts(here: readonly FeedHere[], ids: ReadonlySet<string>, say: (line: string) => void): Promise<FactsRead> {
  const known = new Map<string, Parts>();
  const read = new Set<FeedId>();
  const troubles: string[] = [];
  for (const one of factFeeds.flatMap((id) => here.find(({ feed }) => feed.id === id) ?? [])) {
    const before = troubles.length;
    for (const path of one.paths) {
      say(`Reading ${one.feed.displayName}`);
      const problem = await readFile(one, path, (record) => {
        if (record.type !== 'cve' || !ids.has(record.cve.id)) return;
        const { id, published, kev, epss, ssvc, cvss } = record.cve;
        const parts = known.get(id) ?? { published: null, kev: null, epss: null, ssvc: null, cvss: new Map() };
        known.set(id, parts);
        parts.published ??= published ?? null;
        parts.ssvc ??= ssvc ?? null;
        if (cvss !== undefined) parts.cvss.set(one.feed.id, cvss);
        if (one.feed.id === 'kev') parts.kev = kev ?? null;
        if (epss !== undefined && epss !== null && (parts.epss === null || parts.epss.date <= epss.date)) parts.epss = epss;
      });
      if (problem !== null) troubles.push(problem);
    }
    if (troubles.length === before) read.add(one.feed.id);
  }
  const facts = [...known].map(
    ([id, { cvss, ...rest }]) => [id, { id, ...rest, cvss: factFeeds.flatMap((feed) => cvss.get(feed) ?? []) }] as const,
  );
  return { facts: new Map(facts), read, troubles };
}
