/** Campaigns: one change for many clients at once, each by a deployment of its own under its own policy and approval. */
import type { Engine } from '../deployments/index.ts';
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { campaignHandlers } from './handlers.ts';
import { campaignTopic, planRound } from './round.ts';

export { campaignReaction } from './breaks.ts';

/** A look without a hint. */
const lookEveryMs = 10_000;

export function campaignsFeature({ engine }: { readonly engine: Engine }): Feature {
  return {
    name: 'campaigns',
    handlers: campaignHandlers(engine),
    start: async (context) =>
      keepWorking(context, {
        topic: campaignTopic,
        everyMs: lookEveryMs,
        async round(signal) {
          // What is left in line after a full round is looked at without waiting.
          while (!signal.aborted && (await planRound(context, signal)) > 0);
        },
        failed: 'clients of campaigns could not be planned; it is tried again',
      }),
  };
}
