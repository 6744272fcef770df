/**
 * What a provider may make stricter about the twelve steps, and within what. Looser than the standard is nothing: a client that stands well under a provider's rules stands
 * at least as well under the standard ones. What lacks evidence stays unknown under any rule.
 */
import { stand } from './stand.ts';
import type { StepReason, StepStanding } from './types.ts';

/** `standard`: what holds where nobody said otherwise, and the loosest that may be said. */
export const ruleRanges = {
  scanHours: { standard: 48, strictest: 4, unit: 'hours', step: 3, words: 'A device is to be scanned within so many hours' },
  riskDays: {
    standard: 3,
    strictest: 30,
    unit: 'days',
    step: 4,
    words: 'A deadline is at risk so many days ahead, where no deployment has it',
  },
} as const;
export type RangedRule = keyof typeof ruleRanges;

export type ChecklistRules = {
  readonly scanHours: number;
  readonly riskDays: number;
  /** Steps in which what needs attention counts as failing. */
  readonly attentionFails: readonly number[];
};

export const standardRules: ChecklistRules = {
  scanHours: ruleRanges.scanHours.standard,
  riskDays: ruleRanges.riskDays.standard,
  attentionFails: [],
};

/** Why these are no rules that may be set, field by field; empty: they may. */
export function ruleErrors(rules: ChecklistRules): readonly { readonly path: string; readonly message: string }[] {
  const ranged = (Object.keys(ruleRanges) as RangedRule[]).flatMap((path) => {
    const { standard, strictest, unit } = ruleRanges[path];
    const [least, most] = [Math.min(standard, strictest), Math.max(standard, strictest)];
    const isWithin = Number.isInteger(rules[path]) && rules[path] >= least && rules[path] <= most;
    return isWithin ? [] : [{ path, message: `must be ${least} to ${most} ${unit}: the standard is ${standard}, and nothing is looser` }];
  });
  const isSteps = new Set(rules.attentionFails).size === rules.attentionFails.length && rules.attentionFails.every(isStep);
  return isSteps ? ranged : [...ranged, { path: 'attentionFails', message: 'must be numbers of steps, 1 to 12, each once' }];
}

function isStep(step: number): boolean {
  return Number.isInteger(step) && step >= 1 && step <= 12;
}

/** A step of which attention is not enough. */
export function withoutAttention(standing: StepStanding): StepStanding {
  const reasons = standing.reasons.map((reason): StepReason => (reason.state === 'attention' ? { ...reason, state: 'failing' } : reason));
  return stand(reasons, standing.numbers, standing.sentence);
}
