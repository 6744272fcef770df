/** The states and what leads from one to the next, as data: the reference draws its diagrams from it, and a test walks it against the engine. */
import type { DeploymentEventKind, DeploymentStatus, RingPhase, RunOutcome, RunPhase } from './types.ts';
import { runPhases } from './types.ts';

export type Transition<State extends string> = {
  readonly from: State;
  readonly to: State;
  readonly by: DeploymentEventKind;
  readonly when: string;
};

export const deploymentTransitions: readonly Transition<DeploymentStatus>[] = [
  { from: 'active', to: 'succeeded', by: 'finished', when: 'every ring passed and every device ended verified' },
  { from: 'active', to: 'ended with failures', by: 'finished', when: 'nothing is left to wait for, and not every device ended verified' },
  { from: 'active', to: 'cancelled', by: 'finished', when: 'a person cancelled it, and what ran has finished' },
];

export const ringTransitions: readonly Transition<RingPhase>[] = [
  { from: 'closed', to: 'open', by: 'ring-opened', when: 'the ring before it passed, its earliest time has come, and nothing holds' },
  { from: 'open', to: 'soaking', by: 'ring-soaking', when: 'all its devices are settled and enough of them verified' },
  { from: 'soaking', to: 'passed', by: 'ring-judged', when: 'the soak is over and its checks passed, or a person promoted it' },
];

/** Reports may be lost: a run may skip phases, but never goes back. */
export const runTransitions: readonly Transition<RunPhase | RunOutcome>[] = [
  {
    from: 'planned',
    to: 'sent',
    by: 'run-sent',
    when: 'its ring is open, its packages are secured, an opening of its window is near and the pace allows it',
  },
  { from: 'planned', to: 'refused', by: 'run-settled', when: 'its packages could not be secured' },
  {
    from: 'planned',
    to: 'cancelled',
    by: 'run-settled',
    when: 'the deployment is cancelled, the device retired, or a decision kept it off the device until its ring went on without it',
  },
  { from: 'planned', to: 'missed', by: 'run-settled', when: 'the deployment reached its end' },
  { from: 'sent', to: 'accepted', by: 'run-progressed', when: 'the device says so' },
  { from: 'accepted', to: 'getting', by: 'run-progressed', when: 'the device says so' },
  { from: 'getting', to: 'waiting for window', by: 'run-progressed', when: 'the device says so' },
  { from: 'waiting for window', to: 'changing', by: 'run-progressed', when: 'the device says so' },
  { from: 'changing', to: 'restarting', by: 'run-progressed', when: 'the device says so' },
  { from: 'restarting', to: 'checking', by: 'run-progressed', when: 'the device says so' },
  { from: 'checking', to: 'reported', by: 'run-progressed', when: 'the device reports that it is done' },
  { from: 'reported', to: 'verified', by: 'run-settled', when: 'a later scan sees the new versions' },
  { from: 'reported', to: 'failed', by: 'run-settled', when: 'a later scan does not see them' },
  { from: 'reported', to: 'unknown', by: 'run-settled', when: 'no scan that could tell came in time' },
  ...(['changing', 'restarting', 'checking'] as const).flatMap((from): readonly Transition<RunPhase | RunOutcome>[] => [
    { from, to: 'failed', by: 'run-settled', when: 'the device reports a failure' },
    { from, to: 'rolled back', by: 'run-settled', when: 'the device reports that it took itself back' },
    { from, to: 'unknown', by: 'run-settled', when: 'the device stays silent for too long' },
  ]),
  { from: 'sent', to: 'refused', by: 'run-settled', when: 'the device refuses the instruction' },
  {
    from: 'sent',
    to: 'missed',
    by: 'run-settled',
    when: 'its window closed without a start, or it was decided otherwise before the device took the instruction',
  },
  { from: 'sent', to: 'cancelled', by: 'run-settled', when: 'the deployment is cancelled before the device took the instruction' },
  {
    from: 'getting',
    to: 'refused',
    by: 'run-settled',
    when: 'the device simulates something else than what was approved, or its limits say no',
  },
  { from: 'waiting for window', to: 'missed', by: 'run-settled', when: 'its window closed without a start' },
  { from: 'waiting for window', to: 'cancelled', by: 'run-settled', when: 'the deployment was cancelled and the device has not begun' },
  { from: 'unknown', to: 'verified', by: 'run-settled', when: 'a late report or scan tells' },
  { from: 'unknown', to: 'failed', by: 'run-settled', when: 'a late report or scan tells' },
  { from: 'unknown', to: 'rolled back', by: 'run-settled', when: 'a late report tells' },
  { from: 'unknown', to: 'refused', by: 'run-settled', when: 'a late report tells' },
  { from: 'unknown', to: 'missed', by: 'run-settled', when: 'a late report tells' },
  {
    from: 'unknown',
    to: 'cancelled',
    by: 'run-settled',
    when: 'a late report tells that the device had not begun when the deployment was cancelled',
  },
  ...(['missed', 'cancelled'] as const).flatMap((from) =>
    (['verified', 'failed', 'rolled back', 'refused', 'unknown'] as const).map((to): Transition<RunPhase | RunOutcome> => ({
      from,
      to,
      by: 'run-settled',
      when: 'a late report tells that the device had taken the instruction',
    })),
  ),
  {
    from: 'missed',
    to: 'planned',
    by: 'run-planned-again',
    when: 'another opening comes before the end, and fewer than five attempts were made, without those that a decision called back',
  },
];

/** May a run go from one shown state to another? Phases may be skipped on the way; ends may not. */
export function mayFollow(from: RunPhase | RunOutcome, to: RunPhase | RunOutcome): boolean {
  const seen = new Set<RunPhase | RunOutcome>();
  const open: (RunPhase | RunOutcome)[] = [from];
  for (const state of open) {
    for (const next of runTransitions.filter((transition) => transition.from === state)) {
      if (next.to === to) return true;
      if (seen.has(next.to) || !isPhase(next.to)) continue;
      seen.add(next.to);
      open.push(next.to);
    }
  }
  return false;
}

function isPhase(state: RunPhase | RunOutcome): state is RunPhase {
  return runPhases.some((phase) => phase === state);
}
