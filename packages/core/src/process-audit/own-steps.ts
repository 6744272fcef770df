/** A provider's own steps: what a person's judgement is worth on a day. */
import type { StepState } from '../checklist/types.ts';
import { auditMonths, isOverdue, monthsAfter } from './due.ts';
import type { Judgement, OwnStep } from './types.ts';

export const mostOwnSteps = 20;

export type OwnStepStanding = {
  readonly state: StepState;
  readonly sentence: string;
  /** Until when the judgement holds; null: there is none. */
  readonly until: string | null;
};

/** Unknown until somebody judged it, and unknown again where the judgement is older than its interval. */
export function ownStepStanding({ months }: Pick<OwnStep, 'months'>, judged: Judgement | null, today: string): OwnStepStanding {
  if (judged === null) return { state: 'unknown', sentence: 'Nobody has judged it yet.', until: null };
  const until = monthsAfter(judged.on, months);
  const by = `${judged.by} on ${judged.on}`;
  const note = judged.note === null ? '' : ` ${judged.note}`;
  return isOverdue(until, today)
    ? { state: 'unknown', sentence: `Judged ${judged.result} by ${by}: that held until ${until}.${note}`, until }
    : { state: judged.result, sentence: `Judged by ${by}.${note}`, until };
}

/** Why these may not be a provider's own steps, field by field; empty: they may. */
export function ownStepErrors(steps: readonly OwnStep[]): readonly { readonly path: string; readonly message: string }[] {
  if (steps.length > mostOwnSteps) return [{ path: 'steps', message: `must be ${mostOwnSteps} at most` }];
  const seen = new Set<string>();
  const ids = new Set<string>();
  return steps.flatMap(({ id, title, months }, index) => {
    const known = seen.has(title.toLowerCase()) || ids.has(id);
    seen.add(title.toLowerCase());
    ids.add(id);
    return [
      ...(known ? [{ path: `steps.${index}.title`, message: 'stands already' }] : []),
      ...(monthsError(months) === null ? [] : [{ path: `steps.${index}.months`, message: monthsError(months) ?? '' }]),
    ];
  });
}

/** Null: so many months may be said. */
export function monthsError(months: number): string | null {
  const { least, most } = auditMonths;
  return Number.isInteger(months) && months >= least && months <= most ? null : `must be ${least} to ${most} months`;
}
