/** What rules and lanes can never do, as far as that can be decided from them alone. */
import { matchesPattern } from '../pattern.ts';
import type { Policy } from '../types.ts';
import type { Lane } from './lanes.ts';
import { asksAge } from './match.ts';
import type { SelectionRule, UpdateCondition } from './types.ts';

export type SelectionLint = {
  readonly code: 'rule-unreachable' | 'rules-overlap' | 'lane-empty';
  readonly path: string;
  readonly sentence: string;
};

type Said = { readonly [Name in 'select' | 'rules' | 'lanes']?: Policy[Name] | undefined };

export function lintSelection({ rules = [], lanes = [], select }: Said): readonly SelectionLint[] {
  const hidden = rules.flatMap((rule, at): readonly SelectionLint[] => {
    const by = rules.slice(0, at).findIndex((earlier) => coversRule(earlier, rule));
    const sentence = `Rule ${at + 1}, “${rule.name}”, never decides: rule ${by + 1}, “${rules[by]?.name ?? ''}”, takes all that it would. Move it up, or remove it.`;
    return by === -1 ? [] : [{ code: 'rule-unreachable', path: `rules[${at}]`, sentence }];
  });
  const isSelecting = rules.some(({ action }) => action.kind !== 'block');
  return [...hidden, ...lintOverlaps(rules), ...lanes.flatMap((lane, at) => lintLane(lane, at, lanes, isSelecting ? undefined : select))];
}

/** A block that a rule before it takes a part from: who wrote it means it to hold, and the order says otherwise. Without names nothing can be said, and nothing is. */
function lintOverlaps(rules: readonly SelectionRule[]): readonly SelectionLint[] {
  return rules.flatMap((rule, at): readonly SelectionLint[] => {
    const { products } = rule.when;
    if (rule.action.kind !== 'block' || products === undefined) return [];
    const before = rules.slice(0, at);
    if (before.some((earlier) => coversRule(earlier, rule))) return [];
    const by = before.findIndex((earlier) => earlier.action.kind !== 'block' && mayMeet(earlier.when, rule.when));
    if (by === -1) return [];
    const sentence = `Rules ${by + 1}, “${rules[by]?.name ?? ''}”, and ${at + 1}, “${rule.name}”, overlap: what both fit of ${products.join(', ')} is not blocked, because rule ${by + 1} comes first. Move the block up if it is to hold for all of it.`;
    return [{ code: 'rules-overlap', path: `rules[${at}]`, sentence }];
  });
}

/** Whether one update may fit both. Only what is said apart for certain is apart: lists without a common word. */
function mayMeet(a: UpdateCondition, b: UpdateCondition): boolean {
  const apart = <T>(one: readonly T[] | undefined, other: readonly T[] | undefined, same: (x: T, y: T) => boolean): boolean =>
    one !== undefined && other !== undefined && !one.some((x) => other.some((y) => same(x, y)));
  const equal = (x: string, y: string): boolean => x === y;
  const patterns = (x: string, y: string): boolean => coversPattern(x, y) || coversPattern(y, x);
  return !(
    apart<string>(a.classes, b.classes, equal) ||
    apart<string>(a.urgency, b.urgency, equal) ||
    apart<string>(a.severity, b.severity, equal) ||
    apart(a.products, b.products, patterns) ||
    apart(a.origins, b.origins, patterns)
  );
}

function lintLane(lane: Lane, at: number, lanes: readonly Lane[], select: Policy['select'] | undefined): readonly SelectionLint[] {
  const empty = (why: string): readonly SelectionLint[] => [
    { code: 'lane-empty', path: `lanes[${at}].takes`, sentence: `Nothing can fall into lane “${lane.name}”: ${why}` },
  ];
  const before = lanes.slice(0, at).find((earlier) => covers(earlier.takes, lane.takes));
  if (before !== undefined) return empty(`lane “${before.name}” before it takes all of that. Change their order.`);
  const { classes } = lane.takes;
  if (select !== undefined && classes !== undefined && !classes.some((one) => select.classes.includes(one)))
    return empty(`the policy selects no ${classes.join(' or ')} updates.`);
  // A lane takes packages by the name of their source, too, and those have other names: what is left out by name can be told to be all of it only where it is everything.
  if (select?.exclude.some((out) => coversPattern(out, '*')) === true) return empty('the policy excludes all packages.');
  return [];
}

function coversRule(
  { when: earlier, countFrom = 'release' }: SelectionRule,
  { when: later, countFrom: laterFrom }: SelectionRule,
): boolean {
  return (
    covers(earlier, later) &&
    // A rule that counts from the release alone stops what has no known date, too; one that counts from elsewhere lets through what another does not.
    (!asksAge(earlier) || countFrom === 'release' || countFrom === laterFrom) &&
    (earlier.minAgeDays === undefined || (later.minAgeDays !== undefined && later.minAgeDays >= earlier.minAgeDays)) &&
    (earlier.maxAgeDays === undefined || (later.maxAgeDays !== undefined && later.maxAgeDays <= earlier.maxAgeDays))
  );
}

/** Whether all that fits the later fits the earlier; false also where that can not be told. */
function covers(earlier: UpdateCondition, later: UpdateCondition): boolean {
  return (
    isWithin(earlier.classes, later.classes) &&
    isWithin(earlier.urgency?.includes('urgent') === true ? [...earlier.urgency, 'unknown'] : earlier.urgency, later.urgency) &&
    isWithin(earlier.severity, later.severity) &&
    isPatternsWithin(earlier.products, later.products) &&
    isPatternsWithin(earlier.origins, later.origins)
  );
}

function isWithin(wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  return wide === undefined || (narrow?.every((one) => wide.includes(one)) ?? false);
}

function isPatternsWithin(wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  return wide === undefined || (narrow?.every((one) => wide.some((other) => coversPattern(other, one))) ?? false);
}

/** A star of the narrower pattern stands for itself here: what must be there word for word has none. */
function coversPattern(wide: string, narrow: string): boolean {
  return wide === narrow || matchesPattern(wide, narrow);
}
