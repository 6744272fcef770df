import type { DeploymentEvent } from '@fettle/core/deployment';
import type { Tx } from '../platform/database/index.ts';

/** Events after a sequence number, in order. */
export async function eventsAfter(tx: Tx, clientId: string, deploymentId: string, seq: number): Promise<DeploymentEvent[]> {
  const rows = await tx
    .selectFrom('deployment_event')
    .select('event')
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .execute();
  // Written by `addEvents` and nobody else.
  return rows.map(({ event }) => event as DeploymentEvent);
}
