export { deadlinesOf, dueOfOffer } from './due-of-offer.ts';
export type { DueGiven, Held, OfferDue } from './due-of-offer.ts';
export { findingsOf, withheldReasons } from './findings-of.ts';
export { judgeOffer } from './judge-offer.ts';
export type { HoldingAdvisory, JudgedOffer, JudgedVulnerability, JudgeGiven, OfferToJudge } from './judge-offer.ts';
export { groupByUpdate } from './group.ts';
export type { Update } from './group.ts';
export type { Finding, FindingReason, FindingsAnswer, Urgency } from './types.ts';
