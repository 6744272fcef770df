/**
 * When passing time alone may make the next look decide something. Who simulates has all facts in hand, and looks only then; the server looks every six hours as well, and where
 * something is awaited of which nobody tells it every few minutes (`wake.ts`). It names every time at which a rule of `decide` begins to say something else while the facts stay as they are; a law in
 * `simulation` holds it to that.
 */
import { isLater } from './apply-run.ts';
import { freezeTimes } from './freezes.ts';
import { askingMs } from './holds.ts';
import { toMs } from './instants.ts';
import { patience } from './patience.ts';
import { currentRing } from './rings.ts';
import { isInFlight, isPlanned, runsOf } from './runs.ts';
import type { DeploymentState, Facts, RunFacts, RunState, Waiting } from './types.ts';

/** When a device is in contact at this time or later, in milliseconds; null: never. */
export type ContactFrom = (deviceId: string, ms: number) => number | null;

/** In milliseconds, after `facts.now`; null: only news may change anything. `waitingOn` is that of the last look. */
export function nextTurn(state: DeploymentState, facts: Facts, waitingOn: readonly Waiting[], contactFrom: ContactFrom): number | null {
  if (state.status !== 'active') return null;
  const now = toMs(facts.now);
  let next = Infinity;
  const add = (at: number | null): void => {
    if (at !== null && at > now && at < next) next = at;
  };
  add(toMs(state.header.expiresAt));
  for (const at of freezeTimes(facts)) add(at);
  addRingTimes(state, add);
  for (const waiting of waitingOn) {
    addWaitTimes(waiting, facts, now, contactFrom, add);
    // Where others are asked before a change, it is sent later ahead of its opening.
    const isWindow = waiting.what === 'window' || waiting.what === 'freeze';
    if (state.header.dependants !== undefined && isWindow && waiting.opensAt !== null)
      add(toMs(waiting.opensAt) - patience.dependantBefore);
  }
  for (const run of runsOf(state)) {
    if (run.dependants !== undefined) addDependantTimes(run.dependants, add);
    // One that may begin outside its window is not told to wait for that.
    if (run.tryAfter !== null && isPlanned(run)) add(toMs(run.tryAfter));
    // What was not fetched in its time is told anew.
    if (run.download !== undefined && isPlanned(run) && !run.secured) add(toMs(run.download.until));
    if (isInFlight(run)) addRunTimes(state, run, facts, contactFrom, add);
    else if (run.checkSentAt !== null && state.rings[run.ring]?.phase === 'soaking')
      add(toMs(run.checkSentAt) + patience.check + patience.grace);
  }
  return next === Infinity ? null : next;
}

type Add = (at: number | null) => void;

function addDependantTimes(dependants: NonNullable<RunState['dependants']>, add: Add): void {
  for (const { before, after } of Object.values(dependants)) {
    for (const order of [before, after]) if (order !== null) add(toMs(order.at) + patience.check + patience.grace);
    if (before !== null) add(toMs(before.at) + patience.dependantBefore);
  }
}

function addRingTimes(state: DeploymentState, add: Add): void {
  const index = currentRing(state);
  if (index === null) return;
  const ring = state.rings[index];
  const earliest = state.header.rings[index]?.earliest;
  if (ring?.phase === 'closed' && earliest !== undefined) add(toMs(earliest));
  if (ring?.phase === 'soaking' && ring.soakUntil !== null) add(toMs(ring.soakUntil));
}

function addWaitTimes(waiting: Waiting, facts: Facts, now: number, contactFrom: ContactFrom, add: Add): void {
  switch (waiting.what) {
    case 'freeze':
    case 'window':
      if (waiting.opensAt !== null) add(toMs(waiting.opensAt) - patience.sendAhead);
      return;
    case 'pace':
      // A place at once becomes free by news; what others of the client sent leaves their hour at a time that is not known here.
      if (waiting.limit === 'per hour') add(toMs(waiting.until));
      if (waiting.limit === 'client per hour') add(facts.clientSentLastHour > 0 ? now + patience.look : toMs(waiting.until));
      return;
    case 'limit':
      // Places are given back by news; and what was sent elsewhere, or does not fetch any more, at a time that is not known here.
      add(toMs(waiting.until));
      return;
    case 'missed':
      if (waiting.until !== null) add(toMs(waiting.until));
      if (waiting.for === 'contact') add(contactFrom(waiting.deviceId, now + 1));
      return;
    case 'decision':
      if (waiting.bar.until !== null) add(toMs(waiting.bar.until));
      return;
    default:
      return;
  }
}

function addRunTimes(state: DeploymentState, run: RunState, facts: Facts, contactFrom: ContactFrom, add: Add): void {
  const known = facts.runs[run.deviceId];
  const ended = known?.attempt === run.attempt ? known.ended : null;
  if (ended !== null && ended !== undefined) return addScanTimes(run, ended, contactFrom, add);
  const over = msOf(run.notAfter);
  add(over + patience.grace);
  if (run.accepted) {
    const since = Math.max(over, msOf(run.progressAt));
    add(since + patience.reportOutOfContact);
    add(contactFrom(run.deviceId, Math.max(since + patience.reportInContact, over + patience.grace)));
    addStillTimes(state, run, facts, contactFrom, add);
  } else {
    add(over + patience.reportOutOfContact);
    add(contactFrom(run.deviceId, over + patience.grace));
  }
}

function addScanTimes(run: RunState, ended: NonNullable<RunFacts['ended']>, contactFrom: ContactFrom, add: Add): void {
  const since = Math.max(toMs(ended.at), msOf(run.reportedAt));
  add(since + patience.scanOutOfContact);
  add(contactFrom(run.deviceId, since + patience.scanInContact));
}

function addStillTimes(state: DeploymentState, run: RunState, facts: Facts, contactFrom: ContactFrom, add: Add): void {
  const since = Math.max(msOf(run.sentAt), msOf(run.notBefore), msOf(run.progressAt));
  const expected = (facts.shares[run.deviceId]?.expectedSeconds ?? 0) * 1_000;
  const still = since + Math.max(patience.noProgress, 2 * expected) + askingMs(state.header, facts, run);
  add(still);
  if (isLater('waiting for window', run.phase)) return;
  const seen = contactFrom(run.deviceId, msOf(run.notBefore));
  if (seen !== null) add(Math.max(still, seen));
}

function msOf(at: string | null): number {
  return at === null ? 0 : toMs(at);
}
