/** The same record may come in several files, each with a part of it: nothing of either is lost. */
import type { Advisory } from './types.ts';

/**
 * One advisory per feed and id. Affected packages, ids and severities are the union; texts and times are those of the part modified last,
 * so that a withdrawal holds when the last word is one. The order is that of first appearance.
 */
export function mergeAdvisories(advisories: Iterable<Advisory>): readonly Advisory[] {
  const parts = new Map<string, Advisory[]>();
  for (const advisory of advisories) {
    const key = `${advisory.feed} ${advisory.id}`;
    const known = parts.get(key);
    if (known === undefined) parts.set(key, [advisory]);
    else known.push(advisory);
  }
  return [...parts.values()].flatMap((same) => mergeParts(same) ?? []);
}

function mergeParts(parts: readonly Advisory[]): Advisory | undefined {
  if (parts.length === 1) return parts[0];
  const [newest] = parts.toSorted((a, b) => compareTimes(b.modified, a.modified));
  if (newest === undefined) return undefined;
  return {
    ...newest,
    aliases: unique(
      parts.flatMap((part) => part.aliases),
      String,
    ),
    cves: unique(
      parts.flatMap((part) => part.cves),
      String,
    ).toSorted(),
    severities: unique(
      parts.flatMap((part) => part.severities),
      JSON.stringify,
    ),
    affected: unique(
      parts.flatMap((part) => part.affected),
      JSON.stringify,
    ),
  };
}

/** RFC 3339 in UTC sorts as text; a time that is not told is the oldest. */
function compareTimes(a: string | null, b: string | null): number {
  if (a === b) return 0;
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
