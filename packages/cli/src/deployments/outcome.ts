/** What a deployment has come to: where `--until` ends, and the exit code that says how. */
import { exitCodes } from '../exit-codes.ts';
import type { DeploymentRow } from './types.ts';

export const untilStates = ['planned', 'approved', 'held', 'ended'] as const;
/** `planned`: there is a spec. `approved`: nothing waits for an approval. `held`: it waits for a person. `ended`: it is over. */
export type Until = (typeof untilStates)[number];

type Standing = Pick<DeploymentRow, 'status' | 'holds'>;

export function isOver({ status }: Pick<Standing, 'status'>): boolean {
  return status === 'succeeded' || status === 'ended with failures' || status === 'cancelled';
}

/** Holds that a person must lift; waiting for the approval is not one of them, nor a freeze, which ends by itself. */
export function isHeld({ holds }: Pick<Standing, 'holds'>): boolean {
  return holds.some(({ reason }) => reason !== 'approval' && reason !== 'freeze');
}

export function isReached(standing: Standing, until: Until): boolean {
  if (isOver(standing)) return true;
  switch (until) {
    case 'planned':
      return standing.status === 'active';
    case 'approved':
      return standing.status === 'active' && !standing.holds.some(({ reason }) => reason === 'approval');
    case 'held':
      return isHeld(standing);
    case 'ended':
      return false;
  }
}

/** How a wait for this state ended: an end that was not wished for is told by its own code. */
export function exitOfStanding(standing: Standing, until: Until): number {
  if (standing.status === 'ended with failures') return exitCodes.endedWithFailures.code;
  if (standing.status === 'cancelled') return exitCodes.cancelled.code;
  // It ended well before anything held it: the wait was in vain, but nothing is wrong.
  if (standing.status === 'succeeded') return exitCodes.done.code;
  return isReached(standing, until) ? exitCodes.done.code : exitCodes.waiting.code;
}
