/**
 * Expands a rule on the wall calendar, without any zone. RFC 5545 read literally drops an occurrence whose wall time does
 * not exist on the day on which clocks go forward; a maintenance window must not vanish for that. So the rule is expanded in
 * floating time here, and each start is brought into the zone afterwards, where such a time moves to the next that exists.
 * COUNT therefore counts such days too.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { readRuleText, readUntil } from './rule-text.ts';
import type { WindowRule } from './types.ts';

/** Bounds on the library's work: enough for ten years of a daily rule, and an end for rules that never happen. */
const bounds = { maxIterations: 20_000, maxCandidateEvaluations: 200_000, cache: false } as const;

/** The wall times from `first` to `last`, both included, at which a readable rule opens; in order. */
export function wallStarts(
  rule: WindowRule,
  first: Temporal.PlainDateTime,
  last: Temporal.PlainDateTime,
): readonly Temporal.PlainDateTime[] {
  const text = readRuleText(rule.rule);
  if ('code' in text) return [];
  const days = rule.plusDays ?? 0;
  if (days > 0) return namedStarts(rule, text.parts, first.subtract({ days }), last.subtract({ days })).map((at) => at.add({ days }));
  return namedStarts(rule, text.parts, first, last);
}

/** The starts on the days that the rule itself names. Days of the wall calendar are added to these: clocks change nothing. */
function namedStarts(
  rule: WindowRule,
  parts: ReadonlyMap<string, string>,
  first: Temporal.PlainDateTime,
  last: Temporal.PlainDateTime,
): readonly Temporal.PlainDateTime[] {
  const expander = new RRuleTemporal({
    rruleString: `DTSTART;TZID=UTC:${basic(firstDay(rule, first).toPlainDateTime(rule.start))}\nRRULE:${floatingRule(parts, rule.zone)}`,
    ...bounds,
  });
  return expander
    .between(first.toZonedDateTime('UTC'), last.toZonedDateTime('UTC'), true)
    .map((at) => Temporal.Instant.fromEpochMilliseconds(at.epochMilliseconds).toZonedDateTimeISO('UTC').toPlainDateTime());
}

/** Rules that name their days count from no day in particular: any day before the span will do, and a near one is quick. */
function firstDay(rule: WindowRule, first: Temporal.PlainDateTime): Temporal.PlainDate {
  if (rule.from !== undefined) return Temporal.PlainDate.from(rule.from);
  return Temporal.PlainDate.from({ year: first.year - 1, month: 1, day: 1 });
}

/** The rule with UNTIL said in the wall time that stands in for UTC here. */
function floatingRule(parts: ReadonlyMap<string, string>, zone: string): string {
  return [...parts].map(([name, value]) => `${name}=${name === 'UNTIL' ? floatingUntil(value, zone) : value}`).join(';');
}

function floatingUntil(value: string, zone: string): string {
  const until = readUntil(value);
  if (until === null) throw new RangeError(`UNTIL ${value} passed the reader and is no date`);
  const wall = until.utc ? until.at.toZonedDateTime('UTC').withTimeZone(zone).toPlainDateTime() : until.at;
  return `${basic(wall)}Z`;
}

/** RFC 5545 DATE-TIME, e.g. 20260308T023000. */
function basic(at: Temporal.PlainDateTime): string {
  return at.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
}
