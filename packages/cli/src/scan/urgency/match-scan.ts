/** Which advisories hold for what one package manager has installed. */
import { indexAdvisories, matchIn } from '@fettle/core/advisories';
import type { Advisory, Match, Subject } from '@fettle/core/advisories';
import type { InstalledPackage } from '@fettle/core/inventory';
import type { GoodScan } from '../steps.ts';

export type HoldingHere = {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly matches: readonly Match[];
};
export type Matched = {
  /** Software for which something holds. */
  readonly holding: readonly HoldingHere[];
  /** Software of which it can not be said whether some advisory holds. */
  readonly unsettled: readonly string[];
};

/** Names by which advisories may speak of what is installed. */
export function namesOf(scans: readonly GoodScan[]): ReadonlySet<string> {
  return new Set(scans.flatMap(({ installed }) => installed.flatMap(({ name, sourceName }) => [name, sourceName])));
}

/** Matches everything that is installed. `now`: RFC 3339. */
export function matchScan(scan: GoodScan, advisories: readonly Advisory[], ecosystems: readonly string[], now: string): Matched {
  const index = indexAdvisories(advisories);
  const holding: HoldingHere[] = [];
  const unsettled: string[] = [];
  for (const one of scan.installed) {
    const { matches, unknown } = matchIn(index, subjectOf(one), ecosystems, now);
    const { name, architecture, version } = one;
    if (matches.length > 0) holding.push({ name, architecture, version, matches });
    if (unknown.length > 0) unsettled.push(name);
  }
  return { holding, unsettled };
}

function subjectOf({ name, version, architecture, sourceName, sourceVersion, module }: InstalledPackage): Subject {
  return { ecosystem: '', name, version, architecture, sourceName, sourceVersion, module: module ?? null, repository: null };
}
