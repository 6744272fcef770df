/**
 * Whether each update of a product is on a device: by build and supersedence, and only where they leave it open by the system's own list.
 */
import type { WindowsBuild } from './build.ts';
import type { KbOfProduct } from './gather.ts';
import { orderLine } from './order.ts';
import type { LineOrder } from './order.ts';
import type { NotJudgedReason, PresentEvidence } from './types.ts';

export type Verdict =
  | { readonly state: 'missing' }
  | { readonly state: 'present'; readonly evidence: PresentEvidence }
  | { readonly state: 'not-judged'; readonly why: NotJudgedReason };

export type Judged = { readonly update: KbOfProduct; readonly verdict: Verdict };

const missing: Verdict = { state: 'missing' };
const notJudged = (why: NotJudgedReason): Verdict => ({ state: 'not-judged', why });
const present = (evidence: PresentEvidence): Verdict => ({ state: 'present', evidence });

/** Judges everything that is published for one product. */
export function judgeAll(updates: readonly KbOfProduct[], device: WindowsBuild, listed: ReadonlySet<string>): readonly Judged[] {
  const cumulative = updates.filter(({ line }) => line === 'cumulative');
  const order = orderLine(cumulative);
  const tracks = readTracks(updates, device, listed);
  const byBuild = new Map(cumulative.map((update) => [update.kb, byBounds(update, order, device, listed, tracks)]));
  const line = cumulative.map((update) => ({
    update,
    verdict: byBuild.get(update.kb) ?? bySupersedence(update, cumulative, order, byBuild, listed),
  }));
  const hotpatches = updates.filter((update) => update.line === 'hotpatch');
  const patched = hotpatches.filter((update) => update.ownFamily && runs(update, device, listed));
  const baseline = newest(patched);
  const others = [...patched, ...updates.filter(({ line: kind, kb }) => kind === 'security-only' && listed.has(kb))];
  return [
    ...line.map((judged) => (isCovered(judged, others) ? { ...judged, verdict: notJudged('covered') } : judged)),
    ...hotpatches.map((update) => ({ update, verdict: ofHotpatch(update, device, baseline) })),
    ...updates
      .filter((update) => update.line === 'security-only' || update.line === 'other')
      .map((update) => ({ update, verdict: beside(update, listed) })),
  ];
}

/** Null: the build says nothing about it. */
function byBounds(
  update: KbOfProduct,
  order: LineOrder,
  device: WindowsBuild,
  listed: ReadonlySet<string>,
  tracks: Tracks,
): Verdict | null {
  const bounds = order.bounds.get(update.kb);
  if (bounds === undefined) {
    if (update.revision === null) return null;
    return listed.has(update.kb) ? present('listed') : notJudged(update.ownFamily ? 'other-line' : 'other-family');
  }
  if (device.revision >= bounds.presentFrom) return tracks.rollup(bounds.presentFrom);
  if (device.revision <= bounds.missingUpTo) return missing;
  return listed.has(update.kb) ? present('listed') : notJudged('contradictory-build');
}

/** For updates whose documents name no build: older than an installed one of the line is in it, newer than a missing one is missing. */
function bySupersedence(
  update: KbOfProduct,
  line: readonly KbOfProduct[],
  order: LineOrder,
  byBuild: ReadonlyMap<string, Verdict | null>,
  listed: ReadonlySet<string>,
): Verdict {
  if (listed.has(update.kb)) return present('listed');
  if (!order.linked.has(update.kb)) return notJudged('no-build');
  const isPresent = (other: KbOfProduct): boolean => {
    const verdict = byBuild.get(other.kb);
    return verdict?.state === 'present' && verdict.evidence === 'build';
  };
  const laterMonth = (other: KbOfProduct): boolean => update.month !== null && other.month !== null && update.month < other.month;
  if (line.some((other) => isPresent(other) && (other.supersedes.has(update.kb) || laterMonth(other)))) return present('superseded');
  return [...update.supersedes].some((kb) => byBuild.get(kb)?.state === 'missing') ? missing : notJudged('no-build');
}

type Tracks = { readonly rollup: (revision: number) => Verdict };

/**
 * Systems older than Windows 10 have two lines with the same builds: Monthly Rollups hold all months before, Security Only updates one
 * month each. A build at or above a rollup's proves the rollup only when no Security Only update can have brought it there. Those are not
 * superseded, so the system lists them.
 */
function readTracks(updates: readonly KbOfProduct[], device: WindowsBuild, listed: ReadonlySet<string>): Tracks {
  const own = updates.filter((update) => update.ownFamily && (update.revision ?? Infinity) <= device.revision);
  const single = own.filter(({ line }) => line === 'security-only');
  if (single.length === 0) return { rollup: () => present('build') };
  if (listed.size === 0) return { rollup: () => notJudged('two-tracks') };
  const proved = newest(own.filter(({ line, kb }) => line === 'cumulative' && listed.has(kb)));
  const alone = newest(single.filter(({ kb }) => listed.has(kb)));
  return { rollup: (revision) => (revision <= proved || alone <= proved ? present('build') : missing) };
}

function newest(updates: readonly KbOfProduct[]): number {
  return Math.max(-1, ...updates.map(({ revision }) => revision ?? -1));
}

/** Hotpatches hold those before them; a device shows that it takes them by standing on one, or by listing one. */
function ofHotpatch(update: KbOfProduct, device: WindowsBuild, newestInstalled: number): Verdict {
  if (newestInstalled < 0 || update.revision === null || !update.ownFamily) return notJudged('hotpatch');
  if (update.revision <= newestInstalled) return present('build');
  return update.revision > device.revision ? missing : notJudged('hotpatch');
}

/** The device stands on the hotpatch, or beyond it and lists it. */
function runs(update: KbOfProduct, device: WindowsBuild, listed: ReadonlySet<string>): boolean {
  if (update.revision === null || update.revision > device.revision) return false;
  return update.revision === device.revision || listed.has(update.kb);
}

/** In every document that names it, installed updates of another line mend the same: hotpatches, Security Only updates. */
function isCovered({ update, verdict }: Judged, others: readonly KbOfProduct[]): boolean {
  if (verdict.state !== 'missing' || others.length === 0 || update.cves.size === 0) return false;
  return [...update.cves].every(([document, cves]) => [...cves].every((cve) => others.some((other) => other.cves.get(document)?.has(cve))));
}

function beside(update: KbOfProduct, listed: ReadonlySet<string>): Verdict {
  if (listed.has(update.kb)) return present('listed');
  return notJudged(update.line === 'security-only' ? 'alternative' : 'other-line');
}
