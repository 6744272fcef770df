export { longestLoweringDays, wordProblems } from './draft.ts';
export type { WordDraft, WordProblem } from './draft.ts';
export { effectiveWords, wordStanding } from './effective.ts';
export { lowestFirst, saidLine, saidText } from './said.ts';
export { faultKinds, wordKinds } from './types.ts';
export type { FaultKind, UrgencyWord, WordKind, WordSubject } from './types.ts';
