/** What is sent now: packages to secure for every ring, and changes for the devices of the open ring whose turn it is. */
import type { BoundCounts } from './bounds.ts';
import { bounded, countAsked, countBounds, countFetching, countWanting, fetchBounded, fetchShare } from './bounds.ts';
import { askBefore, dependantInTheWay, sendAheadOf } from './dependants.ts';
import { closedFor, freezeInTheWay, freezeWait, frozenNow } from './freezes.ts';
import { hour, toInstant, toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf, maySend, order, seenSince } from './look.ts';
import { floatingTurn } from './floating.ts';
import type { Turn } from './floating.ts';
import { firstFit } from './openings.ts';
import type { Pace } from './pace.ts';
import { brake, countPace, countTurn } from './pace.ts';
import { currentRing } from './rings.ts';
import { isInFlight, isPlanned, runsOf } from './runs.ts';
import { standInWait } from './stand-ins.ts';
import type { RunState, Waiting } from './types.ts';

/** Archives move on: what was approved is secured on every device at once, in whatever ring it is. */
export function orderSecuring(look: Look): void {
  if (!maySend(look)) return;
  const counts = countBounds(look);
  const wanting = fetchOrder(look).filter((run) => mayFetch(look, run));
  countWanting(counts, wanting);
  for (const run of wanting) {
    if (fetchBounded(look, counts, run) === null) {
      const share = fetchShare(look, counts, run);
      order(look, 'get', run, {
        from: look.now,
        to: share === null ? look.expiresAt : toMs(share.until),
        ...(share === null ? {} : { share }),
      });
      countFetching(counts, run.deviceId, share);
    }
    countAsked(counts, run.deviceId);
  }
}

/** It has not all of its packages, and may be told to fetch them; once told, again only when the time in which it might is over. */
function mayFetch(look: Look, run: RunState): boolean {
  if (!isPlanned(run) || run.secured) return false;
  if (run.securingSentAt !== null && (run.download === undefined || toMs(run.download.until) > look.now)) return false;
  const facts = factsOf(look, run);
  return facts?.deviceUsable === 'yes' && facts.barred === null && frozenNow(look, run) === null;
}

/** Where downloads are limited, the rings that change first fetch first; of a ring, where a place is a part of a bandwidth, those that were seen lately. */
function fetchOrder(look: Look): readonly RunState[] {
  const bounds = look.facts.bounds ?? [];
  if (bounds.every(({ downloads, bandwidth }) => downloads === null && bandwidth === undefined)) return runsOf(look.draft);
  const runs = runsOf(look.draft).toSorted((a, b) => a.ring - b.ring || (a.turn ?? 0) - (b.turn ?? 0));
  if (bounds.every(({ bandwidth }) => bandwidth === undefined)) return runs;
  const absent = new Set(runs.filter((run) => !seenSince(factsOf(look, run), look.now - hour)));
  return runs.toSorted((a, b) => a.ring - b.ring || Number(absent.has(a)) - Number(absent.has(b)));
}

/** What a device waits for that has not secured its packages: a place among those that fetch, or the packages themselves. */
export function fetchWait(look: Look, run: RunState, counts: BoundCounts): Waiting {
  const limit = mayFetch(look, run) ? fetchBounded(look, counts, run) : null;
  if (limit !== null) return { what: 'limit', deviceId: run.deviceId, ...limit };
  return { what: 'device', deviceId: run.deviceId, for: 'securing' };
}

/** Sends the change to devices of the open ring in the order of the plan, those that were seen lately first: an absent one should not take the place of another. */
export function sendRuns(look: Look): void {
  const ring = currentRing(look.draft);
  if (!maySend(look) || ring === null || look.draft.rings[ring]?.phase !== 'open') return;
  const pace = countPace(look);
  const planned = inTurn(runsOf(look.draft).filter((run) => run.ring === ring && isPlanned(run)));
  const seen = new Set(planned.filter((run) => seenSince(factsOf(look, run), look.now - hour)));
  for (const run of [...seen, ...planned.filter((other) => !seen.has(other))]) {
    const turn = turnOf(look, run, pace);
    if ('what' in turn) {
      if (turn.what === 'dependant') askBefore(look, run);
      continue;
    }
    order(look, 'install', run, turn);
    countTurn(pace, run.deviceId);
  }
}

/** As the plan has it; what has no turn keeps its place. */
function inTurn(runs: readonly RunState[]): readonly RunState[] {
  return runs.every(({ turn }) => turn === undefined) ? runs : runs.toSorted((a, b) => (a.turn ?? 0) - (b.turn ?? 0));
}

/** When a planned run of an open ring is sent: the span of its instruction if that is now, else what it waits for. */
export function turnOf(look: Look, run: RunState, pace: Pace): Turn | Waiting {
  const { deviceId } = run;
  const facts = factsOf(look, run);
  const share = look.facts.shares[deviceId];
  if (facts === null || share === undefined) return { what: 'device', deviceId, for: 'contact' };
  if (facts.deviceUsable !== 'yes') return { what: 'device', deviceId, for: 'quarantine' };
  if (facts.barred !== null) return { what: 'decision', deviceId, bar: facts.barred };
  const standIn = standInWait(look, run);
  if (standIn !== null) return { what: 'stand-in', deviceId, because: standIn.sentence };
  if (facts.backupLacks !== undefined) return { what: 'backup', deviceId, because: facts.backupLacks };
  if (facts.noticeLacks !== undefined) return { what: 'notice', deviceId, because: facts.noticeLacks };
  if (facts.wayBackLacks !== undefined) return { what: 'way-back', deviceId, because: facts.wayBackLacks };
  const frozen = frozenNow(look, run);
  if (frozen !== null && !run.secured) return freezeWait(run, frozen);
  if (!run.secured) return fetchWait(look, run, pace.bounds);
  if (facts.busyWith !== null) return { what: 'busy', deviceId, deploymentId: facts.busyWith };
  const neighbour = facts.apartFrom.find((id) => id !== deviceId && look.draft.runs[id] !== undefined && isInFlight(look.draft.runs[id]));
  if (neighbour !== undefined) return { what: 'dependency', deviceId, on: neighbour, deploymentId: null };
  if (facts.apartBusy !== null)
    return { what: 'dependency', deviceId, on: facts.apartBusy.deviceId, deploymentId: facts.apartBusy.deploymentId };
  const guest = guestInTheWay(look, run, facts.guests ?? []);
  if (guest !== null) return { what: 'guest', deviceId, on: guest };
  const earliest = earliestStart(look, run);
  const opening = firstFit(share.window, earliest, share.expectedSeconds * 1_000, look.expiresAt, closedFor(look, run));
  const inTheWay = freezeInTheWay(look, run, earliest, opening);
  if (frozen !== null) return freezeWait(run, frozen, opening);
  const floating = floatingTurn(look, run, opening);
  if (floating !== null) return 'what' in floating ? floating : braked(look, run, pace, floating);
  const ahead = look.now + sendAheadOf(look, run);
  if (inTheWay !== null && (opening === null || opening.from > ahead)) return inTheWay;
  if (opening === null) return { what: 'window', deviceId, opensAt: null };
  if (opening.from > ahead) return { what: 'window', deviceId, opensAt: toInstant(opening.from) };
  return braked(look, run, pace, opening);
}

function braked(look: Look, run: RunState, pace: Pace, turn: Turn): Turn | Waiting {
  const on = brake(look, pace);
  if (on !== null) return { what: 'pace', deviceId: run.deviceId, ...on };
  const limit = bounded(look, pace.bounds, run.deviceId);
  if (limit !== null) return { what: 'limit', deviceId: run.deviceId, ...limit };
  return dependantInTheWay(look, run) ?? turn;
}

/**
 * A guest of the same ring that has its turn first: a restart of the host takes it down. One that is out of contact, unusable or kept out by a decision is not waited for:
 * it may be off for good, and nothing is under way on it.
 */
function guestInTheWay(look: Look, host: RunState, guests: readonly string[]): string | null {
  const waited = guests.find((id) => {
    const guest = look.draft.runs[id];
    if (guest === undefined || guest.deviceId === host.deviceId || guest.ring !== host.ring || guest.outcome !== null) return false;
    const facts = factsOf(look, guest);
    return facts !== null && facts.deviceUsable === 'yes' && facts.barred === null && seenSince(facts, look.now - hour);
  });
  return waited ?? null;
}

function earliestStart(look: Look, run: RunState): number {
  const ring = look.draft.header.rings[run.ring]?.earliest;
  return Math.max(look.now, run.tryAfter === null ? 0 : toMs(run.tryAfter), ring === undefined ? look.now : toMs(ring));
}
