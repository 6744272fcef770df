/** What a device's page shows of limits: its clusters, and whether it counts as unwell after a change. */
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { readUnwell } from './store.ts';

export async function capacityOfDevice(
  tx: Tx,
  clientId: string,
  deviceId: string,
): Promise<Pick<CallOutput<'getDevice'>, 'clusters' | 'unwell'>> {
  const clusters = await sql<{ id: string; name: string; most: number }>`
    select c.id, c.name, c.most from cluster_member m join cluster c on c.client_id = m.client_id and c.id = m.cluster_id
    where m.client_id = ${clientId} and m.device_id = ${deviceId} order by lower(c.name)`.execute(tx);
  const [unwell] = await readUnwell(tx, sql`u.client_id = ${clientId} and u.device_id = ${deviceId}`, 1);
  return {
    clusters: clusters.rows,
    unwell: unwell === undefined ? null : { deploymentId: unwell.deploymentId, outcome: unwell.outcome, since: unwell.since },
  };
}
