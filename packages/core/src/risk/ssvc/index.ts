export { ssvcTables } from './list.ts';
export { findTable } from './names.ts';
export { lookUp, ssvcOutcome, tableOutcome } from './outcome.ts';
export type { SsvcAnswer } from './outcome.ts';
export type { DecisionPoint, SsvcTable } from './types.ts';
export { cisaBod2604, cisaCoordinator } from './tables/cisa.ts';
