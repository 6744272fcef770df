export { changeEstimate, leastAlikeRuns, leastOwnRuns, learnedWords, restartEstimate, runsThatCount, sizeOf } from './estimate.ts';
export type { Estimate, History, LearnedFrom, Took } from './estimate.ts';
