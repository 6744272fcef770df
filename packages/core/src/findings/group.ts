import type { ManagerId } from '../inventory/types.ts';
import type { Finding, Urgency } from './types.ts';

/** All findings that one version of one source package mends: what people call one update. */
export type Update = {
  readonly manager: ManagerId;
  readonly sourceName: string;
  readonly sourceVersion: string;
  /** Urgent when any of its findings is. */
  readonly urgency: Urgency;
  /** All CVE ids that are known, sorted; `null` when no finding knows any. `cvesComplete` is false when some finding does not know. */
  readonly cves: readonly string[] | null;
  readonly cvesComplete: boolean;
  readonly findings: readonly Finding[];
};

/** Groups findings into updates, urgent ones first, then by source name and version. Works over one device or many. */
export function groupByUpdate(findings: readonly Finding[]): readonly Update[] {
  const groups = Map.groupBy(findings, (finding) => JSON.stringify([finding.manager, finding.sourceName, finding.sourceVersion]));
  return [...groups.values()].flatMap((group) => updateOf(group)).toSorted(byUrgencyThenName);
}

function updateOf(findings: readonly Finding[]): readonly Update[] {
  const [first] = findings;
  if (first === undefined) return [];
  const known = findings.flatMap((finding) => (finding.cves === null ? [] : [finding.cves]));
  return [
    {
      manager: first.manager,
      sourceName: first.sourceName,
      sourceVersion: first.sourceVersion,
      urgency: findings.some((finding) => finding.urgency === 'urgent') ? 'urgent' : 'normal',
      cves: known.length === 0 ? null : [...new Set(known.flat())].toSorted(),
      cvesComplete: known.length === findings.length,
      findings,
    },
  ];
}

function byUrgencyThenName(a: Update, b: Update): number {
  if (a.urgency !== b.urgency) return a.urgency === 'urgent' ? -1 : 1;
  return compareText(a.sourceName, b.sourceName) || compareText(a.sourceVersion, b.sourceVersion) || compareText(a.manager, b.manager);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
