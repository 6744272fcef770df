/** What apt offers: pure, from the inventory, the policies, the sources and apt's own plan. */
import type { Offer, UpdateClass, WithheldReason } from '@fettle/core/inventory';
import type { DpkgPackage } from './installed.ts';
import { qualifiedName } from './names.ts';
import { newerVersions, unpinnedCandidate } from './policy.ts';
import type { KnownVersion, PackagePolicy, Source } from './policy.ts';
import type { SimulatedPlan } from './simulation-output.ts';

/** An offer before its index record is looked up. */
export type OfferSketch = Omit<Offer, 'sourceName' | 'sourceVersion' | 'bytes'>;

export type OfferQuestion = {
  readonly packages: readonly DpkgPackage[];
  readonly nativeArchitecture: string;
  readonly policies: ReadonlyMap<string, PackagePolicy>;
  readonly sources: ReadonlyMap<string, Source>;
  /** What a plain upgrade without removals would do; null: apt can plan nothing in the state the device is in. */
  readonly plan: SimulatedPlan | null;
};

/** One offer for each installed package that a configured source has something newer for. Sorted as the packages are. */
export function sketchOffers(question: OfferQuestion): readonly OfferSketch[] {
  const planned = new Set(question.plan?.installs.map((one) => `${one.name}=${one.to}`));
  return question.packages.flatMap((one) => {
    const policy = question.policies.get(qualifiedName(one.name, one.architecture, question.nativeArchitecture));
    const found = policy === undefined ? null : offeredVersion(policy);
    if (found === null) return [];
    const withheld = withheldReason(one, found, planned.has(`${one.name}=${found.version.version}`));
    return [sketch(one, found.version, withheld, question.sources)];
  });
}

type Offered = { readonly version: KnownVersion; readonly pinnedByPreference: boolean };

/** The candidate where it is newer; else what would be the candidate if a preference did not hold this package back. */
function offeredVersion(policy: PackagePolicy): Offered | null {
  const newer = newerVersions(policy);
  const candidate = newer.find((one) => one.version === policy.candidate);
  if (candidate !== undefined) return { version: candidate, pinnedByPreference: false };
  const unpinned = unpinnedCandidate(policy);
  const heldBack = newer.find((one) => one.version === unpinned?.version);
  return heldBack === undefined ? null : { version: heldBack, pinnedByPreference: true };
}

function withheldReason(one: DpkgPackage, offered: Offered, planned: boolean): WithheldReason | null {
  if (one.pinned || offered.pinnedByPreference) return 'pinned';
  if (planned) return null;
  return offered.version.phased !== null && offered.version.phased < 100 ? 'phased' : 'kept-back';
}

function sketch(one: DpkgPackage, version: KnownVersion, withheld: WithheldReason | null, known: ReadonlyMap<string, Source>): OfferSketch {
  const sources = version.sources.map((source) => known.get(source.file)).filter((source) => source !== undefined);
  // The same version often comes from a pocket and from the main archive: that a security pocket has it is what counts.
  const source = sources.find((candidate) => classOf(candidate) === 'security') ?? sources[0];
  return {
    name: one.name,
    architecture: one.architecture,
    from: one.version,
    to: version.version,
    class: source === undefined ? 'normal' : classOf(source),
    origin: { label: source?.label ?? '', archive: source?.archive ?? '', codename: source?.codename ?? '' },
    withheld,
  };
}

/**
 * A security pocket says so in its label (Debian-Security) or in its archive or codename (noble-security, bookworm-security). The name
 * of the host says nothing: mirrors carry both.
 */
export function classOf(source: Pick<Source, 'label' | 'archive' | 'codename'>): UpdateClass {
  const pocket = /(?:^|[-_ :/])security$/i;
  return [source.label, source.archive, source.codename].some((text) => pocket.test(text)) ? 'security' : 'normal';
}
