/** Which ring a person could let pass now: what `commands.promote` allows, with what the ring would still have shown. */
import { currentRing } from './rings.ts';
import { openSteps } from './test-steps.ts';
import type { DeploymentState } from './types.ts';

export type Promotable = {
  readonly ring: number;
  readonly name: string;
  /** The end of its soak (RFC 3339). */
  readonly soakUntil: string | null;
  /** The next ring begins no earlier: the time that was signed for it (RFC 3339); null: none was. */
  readonly nextFrom: string | null;
  /** Steps of the test plan of which nobody has said what came of them. */
  readonly stepsOpen: readonly string[];
};

/** Null where no ring soaks, where the last one does, where a hold or a cancellation stands, or where a person promoted it already. */
export function promotableRing(
  state: Pick<DeploymentState, 'header' | 'status' | 'cancelled' | 'holds' | 'rings' | 'tests'>,
): Promotable | null {
  if (state.status !== 'active' || state.cancelled !== null || state.holds.length > 0) return null;
  const ring = currentRing(state);
  if (ring === null || ring === state.rings.length - 1) return null;
  const stands = state.rings[ring];
  if (stands?.phase !== 'soaking' || stands.promoted !== undefined) return null;
  return {
    ring,
    name: state.header.rings[ring]?.name ?? '',
    soakUntil: stands.soakUntil,
    nextFrom: state.header.rings[ring + 1]?.earliest ?? null,
    stepsOpen: ring === 0 ? openSteps(state).map(({ name }) => name) : [],
  };
}
