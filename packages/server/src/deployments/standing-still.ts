/** Whether a panic stop is in force for a client. The signed stop was verified when it was handed in; here only its content counts. */
import { isStopped } from '@fettle/proof/stop';
import type { Context } from '../platform/feature.ts';
import { readTrust } from '../trust/index.ts';

export async function isStandingStill(context: Context, clientId: string): Promise<boolean> {
  const { stops } = await readTrust(context);
  return isStopped(
    stops.map(({ stop }) => stop),
    clientId,
  );
}
