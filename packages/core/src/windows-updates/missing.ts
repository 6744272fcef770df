/** What is missing on one Windows device, and which vulnerabilities are open because of it. */
import { buildsIn, readBuild, sameFamily } from './build.ts';
import type { WindowsBuild } from './build.ts';
import { gatherProduct } from './gather.ts';
import type { KbOfProduct } from './gather.ts';
import { judgeAll } from './judge.ts';
import type { Judged } from './judge.ts';
import type { MissingWindowsUpdate, WindowsDevice, WindowsState, WindowsUpdate } from './types.ts';

/**
 * Judges a device against all that is published for its product.
 *
 * Builds decide: an update whose build the device has reached is installed, whatever the system's list of KBs says, because that list
 * leaves out what was superseded. Revisions are compared within one servicing family only. A build that contradicts the order of its line
 * counts as mistyped and is replaced by what its neighbours allow. What can not be judged is named with its reason; a product that no
 * document names, and a build that can not be read, are unknown, never "nothing is missing".
 *
 * `formerNames`: earlier names of the product, see `formerNamesOf`.
 * Source: Microsoft's CVRF documents (api.msrc.microsoft.com/cvrf/v3.0), fields FixedBuild, Supercedence and SubType.
 */
export function missingWindowsUpdates(
  updates: Iterable<WindowsUpdate>,
  device: WindowsDevice,
  formerNames: readonly string[] = [],
): WindowsState {
  const build = readBuild(device.build);
  if (build === null) return { state: 'unknown', why: 'unreadable-build' };
  const published = gatherProduct(updates, [device.product, ...formerNames], build);
  if (published.length === 0) return { state: 'unknown', why: 'unknown-product' };
  if (isOfAnotherProduct(published, build)) return { state: 'unknown', why: 'build-of-another-product' };
  const listed = new Set(device.installedKBs.map((kb) => kb.replace(/^KB/i, '')));
  return summarize(judgeAll(published, build, listed), listed);
}

/** Builds are named for this product, and none is of the device's family. */
function isOfAnotherProduct(published: readonly KbOfProduct[], device: WindowsBuild): boolean {
  const named = published.filter(({ line, build }) => line === 'cumulative' && build !== null && buildsIn(build).length > 0);
  return named.length > 0 && !named.some(({ build }) => buildsIn(build ?? '').some((one) => sameFamily(one, device)));
}

function summarize(judged: readonly Judged[], listed: ReadonlySet<string>): WindowsState {
  const missing = judged.filter(({ verdict }) => verdict.state === 'missing').map(({ update }) => update);
  const { exposedCves, fixedCves, notJudgedCves } = cvesOf(judged);
  return {
    state: 'judged',
    missing: missing.toSorted(byAge).map((update) => describe(update, listed)),
    present: judged.flatMap(({ update: { kb, build }, verdict }) =>
      verdict.state === 'present' ? [{ kb, build, evidence: verdict.evidence }] : [],
    ),
    exposedCves,
    fixedCves,
    notJudgedCves,
    notJudged: judged.flatMap(({ update, verdict }) => (verdict.state === 'not-judged' ? [{ kb: update.kb, why: verdict.why }] : [])),
  };
}

function byAge(a: KbOfProduct, b: KbOfProduct): number {
  return (
    (a.month ?? 0) - (b.month ?? 0) ||
    (b.supersedes.has(a.kb) ? -1 : 0) ||
    (a.supersedes.has(b.kb) ? 1 : 0) ||
    (a.revision ?? 0) - (b.revision ?? 0)
  );
}

function describe(update: KbOfProduct, listed: ReadonlySet<string>): MissingWindowsUpdate {
  return {
    kb: update.kb,
    line: update.line,
    build: update.build,
    documents: [...update.cves.keys()],
    supersedes: [...update.supersedes],
    cves: sorted(new Set([...update.cves.values()].flatMap((cves) => [...cves]))),
    listed: listed.has(update.kb),
  };
}

/**
 * A vulnerability is open when a missing update mends it, even if an older installed one did too: it was mended again because once was not
 * enough. Only an installed update of another line that the same document offers for it (a hotpatch, a Security Only update) closes it as
 * well.
 */
export function cvesOf(judged: readonly Judged[]): {
  readonly exposedCves: string[];
  readonly fixedCves: string[];
  readonly notJudgedCves: string[];
} {
  const mended = new Set<string>();
  const fixed = new Set<string>();
  for (const { update, verdict } of judged) {
    if (verdict.state !== 'present') continue;
    for (const [document, cve] of pairsOf(update)) {
      fixed.add(cve);
      if (update.line !== 'cumulative') mended.add(`${document} ${cve}`);
    }
  }
  const exposed = new Set<string>();
  const open = new Set<string>();
  for (const { update, verdict } of judged) {
    if (verdict.state === 'present') continue;
    for (const [document, cve] of pairsOf(update)) {
      if (verdict.state === 'not-judged') open.add(cve);
      else if (!mended.has(`${document} ${cve}`)) exposed.add(cve);
    }
  }
  return {
    exposedCves: sorted(exposed),
    fixedCves: sorted([...fixed].filter((cve) => !exposed.has(cve))),
    notJudgedCves: sorted([...open].filter((cve) => !exposed.has(cve) && !fixed.has(cve))),
  };
}

function pairsOf(update: KbOfProduct): readonly (readonly [string, string])[] {
  return [...update.cves].flatMap(([document, cves]) => [...cves].map((cve) => [document, cve] as const));
}

function sorted(ids: Iterable<string>): string[] {
  return [...ids].toSorted();
}
