/** Runs that will not be sent (any more), and runs that get another attempt. */
import { toInstant, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf, isExpired, isWindingDown, record } from './look.ts';
import { settle } from './observe.ts';
import { floatsOf } from './floating.ts';
import { firstFit } from './openings.ts';
import { maxAttempts, maxFloats, patience } from './patience.ts';
import { mayTryInSameOpening } from './reports.ts';
import { calledBack, calledBackBefore, isPlanned, runsOf } from './runs.ts';
import type { RunState } from './types.ts';

/** After a cancellation, or after the end of the spec, nothing that is only planned will happen. */
export function endPlannedRuns(look: Look): void {
  if (!isWindingDown(look)) return;
  for (const run of runsOf(look.draft).filter(isPlanned)) {
    if (look.draft.cancelled !== null)
      settle(look, run, { outcome: 'cancelled', code: 'run.cancelled', detail: look.draft.cancelled.because });
    else if (isExpired(look))
      settle(look, run, {
        outcome: 'missed',
        code: 'run.expired',
        detail: 'The deployment reached its end before it was the turn of this device.',
      });
  }
}

/**
 * A device that missed its opening without a start is tried again in the next one, five times at most; what was called back is not counted. A ring that went on without it, because a
 * person accepted its silence, is not opened again for it.
 */
export function planAgain(look: Look): void {
  if (isWindingDown(look)) return;
  for (const run of runsOf(look.draft)) {
    const tryAfter = nextTry(look, run);
    if (tryAfter === null) continue;
    record(look, { kind: 'run-planned-again', deviceId: run.deviceId, attempt: run.attempt + 1, tryAfter: toInstant(tryAfter) });
  }
}

function nextTry(look: Look, run: RunState): number | null {
  if (run.outcome !== 'missed' || run.notAfter === null) return null;
  // What a decision called back before the device took it was no attempt of the device.
  // Nor was one in which the conditions for beginning outside its window did not hold.
  const floated = (run.floated ?? 0) + (run.outside === undefined ? 0 : 1);
  const tried = run.attempt - calledBackBefore(run) - floated;
  if (floated >= maxFloats && run.outcomeCode !== calledBack) return null;
  if (tried >= maxAttempts && run.outcomeCode !== calledBack) return null;
  if (look.draft.rings[run.ring]?.phase !== 'open') return null;
  const share = look.facts.shares[run.deviceId];
  if (share === undefined || factsOf(look, run)?.deviceUsable === 'retired') return null;
  // Each further attempt in the same opening waits twice as long: what is busy now is busy in a minute.
  const again = look.now + patience.again * 2 ** Math.max(0, tried - 1);
  if (run.outside !== undefined) return look.now + patience.floatAgain < look.expiresAt ? look.now + patience.floatAgain : null;
  const earliest = mayTryInSameOpening(run) ? again : Math.max(look.now, toMs(run.notAfter));
  const opening = firstFit(share.window, earliest, share.expectedSeconds * 1_000, look.expiresAt);
  return opening === null && (floatsOf(look, run) === null || earliest >= look.expiresAt) ? null : earliest;
}
