/** Since when a deadline of an offer could be counted: what was before that moves none. */
import type { HoldingAdvisory } from '@fettle/core/findings';
import { isCredible } from '@fettle/core/published';
import type { CveFacts } from '@fettle/core/risk';
import type { OfferRow } from './judge-store.ts';

type Row = Pick<OfferRow, 'device_id' | 'old_id' | 'earlier_ids' | 'earlier_since' | 'since' | 'before_offered' | 'first_seen_at' | 'cves'>;
export type Published = {
  readonly holding: ReadonlyMap<number, readonly HoldingAdvisory[]>;
  readonly facts: ReadonlyMap<string, CveFacts>;
};

/** By device: the first day or time (RFC 3339, in UTC) of all events of these offers. A day is meant in the zone of the device's site: it may begin half a day before that of UTC. */
export function firstEvents(offers: readonly Row[], published: Published): ReadonlyMap<string, string> {
  const { holding, facts } = published;
  // A kernel has a thousand advisories, and thousands of devices have the kernel.
  const known = new Map<number, string | null>();
  const ofSoftware = (id: number): string | null => {
    let first = known.get(id);
    if (first === undefined) {
      const all = holding.get(id) ?? [];
      known.set(id, (first = earliest(all.flatMap((one) => [one.published, ...one.cves.flatMap((cve) => ofCve(facts.get(cve)))]))));
    }
    return first;
  };
  const found = new Map<string, string>();
  for (const row of offers) {
    const first = earliest([
      found.get(row.device_id) ?? null,
      row.first_seen_at,
      row.since,
      ...(row.earlier_since ?? []),
      ...(row.before_offered ?? []),
      ...[row.old_id ?? -1, ...(row.earlier_ids ?? [])].map(ofSoftware),
      ...(row.cves ?? []).flatMap((cve) => ofCve(facts.get(cve))),
    ]);
    if (first !== null) found.set(row.device_id, first);
  }
  return found;
}

function ofCve(facts: CveFacts | undefined): readonly (string | null)[] {
  return facts === undefined ? [] : [facts.published, facts.kev?.added ?? null];
}

function earliest(all: readonly (string | null)[]): string | null {
  let first: string | null = null;
  for (const at of all) if (at !== null && (first === null || at < first) && isCredible(at)) first = at;
  return first;
}
