/** Sees to it that a signed checkpoint covers what the audit trail says of a deployment that is over. */
import { sql } from 'kysely';
import { checkpointChain } from '../audit/index.ts';
import type { Context, Tx } from '../platform/feature.ts';

/** Signs one where there is none yet; two servers at once sign one. While a deployment is under way the daily checkpoint is enough. */
export async function coverByCheckpoint(tx: Tx, context: Context, clientId: string, deploymentId: string): Promise<void> {
  if (!(await isUncovered(tx, clientId, deploymentId))) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`checkpoint:${clientId}`}, 0))`.execute(tx);
  if (await isUncovered(tx, clientId, deploymentId)) await checkpointChain(tx, context, clientId);
}

async function isUncovered(tx: Tx, clientId: string, deploymentId: string): Promise<boolean> {
  const found = await sql<{ uncovered: boolean }>`
    select exists (select 1 from deployment_event where client_id = ${clientId} and deployment_id = ${deploymentId} and kind = 'finished')
      and coalesce((select max(seq) from audit_entry where client_id = ${clientId} and subject = ${`deployment:${deploymentId}`}), 0)
        > coalesce((select max(size) from audit_checkpoint where client_id = ${clientId}), 0) as uncovered`.execute(tx);
  return found.rows[0]?.uncovered === true;
}
