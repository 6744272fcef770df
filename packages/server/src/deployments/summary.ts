/** What lists show of a deployment, derived from its state. */
import { currentRing, isInFlight, runsOf } from '@fettle/core/deployment';
import type { DeploymentState, Waiting } from '@fettle/core/deployment';
import type { StoredSummary } from './types.ts';

/** Counts, the ring that is next to pass, holds, and the first thing that is waited for. */
export function summarise(state: DeploymentState, waiting: readonly Waiting[]): StoredSummary {
  let [verified, failed, inFlight, open] = [0, 0, 0, 0];
  const runs = runsOf(state);
  for (const run of runs) {
    if (run.outcome === 'verified') verified += 1;
    if (run.outcome === 'failed' || run.outcome === 'rolled back') failed += 1;
    if (run.outcome === null) open += 1;
    if (isInFlight(run)) inFlight += 1;
  }
  const rings = state.header.rings.map(({ name }) => name);
  const ring = state.status === 'active' ? currentRing(state) : null;
  return {
    status: state.status,
    devices: runs.length,
    verified,
    failed,
    inFlight,
    open,
    ring: ring === null ? null : (rings[ring] ?? null),
    rings,
    holds: state.holds,
    waiting: waiting[0] ?? null,
  };
}
