/**
 * Urgent or normal: how we act on an update for one device. It is not the deadline, which the frameworks set and which may be short while
 * the urgency is normal, and not the risk that the update itself brings.
 */
import { riskFacts } from './facts.ts';
import type { RiskFacts } from './facts.ts';
import { bodBandOf, bodBands, bodDays, ssvcLevelOf, ssvcLevels } from './levels.ts';
import type { BodBand, SsvcLevel } from './levels.ts';
import type { Defaulted, Override, RiskInput } from './types.ts';
import { defaultUrgencyRules } from './urgency-rules.ts';
import type { UrgencyRules } from './urgency-rules.ts';

export type UrgencyReasonCode =
  | 'in-kev'
  | 'ssvc'
  | 'bod-26-04'
  | 'epss-and-cvss'
  | 'fault-shown'
  | 'override'
  | 'override-without-reason'
  | 'no-vulnerability'
  | 'no-rule-fired';

export type UrgencyReason = { readonly code: UrgencyReasonCode; readonly sentence: string };

export type UrgencyAnswer = {
  readonly urgency: 'urgent' | 'normal';
  readonly ssvc: SsvcLevel | null;
  readonly bod2604: BodBand | null;
  /** Every rule that fired, not only the first; for normal, why none did. An override stands in front of what it overrides. */
  readonly reasons: readonly UrgencyReason[];
  readonly defaulted: readonly Defaulted[];
  /** One line to store with the decision: what decided, with which inputs, defaults and version of the rules. */
  readonly why: string;
};

/**
 * Decides for one vulnerability of one update on one device. Urgent: in the catalogue of known exploited vulnerabilities, SSVC attend or
 * act, a BOD 26-04 time of 14 days or less, EPSS and CVSS both over their thresholds, a fault that this device shows, or a person
 * with a reason; all of it by `rules`. An override without a reason is not followed.
 */
export function urgencyOf(input: RiskInput, rules: UrgencyRules = defaultUrgencyRules): UrgencyAnswer {
  const facts = riskFacts(input);
  const ssvc = ssvcLevelOf(facts);
  const bod2604 = bodBandOf(facts);
  const likely = likelihood(facts, rules);
  const fired = [...kev(facts), ...ssvcReason(ssvc, rules), ...bodReason(bod2604, rules), ...likely.reasons, ...faultReason(input)];
  const decided = override(input.override ?? null, fired, facts);
  const defaulted = [...facts.defaulted, ...likely.defaulted];
  return { ...decided, ssvc, bod2604, defaulted, why: explain(decided, facts, defaulted, rules) };
}

type Decided = Pick<UrgencyAnswer, 'urgency' | 'reasons'>;

function kev(facts: RiskFacts): readonly UrgencyReason[] {
  return facts.inKev ? [{ code: 'in-kev', sentence: 'The catalogue of known exploited vulnerabilities has it.' }] : [];
}

function ssvcReason(level: SsvcLevel | null, rules: UrgencyRules): readonly UrgencyReason[] {
  if (level === null || !rules.ssvcLevels.includes(level)) return [];
  return [{ code: 'ssvc', sentence: `SSVC says ${level} for this device.` }];
}

function bodReason(band: BodBand | null, rules: UrgencyRules): readonly UrgencyReason[] {
  const days = band === null ? null : bodDays(band);
  if (days === null || days > rules.bodWithinDays) return [];
  return [{ code: 'bod-26-04', sentence: `BOD 26-04 gives it ${band} on this device.` }];
}

/** EPSS and CVSS together. A missing EPSS fires nothing and is listed; a missing CVSS does not stop a high EPSS, since it is not 0. */
function likelihood(
  { vulnerability, epss, cvss, vendor }: RiskFacts,
  { epssAtLeast, cvssAtLeast }: UrgencyRules,
): { readonly reasons: readonly UrgencyReason[]; readonly defaulted: readonly Defaulted[] } {
  if (!vulnerability || epss === null || epss < epssAtLeast) return { reasons: [], defaulted: [] };
  if (cvss !== null && cvss.score < cvssAtLeast) return { reasons: [], defaulted: [] };
  if (cvss === null && vendor !== null && vendor !== 'critical' && vendor !== 'high') return { reasons: [], defaulted: [] };
  const known = cvss === null ? 'its CVSS score is not known' : `its CVSS score is ${cvss.score.toFixed(1)}`;
  const why = `With an EPSS of ${epss} an unknown CVSS score counts as ${cvssAtLeast.toFixed(1)} reached.`;
  return {
    reasons: [{ code: 'epss-and-cvss', sentence: `Exploitation in the next 30 days has a probability of ${epss} (EPSS), and ${known}.` }],
    defaulted: cvss === null ? [{ input: 'severity.cvss', value: cvssAtLeast.toFixed(1), why }] : [],
  };
}

function faultReason({ fault }: RiskInput): readonly UrgencyReason[] {
  if (fault === undefined || fault === null || fault.reason.trim() === '') return [];
  const who = fault.shownBy === 'person' ? 'a person saw it' : 'its maker classed the update so';
  return [{ code: 'fault-shown', sentence: `It mends a fault of ${fault.kind} that this device shows (${who}): ${fault.reason}` }];
}

function override(wish: Override | null, fired: readonly UrgencyReason[], facts: RiskFacts): Decided {
  const ruled: Decided = fired.length > 0 ? { urgency: 'urgent', reasons: fired } : { urgency: 'normal', reasons: [whyNormal(facts)] };
  if (wish === null) return ruled;
  if (wish.reason.trim() === '') {
    const sentence = `${wish.by} wanted it ${wish.urgency} and gave no reason: the rules decide.`;
    return { ...ruled, reasons: [...ruled.reasons, { code: 'override-without-reason', sentence }] };
  }
  const against = wish.urgency === ruled.urgency ? 'as the rules say' : `where the rules say ${ruled.urgency}`;
  const sentence = `${wish.by} decided ${wish.urgency}, ${against}: ${wish.reason}`;
  return { urgency: wish.urgency, reasons: [{ code: 'override', sentence }, ...ruled.reasons] };
}

function whyNormal(facts: RiskFacts): UrgencyReason {
  return facts.vulnerability
    ? { code: 'no-rule-fired', sentence: 'None of the rules that make an update urgent holds.' }
    : { code: 'no-vulnerability', sentence: 'It mends no vulnerability that anybody names.' };
}

function explain({ urgency, reasons }: Decided, facts: RiskFacts, defaulted: readonly Defaulted[], rules: UrgencyRules): string {
  const sentences = reasons.map((reason) => reason.sentence).join(' ');
  const taken = defaulted.flatMap(({ input, value }) => (value === null ? [] : [`${input} = ${value}`]));
  const defaults = taken.length === 0 ? '' : ` Not known, so taken as: ${taken.join(', ')}.`;
  return `${urgency}: ${sentences}${facts.vulnerability ? ` Inputs: ${inputs(facts)}.` : ''}${defaults} Rules: version ${rules.version}.`;
}

function inputs(facts: RiskFacts): string {
  const pairs = [
    ['in KEV', facts.inKev ? 'yes' : 'no'],
    ['exploitation', facts.exploitation],
    ['automatable', facts.automatable ? 'yes' : 'no'],
    ['technical impact', facts.technicalImpact],
    ['exposed', facts.device.exposed ? 'yes' : 'no'],
    ['tier', facts.device.tier],
    ['EPSS', facts.epss ?? 'unknown'],
    ['CVSS', facts.cvss?.score.toFixed(1) ?? 'unknown'],
    ['maker', facts.vendor ?? 'unknown'],
  ];
  return pairs.map(([name, value]) => `${name} ${value}`).join(', ');
}

/**
 * An update with several vulnerabilities is as urgent as the worst of them: the answer of that one, first by `urgent`, then by its time.
 */
export function worstUrgency(answers: readonly UrgencyAnswer[]): UrgencyAnswer | null {
  return answers.toSorted((a, b) => rank(b) - rank(a))[0] ?? null;
}

/** Urgent above normal; inside, the shorter BOD 26-04 time, then the worse SSVC level. */
function rank({ urgency, bod2604, ssvc }: UrgencyAnswer): number {
  const band = bod2604 === null ? 0 : bodBands.indexOf(bod2604) + 1;
  const level = ssvc === null ? 0 : ssvcLevels.indexOf(ssvc) + 1;
  return (urgency === 'urgent' ? 100 : 0) + band * 10 + level;
}
