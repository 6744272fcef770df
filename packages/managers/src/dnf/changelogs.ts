/** CVE ids by the advisories (updateinfo) about every version above the installed one, up to the candidate. No download is needed. */
import type { ChangelogFacts } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { isPackageReference } from './names.ts';
import { askDnf } from './question.ts';
import { textsOf } from './shape.ts';

export type ChangelogWish = {
  readonly sourceName: string;
  readonly packageName: string;
  readonly architecture: string;
  readonly from: string;
  readonly to: string;
};

/** One question holds so many: a command line has a limit. */
const atOnce = 500;

/** One fact for each (source, from, to), in the order asked. null: no advisory speaks of the candidate, so nobody has said what it mends. */
export async function readAdvisories(
  machine: Machine,
  mode: ScanMode,
  wanted: readonly ChangelogWish[],
): Promise<readonly ChangelogFacts[]> {
  const valid = wanted.filter((one) => isPackageReference({ name: one.packageName, architecture: one.architecture, version: one.to }));
  const known = new Map<ChangelogWish, readonly string[] | null>();
  for (let from = 0; from < valid.length; from += atOnce) {
    const part = valid.slice(from, from + atOnce);
    const words = part.map((one) => ({ name: one.packageName, architecture: one.architecture, version: one.to }));
    const asked = await askDnf(machine, mode, { question: 'cves', wanted: words });
    const facts: unknown = asked.ok ? asked.fields['facts'] : null;
    if (!Array.isArray(facts) || facts.length !== part.length) continue;
    for (const [index, one] of part.entries()) known.set(one, cvesOf(facts[index]));
  }
  const groups = Map.groupBy(wanted, (one) => JSON.stringify([one.sourceName, one.from, one.to]));
  return [...groups.values()].flatMap((group): ChangelogFacts[] => {
    const [first] = group;
    if (first === undefined) return [];
    // Packages of one source: what any of them is said to mend, the source mends.
    const told = group.flatMap((one) => known.get(one) ?? []);
    const spoken = group.some((one) => (known.get(one) ?? null) !== null);
    return [{ sourceName: first.sourceName, from: first.from, to: first.to, cves: spoken ? [...new Set(told)].toSorted() : null }];
  });
}

function cvesOf(value: unknown): readonly string[] | null {
  return textsOf(value)?.filter((id) => /^CVE-\d{4}-\d{4,}$/.test(id)) ?? null;
}
