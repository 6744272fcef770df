/** A rule while it is written: the core's own form, tidied so that it can be drawn as lists in lists. */
import { type Comparison, type FactName, type GroupRule, ruleFacts, type RuleOperator } from '@fettle/core/policy';

export type RuleList = { readonly all: readonly GroupRule[] } | { readonly any: readonly GroupRule[] };

/** What stands at the top is a list; two nots in a row are none. */
export function asList(rule: GroupRule): RuleList {
  const tidy = tidied(rule);
  return 'all' in tidy || 'any' in tidy ? tidy : { all: [tidy] };
}

function tidied(rule: GroupRule): GroupRule {
  if ('fact' in rule) return rule;
  if ('not' in rule) {
    const inner = tidied(rule.not);
    return 'not' in inner ? inner.not : { not: inner };
  }
  return 'all' in rule ? { all: rule.all.map(tidied) } : { any: rule.any.map(tidied) };
}

export function partsOf(list: RuleList): readonly GroupRule[] {
  return 'all' in list ? list.all : list.any;
}

export function withParts(list: RuleList, parts: readonly GroupRule[]): RuleList {
  return 'all' in list ? { all: parts } : { any: parts };
}

export const operatorWords: Readonly<Record<RuleOperator, string>> = {
  is: 'is',
  matches: 'fits',
  'at-least': 'is at least',
  below: 'is below',
  has: 'includes',
};

/** A comparison about another fact begins with the first thing that can be asked of it. */
export function comparisonOf(fact: FactName): Comparison {
  const { ops, choices } = ruleFacts[fact];
  const op = ops[0] ?? 'is';
  return { fact, op, value: fact === 'restartDue' ? true : (choices?.[0] ?? '') };
}

/** Comparisons of which nothing is written yet can not be asked about. */
export function isWritten(rule: GroupRule): boolean {
  if ('fact' in rule) return rule.value !== '';
  if ('not' in rule) return isWritten(rule.not);
  return partsOf(rule).length > 0 && partsOf(rule).every(isWritten);
}
