/**
 * How urgent one offer is on one device, from what is published of the vulnerabilities that it ends: those of advisories that hold for the installed version
 * and are fixed by the offered one, and those that the device read in the changelog. Where a security update is offered of which no vulnerability is known
 * here, that is said, and it is urgent until more is known: silence of a feed lowers nothing.
 */
import type { ManagerId } from '../inventory/managers.ts';
import { urgencyOf, worstUrgency } from '../risk/index.ts';
import type { CveFacts, Defaulted, DeviceInput, RiskInput, UrgencyAnswer, UrgencyRules } from '../risk/index.ts';
import { compareVersions, schemeOf } from '../versions/index.ts';
import { heldSince } from './held-since.ts';
import type { Urgency } from './types.ts';

/** An advisory that holds for the version that is installed. */
export type HoldingAdvisory = {
  readonly id: string;
  /** Which feed told of it, where somebody asks. */
  readonly feed?: string;
  readonly cves: readonly string[];
  readonly fixed: string | null;
  /** RFC 3339. */
  readonly published: string | null;
  /** The publisher's own word, where it gave one. */
  readonly severity: string | null;
  /** RFC 3339: since when it is known here to hold for this software. */
  readonly since: string;
};

export type OfferToJudge = {
  readonly manager: ManagerId;
  readonly to: string;
  readonly sourceVersion: string;
  /** Whose versions advisories of this ecosystem name. */
  readonly namedBy: 'source' | 'binary';
  readonly security: boolean;
  /** RFC 3339: when this device was first offered it. */
  readonly offeredAt: string;
  /** Versions that it was offered before, which gave way to this one. */
  readonly before?: readonly OfferedBefore[];
  /** Since when this device has software for which any advisory holds; null: none does. */
  readonly detectedAt: string | null;
  /** What stood in its place before, the newest first: since when, and the advisories that hold for it, with since when that is known. */
  readonly earlier?: readonly { readonly since: string; readonly holding: ReadonlyMap<string, string> }[];
  /** CVE ids that the device read in the changelog of this step; null: not read. */
  readonly changelogCves: readonly string[] | null;
};

/** `offeredAt` as of an offer. */
export type OfferedBefore = Pick<OfferToJudge, 'to' | 'sourceVersion' | 'offeredAt'>;

/** One vulnerability that the offer ends, as the rules were asked about it. */
export type JudgedVulnerability = {
  readonly id: string;
  readonly advisories: readonly string[];
  readonly input: RiskInput;
  readonly answer: UrgencyAnswer;
};

export type JudgedOffer = {
  readonly urgency: Urgency;
  /** What it was decided on. `unmatched`: a security update of which nothing is known here, or not of all that it ends. */
  readonly basis: 'vulnerabilities' | 'unmatched' | 'no-vulnerability';
  /** The one that decided first. */
  readonly vulnerabilities: readonly JudgedVulnerability[];
  readonly reasons: readonly string[];
  readonly defaulted: readonly Defaulted[];
  /** One line to store with a decision. */
  readonly why: string;
};

export type JudgeGiven = {
  readonly holding: readonly HoldingAdvisory[];
  /** What is published of a CVE; undefined: nothing. */
  readonly factsOf: (cve: string) => CveFacts | undefined;
  /** Whether the catalogue of known exploited vulnerabilities was ever taken: without it "not in it" is not known. */
  readonly kevKnown: boolean;
  readonly device: DeviceInput;
  readonly rules: UrgencyRules;
  /** `urgencyOf`, or one that remembers: answers depend on vulnerability, maker's word and device, and not on the offer. */
  readonly ask?: (id: string, input: RiskInput, rules: UrgencyRules) => UrgencyAnswer;
};

/** Judges one offer. An advisory whose fixed version can not be compared counts as not ended by it. */
export function judgeOffer(offer: OfferToJudge, given: JudgeGiven): JudgedOffer {
  const judged = inputsOf(offer, given).map(({ id, advisories, input }) => ({
    id,
    advisories,
    input,
    answer: given.ask === undefined ? urgencyOf(input, given.rules) : given.ask(id, input, given.rules),
  }));
  const answer = worstUrgency(judged.map((one) => one.answer));
  const worst = judged.find((one) => one.answer === answer);
  const vulnerabilities = worst === undefined ? [] : [worst, ...judged.filter((one) => one !== worst)];
  const silent = judged.filter(({ id, input }) => given.factsOf(id) === undefined && input.severity?.vendor === null);
  if (offer.security && worst?.answer.urgency !== 'urgent' && (worst === undefined || silent.length > 0)) {
    const sentence = unmatched(silent.map(({ id }) => id));
    return { urgency: 'urgent', basis: 'unmatched', vulnerabilities, reasons: [sentence], defaulted: [], why: `urgent: ${sentence}` };
  }
  if (worst !== undefined) {
    const { urgency, reasons, defaulted, why } = worst.answer;
    const said = reasons.map((reason) => `${worst.id}: ${reason.sentence}`);
    return { urgency, basis: 'vulnerabilities', vulnerabilities, reasons: said, defaulted, why: `${worst.id}: ${why}` };
  }
  const { urgency, reasons, defaulted, why } = urgencyOf({ cves: [] }, given.rules);
  return { urgency, basis: 'no-vulnerability', vulnerabilities: [], reasons: reasons.map((r) => r.sentence), defaulted, why };
}

/** Why a security update is urgent of which nothing, or not everything, is known. */
function unmatched(silent: readonly string[]): string {
  const few = silent.length > 3 ? `${silent.slice(0, 3).join(', ')} and ${silent.length - 3} more` : silent.join(', ');
  const what =
    silent.length === 0
      ? 'which vulnerabilities it ends is not known here: no feed that was taken says so, and its changelog was not read or names none'
      : `it ends ${few}, of which no feed that was taken says anything`;
  return `It comes from a security pocket, and ${what}. It is urgent until more is known.`;
}

/** Whether a version has what was fixed in another; one that can not be compared has it not. */
export function isReached(
  fixed: string | null,
  by: Pick<OfferToJudge, 'to' | 'sourceVersion'>,
  { manager, namedBy }: Pick<OfferToJudge, 'manager' | 'namedBy'>,
): boolean {
  if (fixed === null) return false;
  const order = compareVersions(schemeOf(manager), fixed, namedBy === 'source' ? by.sourceVersion : by.to);
  return order === -1 || order === 0;
}

type Asked = { readonly id: string; readonly advisories: readonly string[]; readonly input: RiskInput };

function inputsOf(offer: OfferToJudge, given: JudgeGiven): readonly Asked[] {
  const ended = given.holding.filter(({ fixed }) => isReached(fixed, offer, offer));
  const byId = new Map<string, HoldingAdvisory[]>();
  // An advisory that names no CVE is a vulnerability all the same, under its own id.
  for (const advisory of ended)
    for (const id of advisory.cves.length === 0 ? [advisory.id] : advisory.cves) byId.set(id, [...(byId.get(id) ?? []), advisory]);
  for (const id of offer.changelogCves ?? []) if (!byId.has(id)) byId.set(id, []);
  return [...byId].map(([id, advisories]) => ({
    id,
    advisories: advisories.map((advisory) => advisory.id),
    input: inputOf(id, advisories, offer, given),
  }));
}

function inputOf(
  id: string,
  advisories: readonly HoldingAdvisory[],
  offer: OfferToJudge,
  { factsOf, kevKnown, device }: JudgeGiven,
): RiskInput {
  const facts = factsOf(id);
  const kev = facts?.kev ?? null;
  const inKev = kev !== null || (kevKnown ? false : null);
  return {
    cves: [id],
    events: {
      // The clock starts with the first update that mended it, not with the one that is offered now.
      released: earliest(advisories.flatMap(({ published }) => published ?? [])),
      published: facts?.published ?? null,
      ...(inKev === null ? {} : { kevAdded: kev?.added ?? null, kevDue: kev?.due ?? null }),
      detected: detectedAt(advisories, offer),
      offered: firstOffered(advisories, offer),
    },
    severity: { cvss: facts?.cvss[0]?.vector ?? null, vendor: advisories.find(({ severity }) => severity !== null)?.severity ?? null },
    inKev,
    exploitation: facts?.ssvc?.exploitation ?? null,
    automatable: facts?.ssvc?.automatable ?? null,
    technicalImpact: facts?.ssvc?.technicalImpact ?? null,
    epss: facts?.epss?.score ?? null,
    device,
  };
}

/** When it was first known that this device has it, in this version or in those before it. */
function detectedAt(advisories: readonly HoldingAdvisory[], { detectedAt: had, earlier = [] }: OfferToJudge): string | null {
  if (had === null) return null;
  const spansOf = (id: string) => earlier.map(({ since, holding }) => ({ since, known: holding.get(id) ?? null }));
  return earliest(advisories.map(({ id, since }) => heldSince({ since: had, known: since }, spansOf(id)))) ?? had;
}

/** When the first version was offered that ends it: a newer one in its place does not give more time. */
function firstOffered(advisories: readonly HoldingAdvisory[], offer: OfferToJudge): string {
  const ends = (one: OfferedBefore): boolean => advisories.some(({ fixed }) => isReached(fixed, one, offer));
  const before = (offer.before ?? []).filter(ends).map(({ offeredAt }) => offeredAt);
  return earliest([offer.offeredAt, ...before]) ?? offer.offeredAt;
}

function earliest(times: readonly string[]): string | null {
  return times.toSorted()[0] ?? null;
}
