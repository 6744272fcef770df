/** Decisions about updates, advisories and releases past their support: what is to be deployed, worked around, replaced, accepted for a while, or blocked, by whom, and until when. */
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { decisionHandlers } from './handlers.ts';
import type { Changed } from './handlers.ts';
import { coverTopic } from './cover-subjects.ts';
import { watchDecisions } from './watch.ts';

export { clientsWithBarring, packageKey, readBarring } from './barring.ts';
export type { Barring } from './barring.ts';
export { coverDevices, coverSubjects } from './cover-subjects.ts';
export { coverUpdates } from './cover.ts';
export { decisionsAt, decisionsFor, weighReleases } from './of-device.ts';
export type { DeviceSubject, ReleaseOn } from './of-device.ts';
export { offeredAbout, sortedScope, strayScope } from './handlers.ts';
export type { Changed } from './handlers.ts';
export { lockClients, recordMany, standingDecisions } from './record-many.ts';
export { notOver, reachedOffers, readDecisions } from './store.ts';
export type { DecisionRow } from './store.ts';
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
      let all = false;
      const left = new Set<string>();
      // Before the worker listens, so that what a hint names is there when it looks.
      const unlisten = context.wake.on(coverTopic, ({ payload }) => {
        if (payload === null) all = true;
        else left.add(payload);
      });
      const stop = keepWorking(context, {
        topic: coverTopic,
        everyMs: watchEveryMs,
        async round(signal) {
          const clients = [...left];
          left.clear();
          const every = all || rounds % roundsForAll === 0;
          all = false;
          try {
            since = await watchDecisions(context, { since, all: every, left: clients, changed, isStopping: () => signal.aborted });
          } catch (error) {
            all = true;
            throw error;
          }
          rounds += 1;
        },
        failed: 'decisions could not be looked at; it is tried again',
      });
      return async () => {
        unlisten();
        await stop();
      };
    },
  };
}
