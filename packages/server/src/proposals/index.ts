/** Proposals that Fettle makes by itself, on the days and at the time that the policy of a client says. */
import type { Engine } from '../deployments/index.ts';
import type { Feature } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { policyLookTopic } from '../policies/index.ts';
import { proposalHandlers } from './handlers.ts';
import { proposalRound } from './round.ts';

export { proposalRound } from './round.ts';

const everyMs = 60_000;

export function proposalsFeature({ engine }: { readonly engine: Engine }): Feature {
  return {
    name: 'proposals',
    handlers: proposalHandlers,
    start: async (context) =>
      keepWorking(context, {
        topic: policyLookTopic,
        everyMs,
        settleMs: 2_000,
        round: (signal) => proposalRound(engine, context, signal),
        failed: 'what is to be proposed by itself could not be found out; it is tried again',
      }),
  };
}
