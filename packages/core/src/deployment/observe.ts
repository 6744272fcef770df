/** First half of a look: what signed reports and passing time say about the runs that were sent. Nothing here sends anything. */
import { isLater, restsOnSilence } from './apply-run.ts';
import { endBySilence } from './silence.ts';
import { endByReport } from './reports.ts';
import type { End } from './reports.ts';
import type { Look } from './look.ts';
import { factsOf, record } from './look.ts';
import { isInFlight, isPlanned, runsOf } from './runs.ts';
import type { RunFacts, RunState } from './types.ts';

/** Records securing, progress and ends, run by run. */
export function observeRuns(look: Look): void {
  for (const run of runsOf(look.draft)) {
    if (isPlanned(run)) observePlanned(look, run, factsOf(look, run));
    else if (isInFlight(run)) observeInFlight(look, run, factsOf(look, run));
    else if (restsOnSilence(run) && run.phase !== 'planned') observeLateReport(look, run, factsOf(look, run));
  }
}

function observePlanned(look: Look, run: RunState, facts: RunFacts | null): void {
  if (facts?.deviceUsable === 'retired')
    return settle(look, run, { outcome: 'cancelled', code: 'run.device-retired', detail: 'The device was retired before its turn.' });
  if (run.secured || facts === null) return;
  const { deviceId, attempt } = run;
  if (facts.securedOk === true) return record(look, { kind: 'secured', deviceId, attempt });
  if (facts.rateRefused !== undefined && facts.rateRefused === run.fetchId && run.keepsNoRate !== true)
    return record(look, { kind: 'rate-refused', deviceId, attempt });
  if (facts.securedOk !== false) return;
  const code = facts.securedTrouble?.code ?? 'run.not-secured';
  const detail = facts.securedTrouble?.detail ?? 'The packages could not be secured on the device; it gave no reason.';
  settle(look, run, { outcome: 'refused', code, detail });
}

function observeInFlight(look: Look, run: RunState, facts: RunFacts | null): void {
  const { deviceId, attempt } = run;
  const phase = facts?.ended?.how === 'done' ? 'reported' : (facts?.reportedPhase ?? null);
  if (phase !== null && isLater(run.phase, phase)) record(look, { kind: 'run-progressed', deviceId, attempt, phase });
  const current = look.draft.runs[deviceId] ?? run;
  const end = endByReport(look, current, facts) ?? endBySilence(look, current, facts);
  if (end !== null) settle(look, current, end);
}

/** A report that came after the engine had given the run up says more than its silence did. */
function observeLateReport(look: Look, run: RunState, facts: RunFacts | null): void {
  const end = endByReport(look, run, facts);
  if (end !== null && end.outcome !== run.outcome) settle(look, run, end);
}

/** Records the end of a run's attempt. */
export function settle(look: Look, run: RunState, end: End): void {
  record(look, { kind: 'run-settled', deviceId: run.deviceId, attempt: run.attempt, ...end });
}
