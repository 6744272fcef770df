/** What all documents say of one KB for one product, brought together. */
import { buildsIn, sameFamily } from './build.ts';
import type { WindowsBuild } from './build.ts';
import { productKey } from './product.ts';
import type { UpdateLine, WindowsUpdate, WindowsUpdateScope } from './types.ts';

export type KbOfProduct = {
  readonly kb: string;
  readonly line: UpdateLine;
  /** The published text that fits the device best; null: none. */
  readonly build: string | null;
  /** The revision that it names; null: no build of this system. */
  readonly revision: number | null;
  /** The build is of the device's servicing family; false where there is none. */
  readonly ownFamily: boolean;
  /** The first month that names it, in months since year 0; null: the document's name is no month. */
  readonly month: number | null;
  readonly supersedes: ReadonlySet<string>;
  /** What it mends, by document. */
  readonly cves: ReadonlyMap<string, ReadonlySet<string>>;
};

type Gathered = {
  month: number | null;
  readonly scopes: WindowsUpdateScope[];
  readonly supersedes: Set<string>;
  readonly cves: Map<string, Set<string>>;
};

/**
 * What concerns one product, under any of these names: the scopes of others are left out. Whoever judges many devices does this once a
 * product and asks `missingWindowsUpdates` with the result.
 */
export function updatesOfProduct(updates: Iterable<WindowsUpdate>, names: readonly string[]): readonly WindowsUpdate[] {
  const keys = new Set(names.map(productKey));
  const found: WindowsUpdate[] = [];
  for (const update of updates) {
    const applies = update.applies.filter((scope) => scope.products.some((name) => keys.has(productKey(name))));
    if (applies.length > 0) found.push({ ...update, applies });
  }
  return found;
}

/** Everything that is published for these names of one product, by KB; builds are chosen for a device of the given build. */
export function gatherProduct(updates: Iterable<WindowsUpdate>, names: readonly string[], device: WindowsBuild): readonly KbOfProduct[] {
  const byKb = new Map<string, Gathered>();
  for (const update of updatesOfProduct(updates, names)) add(byKb, update);
  return [...byKb].map(([kb, gathered]) => finish(kb, gathered, device));
}

function add(byKb: Map<string, Gathered>, update: WindowsUpdate): void {
  const gathered = byKb.get(update.kb) ?? { month: null, scopes: [], supersedes: new Set<string>(), cves: new Map<string, Set<string>>() };
  byKb.set(update.kb, gathered);
  const month = monthOf(update);
  if (month !== null) gathered.month = gathered.month === null ? month : Math.min(gathered.month, month);
  for (const kb of update.supersedes) gathered.supersedes.add(kb);
  const cves = gathered.cves.get(update.document) ?? new Set<string>();
  gathered.cves.set(update.document, cves);
  for (const scope of update.applies) {
    gathered.scopes.push(scope);
    for (const cve of scope.cves) cves.add(cve);
  }
}

function finish(kb: string, gathered: Gathered, device: WindowsBuild): KbOfProduct {
  const { month, supersedes, cves, scopes } = gathered;
  return { kb, line: lineOf(kb, scopes, device), ...chooseBuild(scopes, device), month, supersedes, cves };
}

/**
 * Updates of the Secure Boot list of revoked signatures: published as security updates with a build, yet they neither change it nor follow
 * from it. Source: support.microsoft.com/help/5012170.
 */
const secureBootLists: ReadonlySet<string> = new Set(['3172729', '4524244', '4535680', '5012170']);

function lineOf(kb: string, scopes: readonly WindowsUpdateScope[], device: WindowsBuild): UpdateLine {
  if (secureBootLists.has(kb)) return 'other';
  const kinds = scopes.map((scope) => (scope.subType ?? '').replace(/[\s-]/g, '').toLowerCase());
  if (kinds.some((kind) => kind.includes('hotpatch'))) return 'hotpatch';
  // Windows 10 and later have cumulative updates only; what is called so there stands beside them.
  if (kinds.includes('securityonly')) return device.system === '10.0' ? 'other' : 'security-only';
  if (kinds.every((kind) => kind === '' || kind === 'securityupdate' || kind === 'monthlyrollup')) return 'cumulative';
  return 'other';
}

/**
 * Documents contradict each other about a few KBs. A build of the device's own family goes first, of these the revision that stands for
 * most vulnerabilities, and of equal ones the text with the device's own third number.
 */
function chooseBuild(scopes: readonly WindowsUpdateScope[], device: WindowsBuild): Pick<KbOfProduct, 'build' | 'revision' | 'ownFamily'> {
  const named = scopes.flatMap((scope) =>
    scope.fixedBuild === null
      ? []
      : buildsIn(scope.fixedBuild).map((build) => ({ build, text: scope.fixedBuild, weight: scope.cves.length })),
  );
  const ofSystem = named.filter(({ build }) => build.system === device.system);
  const ownFamily = ofSystem.filter(({ build }) => sameFamily(build, device));
  const weights = new Map<number, number>();
  const candidates = ownFamily.length > 0 ? ownFamily : ofSystem;
  for (const { build, weight } of candidates) weights.set(build.revision, (weights.get(build.revision) ?? 0) + weight);
  const [best] = candidates.toSorted(
    (a, b) =>
      (weights.get(b.build.revision) ?? 0) - (weights.get(a.build.revision) ?? 0) ||
      b.build.revision - a.build.revision ||
      Number(b.build.base === device.base) - Number(a.build.base === device.base) ||
      a.build.base - b.build.base,
  );
  if (best !== undefined) return { build: best.text, revision: best.build.revision, ownFamily: ownFamily.length > 0 };
  return { build: scopes.find((scope) => scope.fixedBuild !== null)?.fixedBuild ?? null, revision: null, ownFamily: false };
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The month of a document's name (`2026-Mar`, `2017-May-B`), else of its release; null: neither tells. */
export function monthOf(update: Pick<WindowsUpdate, 'document' | 'released'>): number | null {
  const name = /^(\d{4})-([A-Za-z]{3})(?:-|$)/.exec(update.document);
  const month = months.indexOf((name?.[2] ?? '').toLowerCase());
  if (month >= 0) return Number(name?.[1]) * 12 + month;
  const day = /^(\d{4})-(\d{2})-\d{2}$/.exec(update.released ?? '');
  return day === null ? null : Number(day[1]) * 12 + Number(day[2]) - 1;
}
