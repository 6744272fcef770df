/** Health checks again at the end of a ring's soak, on its verified devices. */
import { toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf, isExpired, order } from './look.ts';
import { patience } from './patience.ts';
import { isAcceptedUnchecked, runsOf } from './runs.ts';
import { rulesOf } from './spec.ts';
import type { GateAnswer, RunState } from './types.ts';

/** Orders the checks that were not ordered yet, and says what the answers amount to. `pending`: answers are awaited. */
export function judgeChecks(look: Look, ring: number): GateAnswer | 'pending' {
  for (const run of checkedRuns(look, ring)) orderCheck(look, run);
  const answers = checkedRuns(look, ring).map((run) => answerOf(look, run));
  const worst = (['failed', 'pending', 'could not measure', 'cannot tell'] as const).find((answer) => answers.includes(answer));
  return worst ?? 'passed';
}

/** The verified runs of a ring whose checks count: those of devices that have checks. */
export function checkedRuns(look: Look, ring: number): readonly RunState[] {
  return runsOf(look.draft).filter(
    (run) => run.ring === ring && run.outcome === 'verified' && hasChecks(look, run) && !isAcceptedUnchecked(look.draft, run),
  );
}

function hasChecks(look: Look, run: RunState): boolean {
  return rulesOf(look.draft.header, look.facts.shares[run.deviceId]).checks.length > 0;
}

/** What one device's check says: an answer to this round's order, `pending`, or that it came too late to be measured. */
export function answerOf(look: Look, run: RunState): GateAnswer | 'pending' {
  const facts = factsOf(look, run);
  const answer = facts !== null && run.checkInstructionId !== null && facts.checksOf === run.checkInstructionId ? facts.checksNow : null;
  if (answer !== null) return answer;
  if (run.checkSentAt === null || look.now >= toMs(run.checkSentAt) + patience.check + patience.grace) return 'could not measure';
  return 'pending';
}

function orderCheck(look: Look, run: RunState): void {
  if (run.checkSentAt !== null || isExpired(look) || factsOf(look, run)?.deviceUsable !== 'yes') return;
  order(look, 'check', run, { from: look.now, to: Math.min(look.now + patience.check, look.expiresAt) });
}
