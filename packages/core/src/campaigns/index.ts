export { aboutProblem, isAbout } from './about.ts';
export type { OfferedUpdate } from './about.ts';
export { leftInWords } from './left.ts';
export type { LeftPart } from './left.ts';
export { countStandings, isOver, standingOf } from './standing.ts';
export { clientStandings, memberStates } from './types.ts';
export type { CampaignAbout, ClientStanding, MemberFacts, MemberState } from './types.ts';
export { aboutInWords, standingWords } from './words.ts';
