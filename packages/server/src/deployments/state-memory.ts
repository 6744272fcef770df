/**
 * Folds that a process has committed itself, so that the next look reads the events since and not every run. Only what is committed is remembered, and only under the lock of its
 * deployment it is used: its sequence number then says whether another process has recorded something since.
 */
import type { DeploymentState } from '@fettle/core/deployment';
import { boundedMemory } from '../platform/bounded-memory.ts';

export type StateMemory = {
  readonly of: (deploymentId: string) => DeploymentState | undefined;
  /** After the commit. One that is over is not looked at again. */
  readonly keep: (state: DeploymentState) => void;
};

/** Runs of all deployments together: some hundred bytes each. */
const mostRuns = 120_000;

export function stateMemory(): StateMemory {
  const remembered = boundedMemory<DeploymentState>(mostRuns, ({ runs }) => Object.keys(runs).length);
  return {
    of: remembered.get,
    keep(state) {
      const { deploymentId } = state.header;
      if (state.status === 'active') remembered.set(deploymentId, state);
      else remembered.forget(deploymentId);
    },
  };
}
