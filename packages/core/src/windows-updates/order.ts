/**
 * The order of a product's cumulative updates, and which of the published builds can not be true. Documents hold mistyped builds (a digit
 * swapped, another system's number); a line of updates that only grows shows them.
 */
import type { KbOfProduct } from './gather.ts';

/**
 * Between which revisions a device has the update: from `presentFrom` on surely, up to `missingUpTo` surely not. Between the two nobody
 * knows.
 */
export type Bounds = { readonly missingUpTo: number; readonly presentFrom: number };

/** Per KB; what is absent has no trustworthy place in the line: no build at all, or nothing ties it to this line. */
export type LineOrder = {
  readonly bounds: ReadonlyMap<string, Bounds>;
  /** KBs tied to the line by supersedence, in either direction. */
  readonly linked: ReadonlySet<string>;
};

type Numbered = KbOfProduct & { readonly revision: number };

/** Orders one product's cumulative line. */
export function orderLine(line: readonly KbOfProduct[]): LineOrder {
  const byKb = new Map(line.map((update) => [update.kb, update]));
  const linked = linkedOf(line, byKb);
  const numbered = line.filter((update) => hasRevision(update)).filter((update) => belongs(update, line, byKb, linked));
  const ranks = ranksOf(line, byKb);
  const months = monthsOf(line, byKb);
  const ordered = numbered.toSorted(
    (a, b) =>
      (months.get(a.kb) ?? 0) - (months.get(b.kb) ?? 0) || (ranks.get(a.kb) ?? 0) - (ranks.get(b.kb) ?? 0) || a.revision - b.revision,
  );
  const growing = longestGrowing(ordered.map((update) => update.revision));
  const bounds = new Map(ordered.map((update, at) => [update.kb, boundsAt(ordered, growing, at)]));
  return { bounds, linked };
}

function hasRevision(update: KbOfProduct): update is Numbered {
  return update.revision !== null;
}

function linkedOf(line: readonly KbOfProduct[], byKb: ReadonlyMap<string, KbOfProduct>): ReadonlySet<string> {
  const linked = new Set<string>();
  for (const update of line) {
    for (const older of update.supersedes) {
      if (!byKb.has(older) || older === update.kb) continue;
      linked.add(older);
      linked.add(update.kb);
    }
  }
  return linked;
}

/**
 * An update without any link is of this line only when its build is of the family and no link of the line spans it: where the next month's
 * update supersedes the one before it, what stands between them is a separate thing that is published like a cumulative update.
 */
function belongs(
  update: Numbered,
  line: readonly KbOfProduct[],
  byKb: ReadonlyMap<string, KbOfProduct>,
  linked: ReadonlySet<string>,
): boolean {
  if (linked.has(update.kb)) return true;
  return update.ownFamily && !line.some((newer) => [...newer.supersedes].some((kb) => spans(byKb.get(kb), update, newer)));
}

function spans(older: KbOfProduct | undefined, update: Numbered, newer: KbOfProduct): boolean {
  if (older === undefined || older.revision === null || newer.revision === null) return false;
  if (older.revision >= update.revision || update.revision >= newer.revision) return false;
  return (older.month ?? 0) <= (update.month ?? 0) && (update.month ?? 0) <= (newer.month ?? 0);
}

/** The month of each update, which is not after that of one that supersedes it: a document may name an old update for the first time. */
function monthsOf(line: readonly KbOfProduct[], byKb: ReadonlyMap<string, KbOfProduct>): ReadonlyMap<string, number> {
  const months = new Map(line.map((update) => [update.kb, update.month ?? 0]));
  for (let round = 0, changed = true; changed && round < line.length; round += 1) {
    changed = false;
    for (const newer of line) {
      const month = months.get(newer.kb) ?? 0;
      for (const kb of newer.supersedes) {
        if (!byKb.has(kb) || (months.get(kb) ?? 0) <= month) continue;
        months.set(kb, month);
        changed = true;
      }
    }
  }
  return months;
}

/** How many updates of the line each one supersedes in a row; a circle ends where it closes. */
function ranksOf(line: readonly KbOfProduct[], byKb: ReadonlyMap<string, KbOfProduct>): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (let round = 0; round < line.length; round += 1) {
    let changed = false;
    for (const update of line) {
      const rank = Math.max(
        0,
        ...[...update.supersedes].filter((kb) => byKb.has(kb) && kb !== update.kb).map((kb) => (ranks.get(kb) ?? 0) + 1),
      );
      if (rank > line.length || rank === (ranks.get(update.kb) ?? 0)) continue;
      ranks.set(update.kb, rank);
      changed = true;
    }
    if (!changed) break;
  }
  return ranks;
}

/**
 * Positions of a longest subsequence that never falls; of several, one whose numbers are small, so that a number typed too high falls out.
 */
function longestGrowing(numbers: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [at, number] of numbers.entries()) {
    const found = tails.findIndex((tail) => (numbers[tail] ?? 0) > number);
    const length = found === -1 ? tails.length : found;
    before[at] = length === 0 ? -1 : (tails[length - 1] ?? -1);
    tails[length] = at;
  }
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) kept.add(at);
  return kept;
}

function boundsAt(ordered: readonly Numbered[], growing: ReadonlySet<number>, at: number): Bounds {
  const update = ordered[at];
  const own = update?.revision ?? 0;
  const asPublished = { missingUpTo: own - 1, presentFrom: own };
  if (update === undefined || growing.has(at)) return asPublished;
  const steady = ordered.filter((_, i) => growing.has(i));
  const older = steady.filter(({ kb }) => update.supersedes.has(kb));
  const newer = steady.filter(({ supersedes }) => supersedes.has(update.kb));
  const below = greatest(older.length > 0 ? older : ordered.filter((_, i) => i < at && growing.has(i)));
  const above = least(newer.length > 0 ? newer : ordered.filter((_, i) => i > at && growing.has(i)));
  // A KB that a later document names again for an old vulnerability: its low build is true, only its month misleads.
  if (older.length === 0 && own < below) return asPublished;
  return below <= own && own <= above ? asPublished : { missingUpTo: below, presentFrom: above };
}

function greatest(updates: readonly Numbered[]): number {
  return Math.max(0, ...updates.map(({ revision }) => revision));
}

function least(updates: readonly Numbered[]): number {
  return Math.min(...updates.map(({ revision }) => revision));
}
