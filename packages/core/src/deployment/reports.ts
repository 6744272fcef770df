/** What a device's final report means. The agent tells what it did; whether the change is in, only a later scan says. */
import { toMs } from './instants.ts';
import type { Look } from './look.ts';
import { seenSince } from './look.ts';
import { patience } from './patience.ts';
import type { RunFacts, RunOutcome, RunState } from './types.ts';

export type End = { readonly outcome: RunOutcome; readonly code: string; readonly detail: string };

/** Refusals that say "not now": nothing was changed, and another attempt may go well. */
const notNow: readonly string[] = ['refused.held', 'refused.stopped', 'refused.busy', 'refused.outside-span', 'refused.window'];
/** Ends after which the next attempt need not wait for the next opening: a refusal that passes, and what was called back before the device took it. */
const soon: readonly string[] = ['refused.held', 'refused.stopped', 'refused.busy', 'run.called-back'];

/** May the next attempt begin in the same opening, because not the window was in the way? */
export function mayTryInSameOpening(run: RunState): boolean {
  return run.outcomeCode !== null && soon.includes(run.outcomeCode);
}

/** How the final report, and for a finished change the scan after it, ends the run. Null: it does not yet. */
export function endByReport(look: Look, run: RunState, facts: RunFacts | null): End | null {
  const ended = facts?.ended ?? null;
  if (facts === null || ended === null) return null;
  const { code, detail } = ended;
  switch (ended.how) {
    case 'failed':
      return { outcome: 'failed', code, detail };
    case 'rolled back':
      return { outcome: 'rolled back', code, detail };
    case 'refused':
      if (notNow.includes(code)) return notStarted(look, code, detail);
      return { outcome: 'refused', code, detail };
    case 'missed':
      return notStarted(look, code, detail);
    case 'done':
      return endByScan(look, run, facts, toMs(ended.at));
  }
}

function notStarted(look: Look, code: string, detail: string): End {
  return { outcome: look.draft.cancelled === null ? 'missed' : 'cancelled', code, detail };
}

function endByScan(look: Look, run: RunState, facts: RunFacts, reportedAt: number): End | null {
  const detail = facts.verification?.reasons.join('; ') ?? '';
  if (facts.verification?.verdict === 'verified') return { outcome: 'verified', code: 'run.verified', detail };
  if (facts.verification?.verdict === 'failed') return { outcome: 'failed', code: 'run.not-verified', detail };
  const since = Math.max(reportedAt, run.reportedAt === null ? 0 : toMs(run.reportedAt));
  const inContact = seenSince(facts, since + patience.scanInContact);
  if (!inContact && look.now < since + patience.scanOutOfContact) return null;
  if (facts.verification !== null) return { outcome: 'unknown', code: 'run.scan-cannot-tell', detail };
  return {
    outcome: 'unknown',
    code: 'run.no-scan',
    detail: inContact
      ? 'The device reported the change as done, was seen since, and sent no scan that could verify it.'
      : 'The device reported the change as done and was not seen since: no scan could verify it.',
  };
}
