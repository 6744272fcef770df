/** What a step comes to, from what speaks against it. */
import { stepStates } from './types.ts';
import type { Found, Remedy, RemedyPlace, StepNumber, StepReason, StepStanding } from './types.ts';

/**
 * The worst reason is the state: failing before attention, that before unknown. Without a reason the step is good; whoever lacks evidence gives a reason that
 * is `unknown`, so that nothing is ever good because nobody looked.
 */
export function stand(reasons: readonly (StepReason | null)[], numbers: readonly StepNumber[], good: string): StepStanding {
  const sorted = reasons.filter((reason) => reason !== null).toSorted((a, b) => stepStates.indexOf(a.state) - stepStates.indexOf(b.state));
  const [first] = sorted;
  if (first === undefined) return { state: 'good', sentence: good, reasons: [], numbers };
  const more = sorted.length > 1 ? ` And ${sorted.length - 1} more.` : '';
  return { state: first.state, sentence: `${first.sentence}${more}`, reasons: sorted, numbers };
}

/** A reason where `value` is more than nothing; null otherwise. */
export function when(value: number, state: StepReason['state'], sentence: string, remedy: Remedy | null): StepReason | null {
  return value > 0 ? { state, sentence, remedy } : null;
}

export function missing(sentence: string, remedy: Remedy | null = null): StepReason {
  return { state: 'unknown', sentence, remedy };
}

export function at(label: string, place: Exclude<RemedyPlace, 'deployment'>): Remedy {
  return { label, place, deploymentId: null };
}

/** The newest deployment of those that were found, or the list. */
export function atDeployment(label: string, { deploymentIds: [first] }: Found): Remedy {
  return first === undefined ? at(label, 'deployments') : { label, place: 'deployment', deploymentId: first };
}

/** `1 device`, `3 devices`. */
export function many(value: number, one: string): string {
  return `${value} ${value === 1 ? one : `${one}s`}`;
}

/** `3 of 12 devices`. */
export function part(value: number, of: number, one: string): string {
  return `${value} of ${many(of, one)}`;
}

export const noDevice = missing('No device is enrolled: there is nothing to judge by.', at('Enrol a device', 'devices'));

/** Where nothing was changed there is no evidence of how changes go. */
export function nothingChanged(days: number): StepReason {
  return missing(`Nothing was changed in the last ${days} days: there is nothing to judge by.`, at('See the updates', 'updates'));
}
