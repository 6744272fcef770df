/**
 * Into which openings what is planned is expected to fall, if all goes well: ring after ring, each device at the first opening in which its change fits, outside of
 * freezes. It is an outlook for the calendar and no promise: what a deployment may do next is decided by its engine alone.
 */
import { firstFit } from '../deployment/openings.ts';
import { spansOf } from '../deployment/freezes.ts';
import { addDuration } from '../deployment/instants.ts';
import { isInFlight, isPlanned, toInstant, toMs } from '../deployment/index.ts';
import type { DeploymentState, FrozenSpan } from '../deployment/index.ts';
import type { WindowRule } from '../windows/index.ts';

export type PlannedDevice = {
  readonly deviceId: string;
  readonly window: WindowRule;
  readonly expectedSeconds: number;
  /** Freezes that bind it here, the ones ahead among them. */
  readonly freezes: readonly FrozenSpan[];
};

export type ExpectedRun = {
  readonly deviceId: string;
  readonly ring: number;
  readonly expectedSeconds: number;
  /** When it is expected to begin (milliseconds since 1970); null: no opening is left before the deployment ends. */
  readonly at: number | null;
  /** The last moment at which it may begin in that opening; null: there is none, or it is under way. */
  readonly latest: number | null;
  /** When it would begin if nothing were frozen, where that is sooner; null: no freeze is in its way. */
  readonly butForFreeze: number | null;
};

/** The runs that are still to come or under way, with when each is expected to begin. `now`: milliseconds since 1970. */
export function expectedRuns(state: DeploymentState, devices: ReadonlyMap<string, PlannedDevice>, now: number): readonly ExpectedRun[] {
  if (state.status !== 'active') return [];
  const latest = toMs(state.header.expiresAt);
  let ringFrom = now;
  return state.header.rings.flatMap((ring, index) => {
    const from = Math.max(ringFrom, toMs(ring.earliest));
    const found = Object.values(state.runs)
      .filter((run) => run.ring === index && run.outcome === null && (isPlanned(run) || isInFlight(run)))
      .flatMap((run): readonly ExpectedRun[] => {
        const known = devices.get(run.deviceId);
        if (known === undefined) return [];
        const { expectedSeconds } = known;
        const need = expectedSeconds * 1_000;
        const common = { deviceId: run.deviceId, ring: index, expectedSeconds };
        if (isInFlight(run))
          return [{ ...common, at: Math.max(now, run.notBefore === null ? now : toMs(run.notBefore)), latest: null, butForFreeze: null }];
        const fits = firstFit(known.window, from, need, latest, spansOf(known.freezes));
        const at = fits?.from ?? null;
        const plain = known.freezes.length === 0 ? at : (firstFit(known.window, from, need, latest)?.from ?? null);
        const last = fits === null ? null : Math.max(fits.from, fits.to - need);
        return [{ ...common, at, latest: last, butForFreeze: plain !== null && (at === null || plain < at) ? plain : null }];
      });
    const soakUntil = state.rings[index]?.soakUntil ?? null;
    const ends = found.flatMap(({ at, expectedSeconds }) => (at === null ? [] : [at + expectedSeconds * 1_000]));
    if (state.rings[index]?.phase !== 'passed')
      ringFrom = Math.max(ringFrom, toMs(soakUntil ?? addDuration(toInstant(Math.max(from, ...ends)), ring.gate.soak)));
    return found;
  });
}
