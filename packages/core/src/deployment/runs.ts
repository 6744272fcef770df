/** Plain questions about device runs that several rules ask. */
import { rememberOn } from './remember.ts';
import type { DeploymentState, RunState } from './types.ts';

type Runs = Pick<DeploymentState, 'runs' | 'accepted'> & Partial<Pick<DeploymentState, 'seq'>>;

/** With `seq`, as states and drafts have it, the answer is kept. */
type Listed = Pick<DeploymentState, 'runs'> & Partial<Pick<DeploymentState, 'seq'>>;

/** What was listed of a record of runs, and which of them were put in anew since. This remembers answers, it is no state. */
type List = { runs: readonly RunState[]; changed: RunState[] };
const listed = rememberOn<DeploymentState['runs'], List>('list of runs');

/** All runs, by device id: the order in which everything is decided and told. It is listed once a deployment; after that each event that touches a run is put in its place. */
export function runsOf(state: Listed): readonly RunState[] {
  const known = listed.of(state.runs);
  if (known === undefined) {
    const runs = inOrder(Object.values(state.runs));
    if (state.seq !== undefined) listed.keep(state.runs, { runs, changed: [] });
    return runs;
  }
  if (known.changed.length > 0) {
    const runs = [...known.runs];
    for (const run of known.changed) runs[placeOf(runs, run.deviceId)] = run;
    Object.assign(known, { runs, changed: [] });
  }
  return known.runs;
}

/** Which record of runs a draft may write to: any other belongs to a state that stays as it is. */
const written = rememberOn<Pick<DeploymentState, 'runs'>, DeploymentState['runs']>('own record of runs');

/** Puts a run of a device that it has into a draft: the only way in which runs change. The first copies the record, and whoever changes nothing copies nothing. */
export function putRun(draft: { runs: Record<string, RunState> }, run: RunState): void {
  if (written.of(draft) !== draft.runs) {
    const known = listed.of(draft.runs);
    draft.runs = { ...draft.runs };
    written.keep(draft, draft.runs);
    if (known !== undefined) listed.keep(draft.runs, { runs: known.runs, changed: [...known.changed] });
  }
  draft.runs[run.deviceId] = run;
  listed.of(draft.runs)?.changed.push(run);
}

/** Of a device that is among them. */
function placeOf(runs: readonly RunState[], deviceId: string): number {
  let [low, high] = [0, runs.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((runs[middle]?.deviceId ?? '') < deviceId) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** They mostly lie in this order already, and to see that costs less than to sort them. */
function inOrder(runs: readonly RunState[]): readonly RunState[] {
  for (let at = 1; at < runs.length; at += 1)
    if (isBefore(runs[at], runs[at - 1])) return runs.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  return runs;
}

function isBefore(a: RunState | undefined, b: RunState | undefined): boolean {
  return a !== undefined && b !== undefined && a.deviceId < b.deviceId;
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
  // What was accepted before it was sent was that a decision keeps it out, not its silence: that can not be of the same moment.
  if (run.sentAt !== null && Temporal.Instant.compare(run.sentAt, accepted.at) >= 0) return false;
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
  return runsOf(state).filter((run) => isFailure(run) && !isAccepted(state, run));
}

/** The end of a run that was not begun when its ring went on without it, because a decision kept it off the device. */
export const decidedOtherwise = 'run.decided-otherwise';

/** Its ring went on without it, because of a decision: nothing went wrong, and nothing was shown. */
export function isKeptOut(run: RunState): boolean {
  return run.outcome === 'cancelled' && run.outcomeCode === decidedOtherwise;
}

/** The end of an attempt that a decision called back before the device took it. */
export const calledBack = 'run.called-back';

/** A person accepted that this run is kept out: before its ring went on without it, and as long as that is so. */
export function isAcceptedOut(state: Pick<DeploymentState, 'accepted'>, run: RunState): boolean {
  const accepted = state.accepted[run.deviceId];
  return accepted !== undefined && accepted.attempt === run.attempt && accepted.outcome === null;
}

/** How many of the attempts before this one were called back. */
export function calledBackBefore(run: RunState): number {
  return run.calledBack ?? 0;
}
