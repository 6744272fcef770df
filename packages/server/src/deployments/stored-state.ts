import type { DeploymentState } from '@fettle/core/deployment';
import { applyAll } from '@fettle/core/deployment';
import type { Tx } from '../platform/database/index.ts';
import { eventsAfter } from './events-after.ts';
import { readFold } from './fold.ts';

/** A deployment's state as it stands, without locking it; null: there is no spec, or no such deployment. */
export async function storedState(tx: Tx, clientId: string, deploymentId: string): Promise<DeploymentState | null> {
  const state = await readFold(tx, clientId, deploymentId);
  if (state === null) return null;
  const later = await eventsAfter(tx, clientId, deploymentId, state.seq);
  return later.length === 0 ? state : applyAll(state, later);
}
