/** Whether a panic stop is in force for a client, and who looks once one is. The signed stop was verified when it was handed in; here only its content counts. */
import { isStopped } from '@fettle/proof/stop';
import { allClientIds, inClients } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { readTrustIn } from '../trust/index.ts';
import { heedFreezes } from './freezes.ts';

export async function isStandingStill(tx: Tx, clientId: string): Promise<boolean> {
  const { stops } = await readTrustIn(tx);
  return isStopped(
    stops.map(({ stop }) => stop),
    clientId,
  );
}

/** After a stop was set or lifted: open deployments of all clients (`all`), or of one, are looked at. The stop is in force anyway, so that a failure of this costs time only. */
export async function heedStops(context: Context, scope: string): Promise<void> {
  try {
    const clientIds = scope === 'all' ? await allClientIds(context.db) : [scope];
    await inClients(context.db, clientIds, (tx) => heedFreezes(tx, context, clientIds));
  } catch (error) {
    context.log.error({ err: error, scope }, 'open deployments could not be told of a stop; their next look sees it');
  }
}
