/** What a decision does to deployments that are under way. */
import { readBarring } from '../decisions/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { barsOfRuns, callBack } from './bars-of-runs.ts';
import { wakeNow } from './reactions.ts';
import { currentState } from './reconcile.ts';
import { readChanges } from './spec-memory.ts';
import { lockState } from './store.ts';

/**
 * In the transaction of a decision: what was sent and is barred now is handed out by no check-in after the commit, and every deployment of the client is looked at.
 * Looks that are under way are waited for: what they send is called back as well. What a device took before, or takes until the commit, stays with it.
 */
export async function heedDecisions(tx: Tx, context: Context, clientId: string): Promise<void> {
  const active = await tx
    .selectFrom('deployment_state')
    .select('deployment_id')
    .where('client_id', '=', clientId)
    .where('active', '=', true)
    .orderBy('deployment_id')
    .execute();
  // Where nothing is decided that keeps anything out there is nothing to call back; what waited for a decision that ended goes on with the next look.
  const isBarring = (await readBarring(tx, clientId)) !== null;
  for (const { deployment_id: deploymentId } of active) {
    const locked = await lockState(tx, clientId, deploymentId, 'wait');
    if (locked === undefined || !locked.active) continue;
    if (isBarring && locked.state !== null) {
      const state = await currentState(tx, clientId, deploymentId, locked);
      const runs = { clientId, state, changes: () => readChanges(tx, clientId, deploymentId), now: context.now() };
      await callBack(tx, runs, await barsOfRuns(tx, runs));
    }
    await wakeNow(tx, context, clientId, deploymentId);
  }
}
