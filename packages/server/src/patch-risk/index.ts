/** What could go wrong with an update: issues that are known of it, how it ended on devices so far, and the risk of it where it is offered. */
import type { Feature } from '../platform/feature.ts';
import { knownIssueHandlers } from './handlers.ts';

export { risksOfUpdates, risksOnDevice } from './of-offers.ts';
export { noteResults } from './results.ts';

export const patchRisk: Feature = { name: 'patch-risk', handlers: knownIssueHandlers };
