/** A deployment state while it is being folded: the same shape, open for writing, so that a thousand events cost no thousand copies. */
import type { TestState } from './test-steps.ts';
import type { Accepted, DeploymentState, Hold, RingState, RunState } from './types.ts';

export type Draft = {
  -readonly [
    Key in Exclude<
      keyof DeploymentState,
      'holds' | 'rings' | 'runs' | 'releases' | 'approvals' | 'sentTimes' | 'sentTo' | 'accepted' | 'tests'
    >
  ]: DeploymentState[Key];
} & {
  holds: Hold[];
  rings: RingState[];
  runs: Record<string, RunState>;
  releases: DeploymentState['releases'][number][];
  approvals: DeploymentState['approvals'][number][];
  sentTimes: string[];
  sentTo?: string[];
  accepted: Record<string, Accepted>;
  tests?: Readonly<Record<string, TestState>>;
};

/** A copy that may be written to; the state itself stays as it is. Runs are written by `putRun`, which copies them when it comes to that. */
export function openDraft(state: DeploymentState): Draft {
  // Each field keeps its place: a state that is folded in parts is the same text as one that is folded at once.
  const given: Omit<DeploymentState, 'sentTo'> = state;
  const draft: Draft = {
    ...given,
    holds: [...state.holds],
    rings: [...state.rings],
    runs: state.runs,
    releases: [...state.releases],
    approvals: [...state.approvals],
    sentTimes: [...state.sentTimes],
    accepted: { ...state.accepted },
  };
  if (state.sentTo !== undefined) draft.sentTo = [...state.sentTo];
  return draft;
}
