/** What a person may accept when releasing a hold: the ends, or the silence, that the hold is about. */
import { unwellDependants } from './dependants.ts';
import { toMs } from './instants.ts';
import { patience } from './patience.ts';
import { isAccepted, isFailure, isInFlight, isKeptOut, isPlanned, runsOf } from './runs.ts';
import type { DeploymentState, Hold, RunState } from './types.ts';

/** The devices whose end a release of this hold may accept; what a screen offers to tick. */
export function acceptableDevices(state: DeploymentState, hold: Hold): readonly string[] {
  if (hold.reason === 'dependant') return [...new Set(unwellDependants(state).map(({ dependantId }) => dependantId))].toSorted();
  return runsOf(state)
    .filter((run) => !isAccepted(state, run) && concerns(state, hold, run))
    .map((run) => run.deviceId);
}

function concerns(state: DeploymentState, hold: Hold, run: RunState): boolean {
  switch (hold.reason) {
    case 'failure budget':
      return isUnwell(run) || wasChecked(state, hold, run);
    case 'inconclusive':
      return isUnwell(run) || wasChecked(state, hold, run) || isLeftBehind(state, hold, run);
    case 'no progress':
      return wasStill(hold, run);
    default:
      return false;
  }
}

/** Ended, and not well: a failure, or an end that measured nothing. */
function isUnwell(run: RunState): boolean {
  return !isKeptOut(run) && isEndedBadly(run);
}

function isEndedBadly(run: RunState): boolean {
  return (
    isFailure(run) || run.outcome === 'unknown' || run.outcome === 'missed' || run.outcome === 'refused' || run.outcome === 'cancelled'
  );
}

/** Planned still in a ring of which nothing else was awaited when it was judged: a decision keeps it out. */
function isLeftBehind(state: DeploymentState, hold: Hold, run: RunState): boolean {
  return isPlanned(run) && hold.ring === run.ring && state.rings[run.ring]?.phase === 'open';
}

/** Under way, and without a word for long before the hold was placed. */
function wasStill(hold: Hold, run: RunState): boolean {
  if (!isInFlight(run) || !run.accepted) return false;
  const since = Math.max(...[run.notBefore, run.progressAt].map((at) => (at === null ? 0 : toMs(at))));
  return since + patience.noProgress <= toMs(hold.since);
}

/** After the soak, a verified device may be accepted in spite of what its checks say. */
function wasChecked(state: DeploymentState, hold: Hold, run: RunState): boolean {
  return hold.ring === run.ring && state.rings[run.ring]?.phase === 'soaking' && run.outcome === 'verified' && run.checkRounds > 0;
}
