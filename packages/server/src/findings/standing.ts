/** How the software of one device stands with one advisory: the core's six states, asked with what the device told of itself. */
import { ecosystemsOf, familyOf, statusOf } from '@fettle/core/advisories';
import type { Advisory, MatchAnswer, NoFixReason, StatusAnswer, UnknownReason } from '@fettle/core/advisories';
import type { ManagerId } from '@fettle/core/inventory';
import { compareVersions, schemeOf } from '@fettle/core/versions';
import { isRunning, kernelOf, newestOf, stemOf } from './kernels.ts';
import type { Kernel, SoftwareRow } from './kernels.ts';

export type OfferFact = {
  readonly software: SoftwareRow;
  readonly withheld: string | null;
  readonly urgency: 'urgent' | 'normal';
  readonly due: string | null;
  readonly due_by: string | null;
};
/** What a device told of itself, as far as a state follows from it. */
export type DeviceFacts = {
  readonly deviceId: string;
  /** `uname -r`; null: not known. */
  readonly kernel: string | null;
  /** Package managers that could be asked, with lists that could be refreshed. */
  readonly asked: ReadonlySet<ManagerId>;
  /** Every kernel that is installed, whether anything holds for it or not. */
  readonly kernels: readonly Kernel[];
  /** By `packageKey` of what is offered. */
  readonly offers: ReadonlyMap<string, readonly OfferFact[]>;
};
/** What matching says of one software and one advisory. */
export type Hold = {
  readonly fixed: string | null;
  readonly noFix: NoFixReason | null;
  /** Why it can not be said whether it holds; null: it holds. */
  readonly undecided: UnknownReason | null;
};
export type Standing = {
  readonly software: SoftwareRow;
  readonly answer: StatusAnswer;
  /** The offer that ends it; null: none does. */
  readonly offer: OfferFact | null;
};
export type About = {
  readonly id: string;
  readonly feed: { readonly id: string; readonly at: string };
  readonly now: string;
  /** Answers to the very same questions: thousands of devices have the same software and the same offers. */
  readonly memo?: Map<string, StatusAnswer>;
};

/** What an offer must share with what it replaces. */
export function packageKey({ manager, name, architecture }: SoftwareRow): string {
  return `${manager} ${name} ${architecture}`;
}

/**
 * Each software of `held` with its state, without what does not count: of kernels of one line one is answered for, and one that neither runs nor is the
 * newest is left out.
 */
export function standingsOf(
  device: DeviceFacts,
  held: readonly SoftwareRow[],
  holdOf: (softwareId: number) => Hold | undefined,
  about: About,
): readonly Standing[] {
  const answers: Standing[] = [];
  const lines = new Set<string>();
  for (const software of held) {
    const kernel = kernelOf(software);
    if (kernel !== null && lines.has(kernel.line)) continue;
    if (kernel !== null) lines.add(kernel.line);
    const standing = kernel === null ? standingOf(device, software, holdOf, about) : kernelStanding(device, kernel, holdOf, about);
    if (standing.answer.status !== 'not-affected') answers.push(standing);
  }
  return answers;
}

function standingOf(device: DeviceFacts, software: SoftwareRow, holdOf: (id: number) => Hold | undefined, about: About): Standing {
  const offers = device.offers.get(packageKey(software)) ?? [];
  const installed = answerFor(holdOf(software.id), about.id);
  return ask({ device, software, offers, installed, running: null, about, key: String(software.id) });
}

function kernelStanding(device: DeviceFacts, kernel: Kernel, holdOf: (id: number) => Hold | undefined, about: About): Standing {
  const line = device.kernels.filter((one) => one.line === kernel.line);
  const newest = newestOf(line) ?? kernel;
  const runs = device.kernel;
  const running = runs === null ? undefined : line.find((one) => isRunning(one, runs));
  const known = runs !== null && device.kernels.some((one) => isRunning(one, runs));
  const offers = [...device.offers.values()].flatMap((list) => list.filter(({ software: to }) => isSameKernel(kernel.software, to)));
  return ask({
    device,
    software: (running ?? newest).software,
    offers,
    installed: answerFor(holdOf(newest.software.id), about.id),
    // Where the kernel that runs is of another flavour, this one is only installed.
    running: known ? answerFor(running === undefined ? undefined : holdOf(running.software.id), about.id) : 'unknown',
    about,
    key: `${newest.software.id} ${known ? (running?.software.id ?? 'other') : '?'}`,
  });
}

type Question = {
  readonly device: DeviceFacts;
  readonly software: SoftwareRow;
  readonly offers: readonly OfferFact[];
  readonly installed: MatchAnswer;
  readonly running: MatchAnswer | 'unknown' | null;
  readonly about: About;
  /** Names the software that was asked about. */
  readonly key: string;
};

function ask({ device, software, offers, installed, running, about, key }: Question): Standing {
  const scheme = schemeOf(software.manager);
  const bySource = namesSources(software.ecosystem);
  const versionOf = ({ software: to }: OfferFact): string => (bySource ? to.source_version : to.version);
  const asked = device.asked.has(software.manager);
  const memoKey = `${key} ${asked} ${offers.map((offer) => `${offer.software.id}${offer.withheld ?? ''}`).join()}`;
  const answer = about.memo?.get(memoKey) ?? answerOf();
  about.memo?.set(memoKey, answer);
  return { software, answer, offer: answer.status === 'fix-offered' ? endingOffer(offers, versionOf, answer.fixed, scheme) : null };

  function answerOf(): StatusAnswer {
    const offered = offers.map((offer) => ({ version: versionOf(offer), withheld: offer.withheld }));
    const question = { advisory: about.id, installed, running, scheme, livepatched: null, feed: about.feed, now: about.now };
    const told = statusOf({ ...question, offered });
    // An offer that is there is there, however old the lists; that there is none is only known where somebody could be asked.
    return told.status === 'fix-not-offered' && !asked ? statusOf({ ...question, offered: null }) : told;
  }
}

function endingOffer(
  offers: readonly OfferFact[],
  versionOf: (offer: OfferFact) => string,
  fixed: string | null,
  scheme: string,
): OfferFact | null {
  const enough = offers.filter((offer) => {
    const order = fixed === null ? 'unknown' : compareVersions(scheme, versionOf(offer), fixed);
    return order === 0 || order === 1;
  });
  return enough.find(({ withheld }) => withheld === null) ?? enough[0] ?? null;
}

/** A newer kernel is a new package of the same source, brought by a package that names the newest: there the source tells. */
function isSameKernel(a: SoftwareRow, b: SoftwareRow): boolean {
  return a.manager === b.manager && stemOf(a.source_name) === stemOf(b.source_name);
}

/** Whose versions the advisories of a device's ecosystem name. */
function namesSources(ecosystem: string): boolean {
  const [id = '', version = ''] = ecosystem.split(':', 2);
  const [first = ''] = ecosystemsOf({ id, versionId: version });
  return familyOf(first)?.namedBy === 'source';
}

/** What was stored of a match, in the form in which the core is asked. Only the id of its advisory is looked at. */
function answerFor(hold: Hold | undefined, id: string): MatchAnswer {
  if (hold === undefined) return { matches: [], unknown: [] };
  if (hold.undecided !== null) return { matches: [], unknown: [{ advisory: named(id), why: hold.undecided }] };
  return { matches: [{ advisory: named(id), fixed: hold.fixed, noFix: hold.noFix }], unknown: [] };
}

function named(id: string): Advisory {
  const unsaid = { summary: null, published: null, modified: null, withdrawn: null } as const;
  return { id, feed: '', kind: 'security', aliases: [], cves: [], ...unsaid, severities: [], affected: [] };
}

/** From the one that needs most to the one that needs least. */
const order = ['no-fix', 'fix-not-offered', 'unknown', 'fix-offered', 'restart-pending'] as const;
export type HeldState = (typeof order)[number];

/** The state of a standing that `standingsOf` answered. */
export function stateOf({ answer }: Standing): HeldState {
  if (answer.status === 'not-affected') throw new Error('what is not affected is not held');
  return answer.status;
}

/** The worst of several; null: none is held. */
export function worstOf(standings: readonly Standing[]): HeldState | null {
  const states = new Set(standings.map(stateOf));
  return order.find((state) => states.has(state)) ?? null;
}
