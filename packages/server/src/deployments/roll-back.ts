/** A roll-back that a person wants: a new deployment that names its predecessor, simulated and approved like every other. */
import type { LaterWay } from '@fettle/core/deployment';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context } from '../platform/feature.ts';
import { devicePolicies } from '../policies/index.ts';
import { inLane } from './in-lane.ts';
import { ask, policyFor } from './propose.ts';
import { readDeployment, readShares } from './read.ts';
import { currentState } from './reconcile.ts';
import { lockState } from './store.ts';
import { whatGoesBack } from './way-back.ts';

const daysToGoBack = 14;

/** Proposes it; the id of the new deployment, or why not. */
export async function proposeRollBack(
  context: Context,
  actor: Actor,
  given: {
    readonly clientId: string;
    readonly deploymentId: string;
    readonly because: string;
    readonly deviceIds: readonly string[] | null;
    /** How, where it is to be no downgrade. */
    readonly by: LaterWay | null;
  },
): Promise<string | ApiRefusal> {
  const { clientId, deploymentId, because, deviceIds, by } = given;
  return inClients(context.db, [clientId], async (tx) => {
    const locked = await lockState(tx, clientId, deploymentId, 'wait');
    const deployment = await readDeployment(tx, clientId, deploymentId);
    if (locked === undefined || deployment === undefined) return refuse('not-found', 'There is no such deployment.');
    if (locked.seq === 0) return refuse('deployment.not-possible', 'Nothing was changed yet.');
    const state = await currentState(tx, clientId, deploymentId, locked);
    const back = await whatGoesBack(state, deviceIds, (ids) => readShares(tx, clientId, deploymentId, ids));
    if (!back.ok) return refuse('deployment.not-possible', back.sentence);
    const policies = await devicePolicies(
      tx,
      clientId,
      back.candidates.map(({ deviceId }) => deviceId),
    );
    const candidates = back.candidates.map((candidate) => ({ ...candidate, policy: policies.get(candidate.deviceId) }));
    const policy = await policyFor(tx, clientId, candidates);
    if ('refused' in policy) return policy;
    return ask(tx, context, actor, {
      clientId,
      title: `Back: ${deployment.title}`.slice(0, 200),
      reason: because,
      expiresInDays: daysToGoBack,
      // It goes back in the lane in which it came.
      ...inLane(deployment.lane, policy, candidates),
      selection: null,
      predecessor: { deploymentId, kind: 'rollback' },
      direction: 'back',
      by,
      softwareIds: [],
      action: 'deployment.roll-back-proposed',
    });
  });
}
