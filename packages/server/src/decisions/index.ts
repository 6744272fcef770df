/** Decisions about updates and advisories: what is to be deployed, worked around, accepted for a while, or blocked, by whom, and until when. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { decisionHandlers } from './handlers.ts';
import { watchDecisions } from './watch.ts';

export { coverUpdates } from './cover.ts';
export { decisionsFor } from './of-device.ts';
export type { DeviceSubject } from './of-device.ts';
export { notOver, reachedOffers } from './store.ts';
export { watchDecisions } from './watch.ts';

/** How late a screen may hear that a decision has ended. What is asked for is always right. */
const watchEveryMs = 60_000;
const roundsForAll = 10;

export const decisions: Feature = {
  name: 'decisions',
  handlers: decisionHandlers,
  async start(context) {
    let since: Temporal.Instant | null = null;
    let rounds = 0;
    return keepWorking(context, {
      topic: 'decisions',
      everyMs: watchEveryMs,
      async round(signal) {
        since = await watchDecisions(context, { since, all: rounds % roundsForAll === 0, isStopping: () => signal.aborted });
        rounds += 1;
      },
      failed: 'decisions could not be looked at; it is tried again',
    });
  },
};
