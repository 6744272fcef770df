/** Decisions about updates, advisories and releases past their support: what is to be deployed, worked around, replaced, accepted for a while, or blocked, by whom, and until when. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { decisionHandlers } from './handlers.ts';
import type { Changed } from './handlers.ts';
import { watchDecisions } from './watch.ts';

export { packageKey, readBarring } from './barring.ts';
export type { Barring } from './barring.ts';
export { coverSystems } from './cover-systems.ts';
export { coverUpdates } from './cover.ts';
export { decisionsFor, weighSystems } from './of-device.ts';
export type { DeviceSubject, SystemOn } from './of-device.ts';
export { strayScope } from './handlers.ts';
export type { Changed } from './handlers.ts';
export { lockClients, recordMany, standingDecisions } from './record-many.ts';
export { notOver, offeredSource, reachedOffers } from './store.ts';
export { readUnfollowed } from './unfollowed.ts';
export type { Unfollowed } from './unfollowed.ts';
export { watchDecisions } from './watch.ts';

/** How late a screen may hear that a decision has ended. What is asked for is always right. */
const watchEveryMs = 60_000;
const roundsForAll = 10;

/** `changed` is called in the transaction of each change, and when a decision has begun or ended. */
export function decisionsFeature({ changed }: { readonly changed: Changed }): Feature {
  return {
    name: 'decisions',
    handlers: decisionHandlers(changed),
    async start(context) {
      let since: Temporal.Instant | null = null;
      let rounds = 0;
      return keepWorking(context, {
        topic: 'decisions',
        everyMs: watchEveryMs,
        async round(signal) {
          since = await watchDecisions(context, { since, all: rounds % roundsForAll === 0, changed, isStopping: () => signal.aborted });
          rounds += 1;
        },
        failed: 'decisions could not be looked at; it is tried again',
      });
    },
  };
}
