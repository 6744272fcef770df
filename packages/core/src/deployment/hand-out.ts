/** Whether an instruction that waits for its device may still be given to it. Between order and hand-out the world may have changed. */
import type { Bar } from '../decisions/index.ts';
import { toMs } from './instants.ts';
import { isInFlight, isPlanned } from './runs.ts';
import type { DeploymentState, Order, Refusal } from './types.ts';

/**
 * Decides at check-in, with the state as it stands and the decision that keeps something of it off this device (null: none does). A refusal is not for ever: a
 * hold may be released, or a decision revoked, before the instruction ends. Only what changes the device is kept back.
 */
export function mayHandOut(state: DeploymentState, order: Order, now: string, barred: Bar | null): { readonly allowed: true } | Refusal {
  if (state.status !== 'active') return no('deployment.over', 'The deployment has ended.');
  if (state.cancelled !== null) return no('deployment.cancelled', 'The deployment was cancelled.');
  if (state.holds.length > 0) return no('deployment.held', 'The deployment is held.');
  if (barred !== null && order.verb === 'install') return no('deployment.barred', `It was decided otherwise about ${barred.about}.`);
  if (toMs(now) >= toMs(order.notAfter)) return no('instruction.over', 'The time span of the instruction is over.');
  return isCurrent(state, order)
    ? { allowed: true }
    : no('instruction.stale', 'The run has moved on; this instruction no longer belongs to it.');
}

function isCurrent(state: DeploymentState, order: Order): boolean {
  const run = state.runs[order.deviceId];
  if (run === undefined) return false;
  switch (order.verb) {
    case 'get':
      return isPlanned(run) && !run.secured;
    case 'install':
      return isInFlight(run) && run.attempt === order.attempt;
    case 'check':
      return run.checkInstructionId === order.instructionId;
  }
}

function no(code: string, sentence: string): Refusal {
  return { refused: true, code, sentence };
}
