/** What a policy decides of an update on a device. The first rule that matches decides; where none does, the classes and names that it selects. */
import { readZone } from '../../windows/index.ts';
import { decide } from '../decide.ts';
import type { DecisionReason, UpdateDecision } from '../decide.ts';
import { matchesPattern } from '../pattern.ts';
import type { Policy } from '../types.ts';
import { countedFrom, instantOf, isNamed, matchRule, plusDays } from './match.ts';
import type { CountedFrom, SelectionRule, UpdateFacts, VersionPin } from './types.ts';

/**
 * `select`: it may go into a deployment. `defer`: not before `until`. `block`, `pin`, `exclude`: this policy does not take it. `unknown`: the policy asks for its
 * age, and nobody knows when it came out: it waits for a person. `wait`: it is selected, and the device does not offer it freely yet.
 */
export type Choice = {
  readonly decision: UpdateDecision['decision'] | 'defer' | 'block' | 'pin' | 'unknown';
  /** What decided: a rule or a pin by its place, from 0; the classes and names otherwise. */
  readonly by: { readonly kind: 'rule' | 'pin'; readonly index: number } | { readonly kind: 'classes' };
  /** Why, as in `Deferred until 4 Dec 2026: rule 2, “browsers wait a week”.` */
  readonly sentence: string;
  /** When a deferral ends (RFC 3339); null: it is none. */
  readonly until: string | null;
  /** Which date its age was counted from; null: no age was asked for, or it is not known. */
  readonly counted: CountedFrom | null;
};

export type Choosing = Pick<Policy, 'name' | 'select' | 'rules' | 'pins'>;

export function choose(policy: Choosing, facts: UpdateFacts, now: Temporal.Instant): Choice {
  const pin = pinOf(policy.pins ?? [], facts);
  if (pin !== null && !matchesPattern(pin.pin.version, facts.to))
    return {
      ...plain('pin', `Kept by a pin: ${pin.pin.package} stays at ${pin.pin.version}. ${pin.pin.because}`),
      by: { kind: 'pin', index: pin.index },
    };
  for (const [index, rule] of (policy.rules ?? []).entries()) {
    const answer = matchRule(rule, facts, now);
    if (answer === 'no') continue;
    const by = { kind: 'rule', index } as const;
    return answer === 'unknown' ? { ...unknownAge(rule, index), by } : { ...byRule(rule, index, facts, now), by };
  }
  const { decision, reasons } = decide(policy, facts);
  return { ...plain(decision, sentencesOf(reasons)), by: { kind: 'classes' } };
}

/** The first pin of this package; null: it is not pinned. */
export function pinOf(
  pins: readonly VersionPin[],
  update: Pick<UpdateFacts, 'name' | 'sourceName'>,
): { readonly pin: VersionPin; readonly index: number } | null {
  const index = pins.findIndex((one) => isNamed([one.package], update));
  const pin = pins[index];
  return pin === undefined ? null : { pin, index };
}

/**
 * The first rule that blocks a package that would come new with others, by its names alone: its class, its urgency and its source are not known then, so that
 * a rule that blocks it under conditions blocks it. null: none names it.
 */
export function blockOfNew(rules: readonly SelectionRule[], names: readonly string[]): SelectionRule | null {
  const found = rules.find(
    ({ when, action }) => action.kind === 'block' && when.products?.some((pattern) => names.some((name) => matchesPattern(pattern, name))),
  );
  return found ?? null;
}

type WithoutBy = Omit<Choice, 'by'>;

function plain(decision: Choice['decision'], sentence: string): WithoutBy {
  return { decision, sentence, until: null, counted: null };
}

function byRule(rule: SelectionRule, index: number, facts: UpdateFacts, now: Temporal.Instant): WithoutBy {
  const named = nameOf(rule, index);
  const counted = asksDays(rule) ? countedFrom(rule, facts) : null;
  const { action } = rule;
  if (action.kind === 'block') return { ...plain('block', `Blocked: ${named}. ${action.because}`), counted };
  if (action.kind === 'select') return selected(`Selected: ${named}${countedWords(counted)}.`, facts, counted);
  const end = 'until' in action ? dayBegins(action.until, facts.zone) : endOfWait(action.days, counted);
  if (end === null) return unknownAge(rule, index);
  if (Temporal.Instant.compare(now, end) >= 0)
    return selected(`Selected: ${named}; its wait ended ${dayInWords(end, facts.zone)}${countedWords(counted)}.`, facts, counted);
  return {
    ...plain('defer', `Deferred until ${dayInWords(end, facts.zone)}: ${named}${countedWords(counted)}.`),
    until: end.toString({ smallestUnit: 'second' }),
    counted,
  };
}

/** What a rule selects still waits where the device does not offer it freely, as whatever a policy selects. */
function selected(sentence: string, facts: UpdateFacts, counted: CountedFrom | null): WithoutBy {
  const { decision, reasons } = decide({ name: '', select: { classes: ['security', 'normal'], exclude: [] } }, facts);
  const more = reasons.filter(({ code }) => code !== 'class-selected');
  return { ...plain(decision, more.length === 0 ? sentence : `${sentence} ${sentencesOf(more)}`), counted };
}

function unknownAge(rule: SelectionRule, index: number): WithoutBy {
  return plain(
    'unknown',
    `Release date unknown: ${nameOf(rule, index)} asks how old it is, and nobody published that. It waits for a person.`,
  );
}

function asksDays({ when, action }: SelectionRule): boolean {
  return when.minAgeDays !== undefined || when.maxAgeDays !== undefined || (action.kind === 'defer' && 'days' in action);
}

function endOfWait(days: number, counted: CountedFrom | null): Temporal.Instant | null {
  const from = counted === null ? null : instantOf(counted.at);
  return from === null ? null : plusDays(from, days);
}

/** A zone that is not known counts as the last in which the day begins. */
function dayBegins(day: string, zone: string): Temporal.Instant {
  return Temporal.PlainDate.from(day)
    .toZonedDateTime(readZone(zone) === null ? 'Etc/GMT+12' : zone)
    .toInstant();
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As `rule 2, “browsers wait a week”`. */
function nameOf({ name }: SelectionRule, index: number): string {
  return `rule ${index + 1}, “${name}”`;
}

function countedWords(counted: CountedFrom | null): string {
  if (counted === null) return '';
  const day = counted.at.slice(0, 10);
  return counted.source === 'advisory'
    ? ` (released ${day}, as its advisory says)`
    : ` (first seen here ${day}; when it was released is not known)`;
}

function dayInWords(at: Temporal.Instant, zone: string): string {
  const read = readZone(zone) === null ? 'UTC' : zone;
  const { day, month, year } = at.toZonedDateTimeISO(read);
  return `${day} ${months[month - 1] ?? ''} ${year}`;
}

function sentencesOf(reasons: readonly DecisionReason[]): string {
  return reasons.length <= 1 ? (reasons[0]?.sentence ?? '') : reasons.map(({ sentence }) => sentence).join(' ');
}
