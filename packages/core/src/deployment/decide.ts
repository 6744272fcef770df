/**
 * What follows now from what is known, and why not more. A pure decision: it looks at the whole state and all facts, sends nothing itself,
 * and asked again after its events were recorded it adds nothing. In this order:
 *
 *   1. what reports and silence say about the runs that were sent
 *   2. runs that will not happen, and runs that get another attempt
 *   3. what devices say that depend on changed ones; holds: freeze, panic stop, failures beyond the budget, a dependant that is worse, no progress
 *   4. the end, if nothing is left to wait for
 *   5. rings: judge, soak, pass, open the next
 *   6. orders: secure packages, ask what depends on changed devices, send changes
 *
 * Steps repeat until nothing follows any more, because each may make room for another.
 */
import { askAfter, holdForDependants, judgeDependants } from './dependants.ts';
import { endIfOver } from './ends.ts';
import { placeHolds } from './holds.ts';
import type { Look } from './look.ts';
import { openLook } from './look.ts';
import { observeRuns } from './observe.ts';
import { endPlannedRuns, planAgain } from './retries.ts';
import { moveRings } from './rings.ts';
import { orderSecuring, sendRuns } from './sending.ts';
import { heedTests } from './tests.ts';
import type { Decision, DeploymentState, Facts } from './types.ts';
import { heedStandIns } from './stand-in-holds.ts';
import { waitingOn } from './waiting.ts';
import { wakeAt } from './wake.ts';

const steps: readonly ((look: Look) => void)[] = [
  observeRuns,
  endPlannedRuns,
  planAgain,
  judgeDependants,
  placeHolds,
  heedTests,
  holdForDependants,
  heedStandIns,
  endIfOver,
  moveRings,
  orderSecuring,
  askAfter,
  sendRuns,
];

/**
 * Decides. Events and orders belong into one transaction. `waitingOn` is never empty and `wakeAt` never null while the deployment is active;
 * a deployment that has ended gives an empty decision. Where it cancels by itself, as a test plan may say, the caller looks again at once: what is waited for is said then.
 */
export function decide(state: DeploymentState, facts: Facts): Decision {
  const look = openLook(state, facts);
  // A ring passes through at most four steps and a run through two in one look; the rest is a margin.
  const mostRounds = 8 + 4 * state.rings.length;
  for (let round = 0; round < mostRounds && look.draft.status === 'active'; round += 1) {
    const before = look.events.length;
    for (const step of steps) if (look.draft.status === 'active' && !cancelsNow(state, look)) step(look);
    if (look.events.length === before || cancelsNow(state, look)) break;
  }
  const waiting = waitingOn(look);
  const active = look.draft.status === 'active';
  const { events, orders, draft } = look;
  return { events, orders, waitingOn: waiting, wakeAt: active ? wakeAt(look, waiting) : null, after: events.length === 0 ? state : draft };
}

/** A cancellation is committed before anything follows from it: only from then on is it sure that nothing of it is handed out any more. */
function cancelsNow(state: DeploymentState, look: Look): boolean {
  return state.cancelled === null && look.draft.cancelled !== null;
}
