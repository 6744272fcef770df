/** Which CVE ids are still to be looked up: those of the steps of source packages that the offers stand for, each once. */
import type { ChangelogFacts, ManagerId, ManagerScan, Offer, Scan } from '@fettle/core/inventory';

/** `from` and `to` are source versions, as changelogs count and as they are told; `offer` is a package that takes the step. */
export type ChangelogStep = { readonly sourceName: string; readonly from: string; readonly to: string; readonly offer: Offer };
/** The steps of one manager: another may know a source package of the same name. */
export type ChangelogSteps = { readonly manager: ManagerId; readonly steps: readonly ChangelogStep[] };
type Answered = Extract<ManagerScan, { ok: true }>;

/**
 * At most `most` steps of which nothing is known yet, of the first manager that has such; null where none has. What a security pocket offers comes first: that is
 * what people wait for.
 */
export function unknownSteps(scan: Scan, most: number): ChangelogSteps | null {
  for (const one of scan.managers) {
    if (!one.ok) continue;
    const known = new Set(one.changelogs.map(keyOf));
    const steps = stepsOf(one).filter((step) => !known.has(keyOf(step)));
    if (steps.length > 0) return { manager: one.manager, steps: steps.slice(0, most) };
  }
  return null;
}

/**
 * The scan with what was found, as far as its offers still stand: it may be a newer one than the question was asked for. `facts` repeat the
 * versions of the packages that were asked for. What could not be read is `null`: told as unknown, and not asked again for the same versions.
 */
export function withChangelogs(scan: Scan, { manager, steps }: ChangelogSteps, facts: readonly ChangelogFacts[]): Scan {
  const found = steps.map(({ sourceName, from, to, offer }): ChangelogFacts => {
    const fact = facts.find((one) => keyOf(one) === keyOf(offer));
    return { sourceName, from, to, cves: fact?.cves ?? null };
  });
  return {
    ...scan,
    managers: scan.managers.map((one) =>
      one.ok && one.manager === manager ? { ...one, changelogs: standing(one, [...one.changelogs, ...found]) } : one,
    ),
  };
}

/** Of what an earlier scan had found, what still stands. */
export function carriedChangelogs(scan: Answered, last: Scan | null): readonly ChangelogFacts[] {
  const before = last?.managers.find((manager) => manager.manager === scan.manager);
  return before?.ok === true ? standing(scan, before.changelogs) : [];
}

function standing(scan: Answered, facts: readonly ChangelogFacts[]): readonly ChangelogFacts[] {
  const offered = new Set(stepsOf(scan).map(keyOf));
  return [...new Map(facts.filter((fact) => offered.has(keyOf(fact))).map((fact) => [keyOf(fact), fact])).values()];
}

function stepsOf(scan: Answered): ChangelogStep[] {
  const sources = new Map(scan.installed.map((item) => [`${item.name} ${item.architecture} ${item.version}`, item.sourceVersion]));
  const offers = scan.offers.toSorted((a, b) => Number(b.class === 'security') - Number(a.class === 'security'));
  const steps = offers.map((offer) => ({
    sourceName: offer.sourceName,
    from: sources.get(`${offer.name} ${offer.architecture} ${offer.from}`) ?? offer.from,
    to: offer.sourceVersion,
    offer,
  }));
  return [...new Map(steps.map((step) => [keyOf(step), step])).values()];
}

function keyOf(item: { sourceName: string; from: string; to: string }): string {
  return `${item.sourceName} ${item.from} ${item.to}`;
}
