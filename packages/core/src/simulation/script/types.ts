import type { DeploymentStatus, HoldReason, RunOutcome } from '../../deployment/index.ts';
import type { Assumptions, ExportedState, Happening } from '../types.ts';

/** What a script expects, with its line for who reads the answer. Times are milliseconds. */
export type Expectation = { readonly line: string } & (
  | { readonly of: 'deployment'; readonly status: DeploymentStatus }
  | { readonly of: 'device'; readonly deviceId: string; readonly outcome: RunOutcome | 'open'; readonly before: number | null }
  | { readonly of: 'deadline'; readonly deviceId: string; readonly met: boolean }
  | { readonly of: 'ring'; readonly ring: number; readonly before: number | null }
  | { readonly of: 'hold'; readonly reason: HoldReason | null }
);

export type Script = {
  readonly state: ExportedState;
  readonly from: string;
  readonly seed: number;
  readonly assumptions: Assumptions;
  readonly happenings: readonly Happening[];
  readonly expectations: readonly Expectation[];
};

export type ScriptProblem = { readonly line: number; readonly sentence: string };
