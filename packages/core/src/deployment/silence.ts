/** What it means that a device does not report. Silence never counts as good, and it is never waited for without end. */
import { toMs } from './instants.ts';
import type { Look } from './look.ts';
import { emptyHandedSince, seenSince } from './look.ts';
import { patience } from './patience.ts';
import type { End } from './reports.ts';
import { calledBack } from './runs.ts';
import type { RunFacts, RunState } from './types.ts';

/** How passing time ends a run that was sent and did not report its end. Null: it is still waited for. */
export function endBySilence(look: Look, run: RunState, facts: RunFacts | null): End | null {
  if (facts?.ended !== undefined && facts.ended !== null) return null;
  if (look.draft.cancelled !== null && !run.accepted && facts?.handedOut === 'no')
    return {
      outcome: 'cancelled',
      code: 'run.never-handed-out',
      detail: 'The deployment was cancelled before the device took the instruction.',
    };
  if (facts?.calledBack === true && !run.accepted && facts.handedOut === 'no')
    return { outcome: 'missed', code: calledBack, detail: 'A decision called the instruction back before the device took it.' };
  if (facts?.deviceUsable === 'retired')
    return { outcome: 'unknown', code: 'run.device-retired', detail: 'The device was retired while its run was on the way.' };
  const over = endOfInstruction(run);
  if (look.now < over + patience.grace) return null;
  return run.accepted ? endOfAccepted(look, run, facts, over) : endOfUnanswered(look, facts, over);
}

function endOfUnanswered(look: Look, facts: RunFacts | null, over: number): End | null {
  if (facts?.handedOut === 'no')
    return missed(look, 'run.never-handed-out', 'The device did not fetch the instruction before its window closed.');
  if (emptyHandedSince(facts, over + patience.grace))
    return missed(look, 'run.not-started', 'The window closed without a start: the device was seen since and had nothing of it in hand.');
  if (look.now < over + patience.reportOutOfContact) return null;
  return unknown(
    'run.silent',
    'The device fetched the instruction, or may have, and has not said since its window closed what became of it.',
  );
}

function endOfAccepted(look: Look, run: RunState, facts: RunFacts | null, over: number): End | null {
  const since = Math.max(over, run.progressAt === null ? 0 : toMs(run.progressAt));
  if (seenSince(facts, since + patience.reportInContact))
    return unknown('run.no-report', 'The device is in contact again and never reported how its run ended.');
  if (look.now < since + patience.reportOutOfContact) return null;
  return unknown('run.silent', 'The device accepted the instruction and was not heard of since.');
}

function endOfInstruction(run: RunState): number {
  return run.notAfter === null ? 0 : toMs(run.notAfter);
}

function missed(look: Look, code: string, detail: string): End {
  return { outcome: look.draft.cancelled === null ? 'missed' : 'cancelled', code, detail };
}

function unknown(code: string, detail: string): End {
  return { outcome: 'unknown', code, detail };
}
