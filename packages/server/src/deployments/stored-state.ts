import type { DeploymentState } from '@fettle/core/deployment';
import { applyAll } from '@fettle/core/deployment';
import type { Tx } from '../platform/database/index.ts';
import { eventsAfter } from './store.ts';

/** A deployment's state as it stands, without locking it; null: there is no spec, or no such deployment. */
export async function storedState(tx: Tx, clientId: string, deploymentId: string): Promise<DeploymentState | null> {
  const row = await tx
    .selectFrom('deployment_state')
    .select(['seq', 'state'])
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirst();
  if (row === undefined || row.seq === 0) return null;
  const state = row.state as DeploymentState; // written by this feature's store and nobody else
  const later = await eventsAfter(tx, clientId, deploymentId, row.seq);
  return later.length === 0 ? state : applyAll(state, later);
}
