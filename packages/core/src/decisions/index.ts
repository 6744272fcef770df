export { barOf, barWords, barringKinds } from './bars.ts';
export type { Bar } from './bars.ts';
export { draftProblems, kindsAbout, longestExceptionDays } from './draft.ts';
export type { DecisionDraft, DraftProblem } from './draft.ts';
export { decidedUntil, effectiveDecision } from './effective.ts';
export type { EffectiveDecision, Overruled } from './effective.ts';
export { byPrecedence } from './rank.ts';
export { isAbout, isInScope, narrowness } from './reach.ts';
export { isReviewDue, standingOf, workaroundNeeds } from './standing.ts';
export type { Standing } from './standing.ts';
export { stoodAt } from './stood-at.ts';
export type { PastDecision } from './stood-at.ts';
export { clientAnswers, decisionKinds } from './types.ts';
export type {
  ClientAnswer,
  Decision,
  DecisionAbout,
  DecisionKind,
  DecisionScope,
  DecisionSubject,
  LifecycleSubject,
  Replacement,
  Workaround,
} from './types.ts';
export { followWithinDays, unfollowedSince } from './unfollowed.ts';
export type { Unbrought } from './unfollowed.ts';
export { aboutWords, answerWord, kindWord } from './words.ts';
