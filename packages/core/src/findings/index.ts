export { findingsOf } from './findings-of.ts';
export { groupByUpdate } from './group.ts';
export type { Update } from './group.ts';
export type { Finding, FindingReason, FindingsAnswer, Urgency } from './types.ts';
