/** Whether a panic stop is in force for a client. The signed stop was verified when it was handed in; here only its content counts. */
import { isStopped } from '@fettle/proof/stop';
import type { Tx } from '../platform/feature.ts';
import { readTrustIn } from '../trust/index.ts';

export async function isStandingStill(tx: Tx, clientId: string): Promise<boolean> {
  const { stops } = await readTrustIn(tx);
  return isStopped(
    stops.map(({ stop }) => stop),
    clientId,
  );
}
