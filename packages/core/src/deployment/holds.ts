/** Holds that the engine places by itself: reasons why nothing new is sent. What runs, finishes. */
import { longestRestartWait } from '../restarts/index.ts';
import { heldBackUntil, isHeldBack } from './freezes.ts';
import { toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf, isWindingDown, notAwaitedIn, record, seenSince } from './look.ts';
import { patience } from './patience.ts';
import { failuresThatCount, isAcceptedSilent, isInFlight, isPlanned, runsOf } from './runs.ts';
import { isLater } from './apply-run.ts';
import type { DeploymentState, Facts, Hold, HoldReason, RunState } from './types.ts';
import { rulesOf } from './spec.ts';
import type { SpecHeader } from './spec.ts';

/** Holds that stand and fall with a fact outside the deployment: no person releases them here. */
export const factHolds: readonly HoldReason[] = ['freeze', 'panic stop', 'campaign stop'];

/** The hold of a reason that stands just now, or null. */
export function standingHold(state: Pick<DeploymentState, 'holds'>, reason: HoldReason): Hold | null {
  return state.holds.find((hold) => hold.reason === reason) ?? null;
}

/** Places a hold unless one of that reason stands. Its id is fixed by its place in the history. */
export function placeHold(look: Look, reason: HoldReason, ring: number | null, detail: string): void {
  if (standingHold(look.draft, reason) !== null) return;
  const id = holdId(look.draft, reason);
  record(look, { kind: 'hold-placed', hold: { id, reason, since: look.facts.now, ring, detail, by: 'engine' } });
}

/** The id of a hold that is placed by the next event. */
export function holdId(state: Pick<DeploymentState, 'seq'>, reason: HoldReason): string {
  return `${reason.replaceAll(' ', '-')}-${state.seq + 1}`;
}

/** Holds from facts, failures and stillness. Those of the gates are placed where a ring is judged. */
export function placeHolds(look: Look): void {
  followFreeze(look);
  followFact(look, 'panic stop', look.facts.panicStop ? 'A panic stop is in force.' : null, 'The panic stop was lifted.');
  followFact(look, 'campaign stop', look.facts.campaignStop ?? null, 'The campaign was released.');
  if (isWindingDown(look)) return;
  releaseWhereWanted(look);
  holdOverBudget(look);
  holdWithoutProgress(look);
}

function followFact(look: Look, reason: 'freeze' | 'panic stop' | 'campaign stop', detail: string | null, over: string): void {
  const standing = standingHold(look.draft, reason);
  if (detail !== null && standing === null && !isWindingDown(look)) placeHold(look, reason, null, detail);
  if (detail === null && standing !== null)
    record(look, { kind: 'hold-released', holdId: standing.id, by: 'engine', content: { because: over, acceptedDeviceIds: [] } });
}

/** Where one freeze ends within another the hold stays, and says of which one it is now. */
function followFreeze(look: Look): void {
  const detail = look.facts.freeze?.because ?? null;
  const standing = standingHold(look.draft, 'freeze');
  if (detail !== null && standing !== null && standing.detail !== detail && !isWindingDown(look))
    record(look, {
      kind: 'hold-released',
      holdId: standing.id,
      by: 'engine',
      content: { because: 'Another freeze is in force.', acceptedDeviceIds: [] },
    });
  followFact(look, 'freeze', detail, 'The freeze is over.');
}

/** A ring is judged once nothing of it is awaited. Where a decision that kept devices out has ended since, they are awaited again, and there is nothing to decide yet. */
function releaseWhereWanted(look: Look): void {
  const standing = standingHold(look.draft, 'inconclusive');
  if (standing === null || standing.ring === null || look.draft.rings[standing.ring]?.phase !== 'open') return;
  const notAwaited = notAwaitedIn(look, standing.ring);
  // Only for that: what else is awaited anew, such as a silent device that speaks again, stands in no hold of a person's way.
  if (!runsOf(look.draft).some((run) => run.ring === standing.ring && isPlanned(run) && !notAwaited.has(run.deviceId))) return;
  const because = 'No decision keeps the devices of the ring out any more.';
  record(look, { kind: 'hold-released', holdId: standing.id, by: 'engine', content: { because, acceptedDeviceIds: [] } });
}

function holdOverBudget(look: Look): void {
  const failures = failuresThatCount(look.draft).length;
  const budget = look.draft.header.failureBudget;
  if (failures <= budget || standingHold(look.draft, 'failure budget') !== null) return;
  const ring = look.draft.rings.findIndex(({ phase }) => phase !== 'passed');
  const detail = `${count(failures, 'device')} failed or rolled back; the budget allows ${budget}.`;
  if (ring >= 0 && look.draft.rings[ring]?.answer !== 'failed') record(look, { kind: 'ring-judged', ring, answer: 'failed', detail });
  placeHold(look, 'failure budget', ring >= 0 ? ring : null, detail);
}

function holdWithoutProgress(look: Look): void {
  const still = runsOf(look.draft).filter((run) => isStill(look, run));
  if (still.length === 0) return;
  placeHold(
    look,
    'no progress',
    null,
    `${count(still.length, 'device')} began and told nothing for at least ${patience.noProgress / 3_600_000} hours.`,
  );
}

/** Did this run begin, as far as can be known, and then tell nothing for too long? The clock runs only while it is in flight. */
export function isStill(look: Look, run: RunState): boolean {
  if (!isInFlight(run) || run.phase === 'reported' || isAcceptedSilent(look.draft, run) || !mayHaveBegun(look, run)) return false;
  // One that may begin outside its window waits for conditions of its own, until its instruction ends.
  if (isHeldBack(look, run) || (run.outside !== undefined && !isLater('waiting for window', run.phase))) return false;
  const times = [run.sentAt, run.notBefore, run.progressAt].map((at) => (at === null ? 0 : toMs(at)));
  const since = Math.max(...times, heldBackUntil(look, run));
  const expected = (look.facts.shares[run.deviceId]?.expectedSeconds ?? 0) * 1_000;
  return look.now >= since + Math.max(patience.noProgress, 2 * expected) + askingMs(look.draft.header, look.facts, run);
}

/** How long a run that is restarting may wait for people, or for the end of its window. Milliseconds. */
export function askingMs(header: SpecHeader, facts: Facts, run: RunState): number {
  const share = facts.shares[run.deviceId];
  if (run.phase !== 'restarting' || share === undefined) return 0;
  return longestRestartWait(rulesOf(header, share).restartWhen, share.window.durationMinutes);
}

/** A device that was out of contact from before its opening begins only where the spec allows that. */
function mayHaveBegun(look: Look, run: RunState): boolean {
  if (!isLater('sent', run.phase)) return false;
  if (isLater('waiting for window', run.phase)) return true;
  const opens = run.notBefore === null ? 0 : toMs(run.notBefore);
  return (
    look.now >= opens && (rulesOf(look.draft.header, look.facts.shares[run.deviceId]).startOffline || seenSince(factsOf(look, run), opens))
  );
}

/** `1 device`, `3 devices`. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
