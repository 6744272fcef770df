/** When an update came out and how severe what it ends is, as far as advisories say. */
import type { ManagerId } from '../inventory/managers.ts';
import { readSeverity, scoreVector } from '../risk/index.ts';
import type { CveFacts, Severity } from '../risk/index.ts';
import { compareVersions, schemeOf } from '../versions/index.ts';
import type { HoldingAdvisory } from './judge-offer.ts';

export type Published = {
  /** When exactly this version came out (a day or RFC 3339); null: nobody says. */
  readonly released: string | null;
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'unknown';
};

export type Offered = {
  readonly manager: ManagerId;
  readonly to: string;
  readonly sourceVersion: string;
  /** Whose versions advisories of this ecosystem name. */
  readonly namedBy: 'source' | 'binary';
};

/**
 * `holding`: the advisories that hold for the installed version. The release date is that of an advisory that was issued for exactly this version, of several the latest. A record of a
 * vulnerability (a CVE's, GitHub's) names the fix as well, and its date is that of the vulnerability: it says nothing of when the fix came out.
 */
export function publishedOf(
  offered: Offered,
  holding: readonly HoldingAdvisory[],
  factsOf: (cve: string) => Pick<CveFacts, 'cvss'> | undefined,
): Published {
  const version = offered.namedBy === 'source' ? offered.sourceVersion : offered.to;
  const order = (fixed: string) => compareVersions(schemeOf(offered.manager), fixed, version);
  const ended = holding.filter(({ fixed }) => fixed !== null && [-1, 0].includes(Number(order(fixed))));
  const issued = ended.filter(({ id, fixed }) => fixed !== null && order(fixed) === 0 && !isVulnerability(id));
  const dates = issued.flatMap(({ published }) => published ?? []).toSorted();
  return { released: dates.at(-1) ?? null, severity: worst(ended.flatMap((one) => severitiesOf(one, factsOf))) };
}

function isVulnerability(id: string): boolean {
  return /CVE-\d{4}-\d+|^(?:GHSA|GO|PYSEC|RUSTSEC)-/u.test(id);
}

/** The publisher's own word where it gave one, else the score of each CVE. */
function severitiesOf(
  { severity, cves }: HoldingAdvisory,
  factsOf: (cve: string) => Pick<CveFacts, 'cvss'> | undefined,
): readonly Severity[] {
  const word = severity === null ? null : readSeverity(severity);
  if (word !== null) return [word];
  return cves.flatMap((cve) => {
    const scored = (factsOf(cve)?.cvss ?? []).flatMap(({ vector }) => {
      const score = scoreVector(vector);
      return 'error' in score ? [] : [score.severity];
    });
    return scored.slice(0, 1);
  });
}

const weights = ['critical', 'high', 'medium', 'low'] as const;

function worst(severities: readonly Severity[]): Published['severity'] {
  if (severities.length === 0) return 'unknown';
  // “None” is the least that can be said, and no rule asks for less than low.
  return weights.find((one) => severities.some((other) => other === one)) ?? 'low';
}
