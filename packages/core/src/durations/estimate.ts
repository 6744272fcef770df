/**
 * How long a change and its restart are expected to take, by what they took before: an estimate from above, since what takes longer than its window hurts more than what
 * ends early. Until there is history, the fixed rules of `windows/budget.ts` hold.
 */
import { restartSecondsWithoutHistory, secondsWithoutHistory } from '../windows/index.ts';

/** What one run took. Seconds; `restartSeconds` null: it did not restart. */
export type Took = { readonly packages: number; readonly changeSeconds: number; readonly restartSeconds: number | null };

export type LearnedFrom =
  | { readonly kind: 'device'; readonly runs: number }
  /** Of devices of the client with the same system. */
  | { readonly kind: 'alike'; readonly runs: number }
  | { readonly kind: 'fixed' };
export type Estimate = { readonly seconds: number; readonly from: LearnedFrom };

/** Newest first: of the device, and of devices like it. */
export type History = { readonly own: readonly Took[]; readonly alike: readonly Took[] };

/** So many of the newest runs count. */
export const runsThatCount = 20;
/** Fewer say nothing of the slow ones among them. */
export const leastOwnRuns = 5;
export const leastAlikeRuns = 10;
/** Of every ten runs nine took no longer. */
const share = 0.9;
/** Nothing is planned shorter. */
const leastSeconds = 60;

/** Changes of one class are compared with each other: a few packages, some, or many. */
export function sizeOf(packages: number): 'few' | 'some' | 'many' {
  if (packages <= 3) return 'few';
  return packages <= 20 ? 'some' : 'many';
}

/** For a change of so many packages. */
export function changeEstimate(history: History | undefined, packages: number): Estimate {
  const like = (runs: readonly Took[]) => runs.filter((run) => sizeOf(run.packages) === sizeOf(packages)).map((run) => run.changeSeconds);
  return learned(like(history?.own ?? []), like(history?.alike ?? [])) ?? fixed(secondsWithoutHistory(packages));
}

export function restartEstimate(history: History | undefined): Estimate {
  const restarts = (runs: readonly Took[]) => runs.flatMap(({ restartSeconds }) => restartSeconds ?? []);
  return learned(restarts(history?.own ?? []), restarts(history?.alike ?? [])) ?? fixed(restartSecondsWithoutHistory);
}

function learned(own: readonly number[], alike: readonly number[]): Estimate | null {
  const [ofDevice, ofAlike] = [own.slice(0, runsThatCount), alike.slice(0, runsThatCount)];
  if (ofDevice.length >= leastOwnRuns) return { seconds: upper(ofDevice), from: { kind: 'device', runs: ofDevice.length } };
  if (ofAlike.length >= leastAlikeRuns) return { seconds: upper(ofAlike), from: { kind: 'alike', runs: ofAlike.length } };
  return null;
}

/** The nearest rank: one that really was. */
function upper(seconds: readonly number[]): number {
  const sorted = seconds.toSorted((a, b) => a - b);
  return Math.max(leastSeconds, Math.ceil(sorted[Math.ceil(sorted.length * share) - 1] ?? 0));
}

function fixed(seconds: number): Estimate {
  return { seconds, from: { kind: 'fixed' } };
}

/** As `learned from 7 runs of this device`. */
export function learnedWords(from: LearnedFrom): string {
  switch (from.kind) {
    case 'device':
      return `learned from ${from.runs} runs of this device`;
    case 'alike':
      return `learned from ${from.runs} runs of devices with the same system`;
    case 'fixed':
      return 'by the fixed rule, until there is enough history';
  }
}
