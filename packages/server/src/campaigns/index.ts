/** Campaigns: one change for many clients at once, each by a deployment of its own under its own policy and approval. */
import type { Engine } from '../deployments/index.ts';
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { emergencyRound } from './emergency.ts';
import { campaignHandlers } from './handlers.ts';
import { laneHandlers } from './lane.ts';
import { campaignTopic, planRound } from './round.ts';

export { campaignReaction } from './breaks.ts';

/** A look without a hint. */
const lookEveryMs = 10_000;
/** Entries come once or twice a day; what devices are offered is judged within a minute. */
const watchEveryMs = 60_000;

export function campaignsFeature({ engine }: { readonly engine: Engine }): Feature {
  return {
    name: 'campaigns',
    handlers: { ...campaignHandlers(engine), ...laneHandlers },
    async start(context) {
      const stopPlanning = keepWorking(context, {
        topic: campaignTopic,
        everyMs: lookEveryMs,
        async round(signal) {
          // What is left in line after a full round is looked at without waiting.
          while (!signal.aborted && (await planRound(context, signal)) > 0);
        },
        failed: 'clients of campaigns could not be planned; it is tried again',
      });
      const stopWatching = keepWorking(context, {
        topic: 'emergency',
        everyMs: watchEveryMs,
        round: () => emergencyRound(engine, context),
        failed: 'new entries of known exploited vulnerabilities could not be looked at; it is tried again',
      });
      return async () => {
        await Promise.all([stopPlanning(), stopWatching()]);
      };
    },
  };
}
