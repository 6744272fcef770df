/** Deployments: from a proposal over simulation, spec and approval, ring by ring, to verified. */
import type { Feature } from '../platform/feature.ts';
import { makeEngine } from './engine.ts';
import { deploymentHandlers } from './handlers.ts';
import type { DeploymentReaction, Engine } from './types.ts';
import { startWorker } from './worker.ts';

export { readBars } from './bars.ts';
export { offeredChange } from './propose.ts';
export { exportState } from './export-state.ts';
export { mostDeviceFutures, playFutures, wrongIn } from './preview.ts';
export { deploymentTimeline, waitingForDevice } from './doors.ts';
export type { DeviceWaiting } from './doors.ts';
export { readFold, runsOfState, wholeState } from './fold.ts';
export { bindingFreezes, frozenDeployments, heedFreezes } from './freezes.ts';
export { heedDecisions } from './heed.ts';
export { clientsToAskFor, keptBack } from './kept-back.ts';
export { clientOfDeployment, actorNames, readShares, readSpec } from './read.ts';
export { installId } from './ids.ts';
export { failedWays } from './next-ways.ts';
export type { FailedWay } from './next-ways.ts';
export { storedState } from './stored-state.ts';
export { latestScans } from './inventory-facts.ts';
export { bytesOfShare } from './spec-memory.ts';
export { takeApproval } from './approve.ts';
export { commandDeployment } from './commands.ts';
export { makeEngine } from './engine.ts';
export { giveUpUnapproved, mostGivenUp, unapproved } from './give-up.ts';
export type { Overtaken } from './give-up.ts';
export { heedStops, isStandingStill } from './standing-still.ts';
export { clientZones } from './words.ts';
export { testedLately, touching } from './tested-lately.ts';
export { readSummaries, summaryViews } from './list.ts';
export { proposeUnderPolicy } from './propose.ts';
export { withdrawStanding } from './withdraw-standing.ts';
export { wakeMany } from './reactions.ts';
export { deploymentReactions } from './reactions.ts';
export type { DeploymentReaction, Engine, Happened } from './types.ts';

/** `reactions` are called with new events, in the transaction that records them. */
export function deploymentsFeature({
  reactions,
  engine = makeEngine(reactions),
}: {
  readonly reactions: readonly DeploymentReaction[];
  readonly engine?: Engine;
}): Feature {
  return {
    name: 'deployments',
    handlers: deploymentHandlers(engine),
    start: async (context) => startWorker(engine, context),
  };
}
