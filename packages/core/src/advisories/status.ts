/**
 * Where one device stands with one advisory. "A fix exists" and "this device is offered it" are kept apart, as Uyuni's audit of
 * vulnerabilities does: a fix that no configured source offers is a fault of the sources and not of the patching.
 * https://www.uyuni-project.org/uyuni-docs/
 */
import { compareVersions } from '../versions/index.ts';
import type { Match, MatchAnswer, NoFixReason, UnknownReason } from './types.ts';

export type AdvisoryStatus =
  | 'not-affected'
  /** A source of the device offers a version that ends it. */
  | 'fix-offered'
  /** A fix is published, and no source of this device has it. */
  | 'fix-not-offered'
  /** The publisher has none. */
  | 'no-fix'
  /** The fixed kernel is installed and an older one runs. */
  | 'restart-pending'
  | 'unknown';

export type StatusQuestion = {
  /** Id of the advisory that is asked about. */
  readonly advisory: string;
  /** What matching says of the installed software; of several installed kernels, of the newest. */
  readonly installed: MatchAnswer;
  /** What matching says of the kernel that runs; null: this is no kernel. `unknown`: which one runs is not known. */
  readonly running: MatchAnswer | 'unknown' | null;
  /**
   * Versions of this package that the device is offered, of the source package where the ecosystem names sources; null: not known (lists
   * too old, or not asked).
   */
  readonly offered: readonly { readonly version: string; readonly withheld: string | null }[] | null;
  /** The scheme of these versions. */
  readonly scheme: string;
  /** Ids that a live patch of the running kernel has ended (kpatch, Canonical Livepatch, Ksplice); null: not known. */
  readonly livepatched: readonly string[] | null;
  /** Which feed says so, and when it was last read with success (RFC 3339). */
  readonly feed: { readonly id: string; readonly at: string };
  /** RFC 3339. */
  readonly now: string;
};

export type StatusAnswer = {
  readonly status: AdvisoryStatus;
  readonly fixed: string | null;
  readonly noFix: NoFixReason | null;
  /** The offer is there and held back: why (`pinned`, `phased`, …). */
  readonly withheld: string | null;
  /** Why the status is unknown. */
  readonly why: UnknownReason | 'offers' | 'running-kernel' | null;
  /** A live patch has ended it in memory: a state of its own beside the status, which tells of the files. null: not known. */
  readonly livepatched: boolean | null;
  readonly source: { readonly feed: string; readonly ageHours: number };
};

type Verdict =
  | { readonly is: 'affected'; readonly match: Match }
  | { readonly is: 'not' }
  | { readonly is: 'unknown'; readonly why: UnknownReason };
type Part = Pick<StatusAnswer, 'status' | 'fixed' | 'noFix' | 'withheld' | 'why'>;

const nothing = { fixed: null, noFix: null, withheld: null, why: null } as const;

/** The status of one advisory on one device. The running kernel decides exposure: one that is only installed protects nobody. */
export function statusOf(question: StatusQuestion): StatusAnswer {
  const ageHours = Temporal.Instant.from(question.now).since(Temporal.Instant.from(question.feed.at)).total('hours');
  return {
    ...partOf(question),
    livepatched: question.running === null ? null : (question.livepatched?.includes(question.advisory) ?? null),
    source: { feed: question.feed.id, ageHours: Math.max(0, ageHours) },
  };
}

function partOf(question: StatusQuestion): Part {
  const installed = verdictOf(question.installed, question.advisory);
  if (question.running === null) return ofVerdict(installed, question);
  if (question.running === 'unknown') {
    return installed.is === 'not' ? { ...nothing, status: 'unknown', why: 'running-kernel' } : ofVerdict(installed, question);
  }
  const running = verdictOf(question.running, question.advisory);
  if (running.is !== 'affected') return ofVerdict(running, question);
  if (installed.is === 'not') return { ...nothing, status: 'restart-pending', fixed: running.match.fixed };
  return ofVerdict(installed, question);
}

function verdictOf(answer: MatchAnswer, id: string): Verdict {
  const match = answer.matches.find((one) => one.advisory.id === id);
  if (match !== undefined) return { is: 'affected', match };
  const open = answer.unknown.find((one) => one.advisory === null || one.advisory.id === id);
  return open === undefined ? { is: 'not' } : { is: 'unknown', why: open.why };
}

function ofVerdict(verdict: Verdict, question: StatusQuestion): Part {
  if (verdict.is === 'not') return { ...nothing, status: 'not-affected' };
  if (verdict.is === 'unknown') return { ...nothing, status: 'unknown', why: verdict.why };
  const { fixed, noFix } = verdict.match;
  if (fixed === null) return { ...nothing, status: 'no-fix', noFix };
  if (question.offered === null) return { ...nothing, status: 'unknown', fixed, why: 'offers' };
  const offers = question.offered.map((offer) => ({ ...offer, order: compareVersions(question.scheme, offer.version, fixed) }));
  const enough = offers.filter(({ order }) => order === 0 || order === 1);
  if (enough.length > 0) {
    const free = enough.some((offer) => offer.withheld === null);
    return { ...nothing, status: 'fix-offered', fixed, withheld: free ? null : (enough[0]?.withheld ?? null) };
  }
  if (offers.some(({ order }) => order === 'unknown')) return { ...nothing, status: 'unknown', fixed, why: 'offers' };
  return { ...nothing, status: 'fix-not-offered', fixed };
}
