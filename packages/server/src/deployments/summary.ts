/** What lists show of a deployment, derived from its state. */
import { currentRing, isInFlight } from '@fettle/core/deployment';
import type { DeploymentState, Waiting } from '@fettle/core/deployment';
import type { StoredSummary } from './types.ts';

/** Counts, the ring that is next to pass, holds, and the first thing that is waited for. */
export function summarise(state: DeploymentState, waiting: readonly Waiting[]): StoredSummary {
  const runs = Object.values(state.runs);
  const rings = state.header.rings.map(({ name }) => name);
  const ring = state.status === 'active' ? currentRing(state) : null;
  return {
    status: state.status,
    devices: runs.length,
    verified: runs.filter(({ outcome }) => outcome === 'verified').length,
    failed: runs.filter(({ outcome }) => outcome === 'failed' || outcome === 'rolled back').length,
    inFlight: runs.filter(isInFlight).length,
    open: runs.filter(({ outcome }) => outcome === null).length,
    ring: ring === null ? null : (rings[ring] ?? null),
    rings,
    holds: state.holds,
    waiting: waiting[0] ?? null,
  };
}
