/** Stand-ins of mission-critical devices: how they differ from what they stand for, and how a device stands with its own. */
export { differences } from './differences.ts';
export type { Difference } from './differences.ts';
export { secretInText } from './secret.ts';
export { standInStanding } from './standing.ts';
export { standInCodes } from './types.ts';
export type { Machine, StandIn, StandInCode, StandInReason, StandInStanding } from './types.ts';
