/** When a deployment is over. It always comes to that: nothing starts after the end of the spec, and nothing is awaited for ever. */
import { countRing, judgeCounts } from './gate.ts';
import type { Look } from './look.ts';
import { isExpired, record } from './look.ts';
import { currentRing } from './rings.ts';
import { isKeptOut, runsOf } from './runs.ts';

/** Records the end if nothing is left to wait for. */
export function endIfOver(look: Look): void {
  const runs = runsOf(look.draft);
  if (look.draft.status !== 'active' || runs.some((run) => run.outcome === null)) return;
  if (look.draft.cancelled !== null) return record(look, { kind: 'finished', status: 'cancelled' });
  const passed = currentRing(look.draft) === null;
  if (!passed && (!isExpired(look) || mayStillPass(look))) return;
  // What a decision kept out did not fail; that nothing at all was done is no success either.
  const verified = runs.filter((run) => run.outcome === 'verified').length;
  const succeeded = passed && verified > 0 && verified + runs.filter(isKeptOut).length === runs.length;
  record(look, { kind: 'finished', status: succeeded ? 'succeeded' : 'ended with failures' });
}

/** Past its end a deployment may still finish the soak of its last ring: that starts nothing. */
function mayStillPass(look: Look): boolean {
  const ring = currentRing(look.draft);
  const gate = ring === null ? undefined : look.draft.header.rings[ring]?.gate;
  if (ring === null || gate === undefined || look.draft.holds.length > 0) return false;
  if (ring !== look.draft.rings.length - 1 || look.draft.rings[ring]?.phase === 'closed') return false;
  return judgeCounts(countRing(look.draft, ring), gate).answer === 'passed';
}
