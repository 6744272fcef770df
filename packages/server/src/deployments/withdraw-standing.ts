/** A standing approval is revoked: what that does to deployments which rest on it. */
import { auditActor } from '../audit/index.ts';
import type { Revoked } from '../standing/index.ts';
import { wakeNow } from './reactions.ts';
import { currentState } from './reconcile.ts';
import { record } from './record.ts';
import { lockState } from './store.ts';
import type { Engine } from './types.ts';

/** What rests on a standing approval that is revoked: held, until a person has approved its spec. What runs, finishes. */
export function withdrawStanding(engine: Engine): Revoked {
  return async (tx, context, { clientId, approvalId, actor, because }) => {
    const found = await tx
      .selectFrom('deployment_standing')
      .innerJoin('deployment_state', (join) =>
        join
          .onRef('deployment_state.client_id', '=', 'deployment_standing.client_id')
          .onRef('deployment_state.deployment_id', '=', 'deployment_standing.deployment_id'),
      )
      .select('deployment_standing.deployment_id')
      .where('deployment_standing.client_id', '=', clientId)
      .where('approval_id', '=', approvalId)
      .where('active', '=', true)
      .orderBy('deployment_standing.deployment_id')
      .execute();
    for (const { deployment_id: deploymentId } of found) {
      const locked = await lockState(tx, clientId, deploymentId, 'wait');
      if (locked === undefined || !locked.active || locked.state === null) continue;
      const before = await currentState(tx, clientId, deploymentId, locked);
      if (!before.approvals.some(({ standing }) => standing === approvalId)) continue;
      const at = context.now();
      await wakeNow(tx, context, clientId, deploymentId);
      await record(tx, context, engine, {
        clientId,
        deploymentId,
        before,
        events: [{ kind: 'approval-withdrawn', at, standingIds: [approvalId], by: actor.id, because }],
        wakeAt: at,
        action: 'deployment.approval-withdrawn',
        actor: auditActor(actor),
      });
    }
  };
}
