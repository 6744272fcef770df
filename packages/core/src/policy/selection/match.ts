/** Whether a condition holds of an update: yes, no, or not known. */
import { matchesPattern } from '../pattern.ts';
import type { CountedFrom, RuleCondition, RuleUrgency, SelectionRule, UpdateCondition, UpdateFacts } from './types.ts';

export type Answer = 'yes' | 'no' | 'unknown';

/** What a lane or a rule asks besides ages; always decidable, for unknown is a word of its own in urgency and severity. */
export function holds(condition: UpdateCondition, facts: UpdateFacts): boolean {
  const { classes, urgency, severity, products, origins } = condition;
  return (
    (classes === undefined || classes.includes(facts.class)) &&
    (urgency === undefined || fitsUrgency(urgency, facts.urgency)) &&
    (severity === undefined || severity.includes(facts.severity)) &&
    (products === undefined || isNamed(products, facts)) &&
    (origins === undefined || origins.some((pattern) => isFrom(pattern, facts.origin)))
  );
}

/** Nobody knows what it ends: it is urgent until more is known. */
function fitsUrgency(asked: readonly RuleUrgency[], urgency: RuleUrgency): boolean {
  return asked.includes(urgency) || (urgency === 'unknown' && asked.includes('urgent'));
}

export function isNamed(patterns: readonly string[], { name, sourceName }: Pick<UpdateFacts, 'name' | 'sourceName'>): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, name) || matchesPattern(pattern, sourceName));
}

function isFrom(pattern: string, { label, archive }: UpdateFacts['origin']): boolean {
  return matchesPattern(pattern, label) || matchesPattern(pattern, `${label}:${archive}`);
}

/** A rule's whole condition. What does not hold for another reason does not hold, whatever the age; else an unknown age makes the answer unknown. */
export function matchRule(rule: Pick<SelectionRule, 'when' | 'countFrom'>, facts: UpdateFacts, now: Temporal.Instant): Answer {
  if (!holds(rule.when, facts)) return 'no';
  if (!asksAge(rule.when)) return 'yes';
  const counted = countedFrom(rule, facts);
  const at = counted === null ? null : instantOf(counted.at);
  if (at === null) return 'unknown';
  const { minAgeDays, maxAgeDays } = rule.when;
  const isOldEnough = minAgeDays === undefined || Temporal.Instant.compare(now, plusDays(at, minAgeDays)) >= 0;
  const isYoungEnough = maxAgeDays === undefined || Temporal.Instant.compare(now, plusDays(at, maxAgeDays)) < 0;
  return isOldEnough && isYoungEnough ? 'yes' : 'no';
}

export function asksAge({ minAgeDays, maxAgeDays }: RuleCondition): boolean {
  return minAgeDays !== undefined || maxAgeDays !== undefined;
}

/** From when a rule counts ages of this update; null: that is not known. */
export function countedFrom({ countFrom = 'release' }: Pick<SelectionRule, 'countFrom'>, facts: UpdateFacts): CountedFrom | null {
  if (facts.released !== null && instantOf(facts.released) !== null) return { at: facts.released, source: 'advisory' };
  return countFrom === 'first-seen' && instantOf(facts.firstSeenAt) !== null ? { at: facts.firstSeenAt, source: 'first-seen' } : null;
}

/** A day counts as its end in UTC: it was out by then, and no age is made longer than it is. Null: neither a day nor an instant. */
export function instantOf(text: string): Temporal.Instant | null {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text).add({ days: 1 }).toZonedDateTime('UTC').toInstant();
    return Temporal.Instant.from(text);
  } catch {
    return null;
  }
}

export function plusDays(at: Temporal.Instant, days: number): Temporal.Instant {
  return at.add({ hours: days * 24 });
}
