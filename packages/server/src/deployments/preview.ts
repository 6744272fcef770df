/** A preview: several simulated futures of a deployment, computed beside the server's own work and bounded in what it may cost. */
import { unusable, usualAssumptions } from '@fettle/core/simulation';
import type { Assumptions, ExportedState, Spread } from '@fettle/core/simulation';
import type { CallOutput } from '@fettle/protocol/client';
import type { Assumed, PreviewAsked } from '@fettle/protocol/what-if';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context } from '../platform/feature.ts';
import { exportState } from './export-state.ts';
import { simulateBeside } from './preview-thread.ts';
import type { FuturesMade } from './preview-thread.ts';
import type { Engine } from './types.ts';

type Preview = CallOutput<'previewDeployment'>;

/** Devices times futures. A future of a thousand devices takes a second or two. */
export const mostDeviceFutures = 20_000;

export async function previewDeployment(
  engine: Engine,
  context: Context,
  actor: Actor,
  id: string,
  ask: PreviewAsked,
): Promise<Preview | ApiRefusal> {
  const state = await exportState(engine, context, actor, id);
  if (isRefusal(state)) return state;
  if (state.deployments.every(({ state: one }) => one.status !== 'active'))
    return refuse('deployment.over', 'The deployment has ended; its report says what came of it.');
  const { from, runs } = ask;
  const wrong = wrongIn(context, ask);
  if (wrong !== null) return wrong;
  const devices = state.deployments.reduce((sum, one) => sum + one.devices.length, 0);
  if (devices * runs > mostDeviceFutures)
    return refuse(
      'request.too-large',
      `${runs} futures of ${devices} devices are too many at once: ask for at most ${Math.floor(mostDeviceFutures / devices)}, or export the state and run fettle what-if.`,
    );
  const last = state.deployments
    .map(({ state: one }) => one.header.expiresAt)
    .toSorted((a, b) => Temporal.Instant.compare(a, b))
    .at(-1);
  if (
    from !== null &&
    (Temporal.Instant.compare(from, state.exportedAt) < 0 || (last !== undefined && Temporal.Instant.compare(from, last) >= 0))
  )
    return refuse('request.invalid', 'A preview begins now or later, and before the deployment ends.', [
      { path: 'from', message: 'lies outside' },
    ]);
  const made = await playFutures(state, from ?? state.exportedAt, ask);
  if (!made.ok) return refuse('unavailable', busySentences[made.because]);
  return {
    ...mutable(made.spread),
    asOf: state.exportedAt,
    zone: state.zone,
    names: namesOf(state),
    freezes: state.deployments.flatMap(({ freezes }) => freezes ?? []),
  };
}

/** Refuses assumptions that can not be simulated; null: they can. */
export function wrongIn(context: Context, ask: Assumed): ApiRefusal | null {
  const wrong = unusable(assumptionsOf(context.config.checkInSeconds, ask));
  return wrong === null ? null : refuse('request.invalid', wrong, [{ path: 'failShare', message: wrong }]);
}

/** Plays as many futures as are asked for, beside the server's own work. */
export function playFutures(state: ExportedState, from: string, ask: Assumed): Promise<FuturesMade> {
  const { runs, seed } = ask;
  return simulateBeside({ state, from, assumptions: assumptionsOf(state.checkInSeconds, ask), seed, runs });
}

function assumptionsOf(checkInSeconds: number, ask: Assumed): Assumptions {
  const { awayShare, awaySeconds, failShare, refuseShare, approveAfterSeconds, releaseAfterSeconds } = ask;
  const said = { awayShare, awaySeconds, failShare, refuseShare, approveAfterSeconds, releaseAfterSeconds };
  return { ...usualAssumptions(checkInSeconds), ...said };
}

const busySentences = {
  'too many': 'Other previews are being computed just now.',
  'too long': 'The preview took longer than a minute and was stopped; ask for fewer futures, or export the state and run fettle what-if.',
} as const;

function namesOf(state: CallOutput<'exportDeploymentState'>): Preview['names'] {
  return state.deployments.flatMap(({ devices }) => devices.map(({ deviceId, name, wayBack }) => ({ deviceId, name, wayBack })));
}

/** The answer's type is open for writing; nobody does. */
function mutable(spread: Spread): Omit<Preview, 'asOf' | 'zone' | 'names' | 'freezes'> {
  return spread as Omit<Preview, 'asOf' | 'zone' | 'names' | 'freezes'>;
}
