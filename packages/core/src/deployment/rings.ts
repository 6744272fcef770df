/** The rings, one after the other: open, run, settle, soak, pass. Nothing is promoted while a hold stands. */
import { dependantsOfRing } from './dependants.ts';
import { countRing, judgeCounts } from './gate.ts';
import { placeHold } from './holds.ts';
import { evidenceOf } from './gate-evidence.ts';
import { addDuration, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { isWindingDown, notAwaitedIn, record } from './look.ts';
import { settle } from './observe.ts';
import { decidedOtherwise, isPlanned, runsOf } from './runs.ts';
import { judgeChecks } from './soak-checks.ts';
import { testsAreDone } from './tests.ts';
import type { DeploymentState, GateAnswer } from './types.ts';

/** The ring that is the next to pass, or null when all have. */
export function currentRing(state: Pick<DeploymentState, 'rings'>): number | null {
  const index = state.rings.findIndex(({ phase }) => phase !== 'passed');
  return index < 0 ? null : index;
}

/** Moves the current ring by one step, if it may move. */
export function moveRings(look: Look): void {
  const index = currentRing(look.draft);
  if (index === null || look.draft.holds.length > 0 || look.draft.cancelled !== null) return;
  const ring = look.draft.rings[index];
  if (ring?.phase === 'closed') return openRing(look, index);
  const counts = countRing(look.draft, index, notAwaitedIn(look, index));
  const gate = look.draft.header.rings[index]?.gate;
  if (gate === undefined || !counts.settled) return;
  const judged = judgeCounts(counts, gate);
  if (judged.answer !== 'passed') return stop(look, index, judged.answer, judged.detail);
  if (ring?.phase === 'open') return afterDependants(look, index, gate.soak);
  if (ring?.promoted !== undefined) return pass(look, index, judged.detail);
  if (ring?.soakUntil !== null && ring?.soakUntil !== undefined && look.now >= toMs(ring.soakUntil)) endSoak(look, index, judged.detail);
}

function openRing(look: Look, index: number): void {
  const earliest = look.draft.header.rings[index]?.earliest;
  if (earliest === undefined || isWindingDown(look) || look.now < toMs(earliest)) return;
  record(look, { kind: 'ring-opened', ring: index });
}

/** A ring soaks once what depends on its devices is known to be as well as before, or a person has accepted what is not. */
function afterDependants(look: Look, index: number, soak: string): void {
  const answer = dependantsOfRing(look, index);
  if (answer === 'pending') return;
  if (answer === 'passed') return beginSoak(look, index, soak);
  const detail = dependantSentences[answer];
  if (look.draft.rings[index]?.answer !== answer) record(look, { kind: 'ring-judged', ring: index, answer, detail });
  placeHold(look, 'dependant', index, detail);
}

const dependantSentences: Readonly<Record<Exclude<GateAnswer, 'passed'>, string>> = {
  failed: 'A device failed a check that passed before a device changed that it depends on.',
  'could not measure': 'Not every device that depends on a changed one could be asked for its checks.',
  'cannot tell': 'A device that depends on a changed one fails a check; how it was before is not known, or it failed then already.',
};

/** The soak counts from the moment at which the last device of the ring was settled. */
function beginSoak(look: Look, index: number, soak: string): void {
  const settled = Object.values(look.draft.runs)
    .filter((run) => run.ring === index && !isPlanned(run))
    .map((run) => run.settledAt ?? look.facts.now);
  leaveBehind(look, index);
  const last = settled.reduce((a, b) => (toMs(b) > toMs(a) ? b : a), look.draft.rings[index]?.openedAt ?? look.facts.now);
  record(look, { kind: 'ring-soaking', ring: index, until: addDuration(last, soak) });
}

/** What decisions keep out is waited for while its ring is open, and no longer. */
function leaveBehind(look: Look, index: number): void {
  for (const run of runsOf(look.draft).filter((one) => one.ring === index && isPlanned(one)))
    settle(look, run, {
      outcome: 'cancelled',
      code: decidedOtherwise,
      detail: 'A decision kept it off the device, and its ring went on without it.',
    });
}

function endSoak(look: Look, index: number, counts: string): void {
  const answer = judgeChecks(look, index);
  if (answer === 'pending') return;
  if (answer === 'passed') {
    if (index === 0 && !testsAreDone(look)) return;
    return pass(look, index, counts);
  }
  stop(look, index, answer, checkSentences[answer]);
}

function pass(look: Look, index: number, counts: string): void {
  record(look, { kind: 'ring-judged', ring: index, answer: 'passed', detail: counts, evidence: evidenceOf(look, index) });
}

const checkSentences: Readonly<Record<Exclude<GateAnswer, 'passed'>, string>> = {
  failed: 'A health check failed at the end of the soak.',
  'could not measure': 'Health checks at the end of the soak could not be measured on every device.',
  'cannot tell': 'Health checks at the end of the soak do not tell whether every device is well.',
};

function stop(look: Look, index: number, answer: Exclude<GateAnswer, 'passed'>, detail: string): void {
  if (look.draft.rings[index]?.answer !== answer) record(look, { kind: 'ring-judged', ring: index, answer, detail });
  placeHold(look, answer === 'failed' ? 'failure budget' : 'inconclusive', index, detail);
}
