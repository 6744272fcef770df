/** The part of the fold that concerns devices that depend on a changed one. */
import type { DependantState, DeploymentEvent, Hold, RunState } from './types.ts';

export type DependantEvent = Extract<DeploymentEvent, { readonly kind: 'dependant-asked' | 'dependant-judged' }>;

const unasked: DependantState = { before: null, after: null, asked: 0, answer: null, accepted: false };

/** The run after one more of these events of its own attempt. */
export function foldDependantEvent(run: RunState, event: DependantEvent): RunState {
  const { dependantId: id } = event;
  const was = run.dependants?.[id] ?? unasked;
  const put = (state: DependantState): RunState => ({ ...run, dependants: { ...run.dependants, [id]: state } });
  if (event.kind === 'dependant-judged') return put({ ...was, answer: event.answer });
  const order = { id: event.instructionId, at: event.at };
  return put({ ...was, asked: was.asked + 1, ...(event.when === 'before' ? { before: order } : { after: order }) });
}

/** A release accepts what it names as it stands; the rest is asked again. */
export function releaseDependants(run: RunState, hold: Hold, accepted: readonly string[]): RunState {
  if (hold.reason !== 'dependant' || run.dependants === undefined) return run;
  const entries = Object.entries(run.dependants).map(([id, state]): readonly [string, DependantState] => {
    if (state.answer === null || state.answer === 'passed' || state.accepted) return [id, state];
    return [id, accepted.includes(id) ? { ...state, accepted: true } : { ...state, after: null, answer: null }];
  });
  return { ...run, dependants: Object.fromEntries(entries) };
}
