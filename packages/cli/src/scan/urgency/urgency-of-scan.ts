/** Urgency without a server: what a scan found, against the feeds in a folder. Says what it rests on, and what could not be seen. */
import { ecosystemsOf } from '@fettle/core/advisories';
import type { Framework } from '@fettle/core/frameworks';
import { listensPublicly } from '@fettle/core/inventory';
import type { Scan } from '@fettle/core/inventory';
import type { GoodScan } from '../steps.ts';
import { cvesOf } from '../steps.ts';
import { blindSpots } from './blind-spots.ts';
import { feedsIn } from './feed-folder.ts';
import { judgeScan } from './judge-scan.ts';
import type { JudgedHere } from './judge-scan.ts';
import { matchScan, namesOf } from './match-scan.ts';
import type { Matched } from './match-scan.ts';
import { readAdvisories } from './read-advisories.ts';
import { readFacts } from './read-facts.ts';
import type { OpenHere, ScanUrgency } from './types.ts';

export type UrgencyWish = {
  /** Absolute path. */
  readonly folder: string;
  readonly frameworks: readonly Framework[];
  readonly zone: string;
  /** RFC 3339. */
  readonly now: string;
  readonly say: (line: string) => void;
};

/** Judges a scan by a folder of feeds. Refused where the folder holds none. */
export async function urgencyOfScan(scan: Scan, wish: UrgencyWish): Promise<ScanUrgency> {
  const here = feedsIn(wish.folder);
  const good = scan.managers.filter((manager): manager is GoodScan => manager.ok);
  const ecosystems = ecosystemsOf({ id: scan.system.os.id, versionId: scan.system.os.versionId });
  const read = await readAdvisories(here, { ecosystems, names: namesOf(good), say: wish.say });
  const matched = good.map((one) => ({ scan: one, ...matchScan(one, read.advisories, ecosystems, wish.now) }));
  const facts = await readFacts(here, cvesNamed(matched), wish.say);
  const advisories = [...read.counts.values()].reduce((sum, count) => sum + count, 0);
  const device = { listensPublicly: listensPublicly(scan.system.addresses, scan.runtime.listening) };
  const given = { facts: facts.facts, kevKnown: facts.read.has('kev'), device, ecosystems, ...wish };
  const offers = matched.flatMap((one) => judgeScan(one.scan, { ...given, holding: one.holding }));
  const feeds = here.map(({ feed, paths, newestAt }) => ({
    feed: feed.id,
    files: paths.length,
    newestAt,
    late: Temporal.Instant.from(newestAt).until(Temporal.Instant.from(wish.now)).total('hours') > feed.lateAfterHours,
    advisories: read.counts.get(feed.id) ?? null,
  }));
  const seen = {
    ecosystems,
    feeds,
    covered: advisories > 0,
    advisories,
    software: good.reduce((sum, { installed }) => sum + installed.length, 0),
    offers,
    open: matched.flatMap((one) => openOf(one, offers)),
    unsettled: [...new Set(matched.flatMap((one) => one.unsettled))],
  };
  const troubles = [...read.troubles, ...facts.troubles];
  return { ...seen, notSeen: blindSpots(scan, seen, { troubles, factFeeds: facts.read, frameworks: wish.frameworks.length > 0 }) };
}

function cvesNamed(matched: readonly (Matched & { readonly scan: GoodScan })[]): ReadonlySet<string> {
  return new Set(
    matched.flatMap(({ scan, holding }) => [
      ...holding.flatMap(({ matches }) => matches.flatMap(({ advisory }) => advisory.cves)),
      ...scan.offers.flatMap((offer) => cvesOf(scan, offer) ?? []),
    ]),
  );
}

function openOf({ scan, holding }: Matched & { readonly scan: GoodScan }, offers: readonly JudgedHere[]): readonly OpenHere[] {
  const ended = new Set(
    offers
      .filter((one) => one.manager === scan.manager)
      .flatMap((one) => one.advisories.map((id) => `${one.name}\n${one.architecture}\n${one.from}\n${id}`)),
  );
  return holding.flatMap(({ name, architecture, version, matches }) =>
    matches
      .filter(({ advisory }) => !ended.has(`${name}\n${architecture}\n${version}\n${advisory.id}`))
      .map(({ advisory, fixed, noFix }) => ({ name, architecture, version, advisory: advisory.id, cves: advisory.cves, fixed, noFix })),
  );
}
