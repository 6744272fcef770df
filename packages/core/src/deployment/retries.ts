/** Runs that will not be sent (any more), and runs that get another attempt. */
import { toInstant, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf, isExpired, isWindingDown, record } from './look.ts';
import { settle } from './observe.ts';
import { firstFit } from './openings.ts';
import { maxAttempts } from './patience.ts';
import { mayTryInSameOpening } from './reports.ts';
import { isPlanned, runsOf } from './runs.ts';
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

/** A device that missed its opening without a start is tried again in the next one, five times at most. */
export function planAgain(look: Look): void {
  if (isWindingDown(look)) return;
  for (const run of runsOf(look.draft)) {
    const tryAfter = nextTry(look, run);
    if (tryAfter === null) continue;
    record(look, { kind: 'run-planned-again', deviceId: run.deviceId, attempt: run.attempt + 1, tryAfter: toInstant(tryAfter) });
  }
}

function nextTry(look: Look, run: RunState): number | null {
  if (run.outcome !== 'missed' || run.attempt >= maxAttempts || run.notAfter === null) return null;
  const share = look.facts.shares[run.deviceId];
  if (share === undefined || factsOf(look, run)?.deviceUsable === 'retired') return null;
  const earliest = mayTryInSameOpening(run) ? look.now : Math.max(look.now, toMs(run.notAfter));
  const opening = firstFit(share.window, earliest, share.expectedSeconds * 1_000, look.expiresAt);
  return opening === null ? null : earliest;
}
