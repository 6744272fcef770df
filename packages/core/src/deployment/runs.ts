/** Plain questions about device runs that several rules ask. */
import type { DeploymentState, RunState } from './types.ts';

type Runs = Pick<DeploymentState, 'runs' | 'accepted'>;

/** All runs, by device id: the order in which everything is decided and told. */
export function runsOf(state: Pick<DeploymentState, 'runs'>): readonly RunState[] {
  return Object.values(state.runs).toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

/** Sent and not over: the device may be changing, or may begin to. */
export function isInFlight(run: RunState): boolean {
  return run.outcome === null && run.phase !== 'planned';
}

/** Not sent yet, or to be sent again. */
export function isPlanned(run: RunState): boolean {
  return run.outcome === null && run.phase === 'planned';
}

/** Ended badly: it counts against the failure budget. */
export function isFailure(run: RunState): boolean {
  return run.outcome === 'failed' || run.outcome === 'rolled back';
}

/** A person accepted exactly this end (not verified, and nothing newer): it counts neither for nor against. */
export function isAccepted(state: Runs, run: RunState): boolean {
  return run.outcome !== null && run.outcome !== 'verified' && standsAsAccepted(state, run);
}

/** A person accepted that this run is silent, and it has not spoken since: nothing waits for it, though it is not over. */
export function isAcceptedSilent(state: Runs, run: RunState): boolean {
  const accepted = state.accepted[run.deviceId];
  if (accepted === undefined || !isInFlight(run) || !standsAsAccepted(state, run)) return false;
  return run.progressAt === null || Temporal.Instant.compare(run.progressAt, accepted.at) <= 0;
}

/** A person accepted what the checks of this verified device say: they are not asked again. */
export function isAcceptedUnchecked(state: Runs, run: RunState): boolean {
  return run.outcome === 'verified' && standsAsAccepted(state, run);
}

function standsAsAccepted(state: Runs, run: RunState): boolean {
  const accepted = state.accepted[run.deviceId];
  return accepted !== undefined && accepted.attempt === run.attempt && accepted.outcome === run.outcome;
}

/** Runs that failed and whose failure nobody accepted. */
export function failuresThatCount(state: Runs): readonly RunState[] {
  return Object.values(state.runs).filter((run) => isFailure(run) && !isAccepted(state, run));
}
