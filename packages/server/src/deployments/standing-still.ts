/** Whether a panic stop is in force for a client. The signed stop was verified when it was handed in; here only its content counts. */
import { isStopped } from '@fettle/proof/stop';
import type { Stop } from '@fettle/proof/stop';
import type { Context } from '../platform/feature.ts';
import { readTrust } from '../trust/index.ts';

export async function isStandingStill(context: Context, clientId: string): Promise<boolean> {
  const { stop } = await readTrust(context);
  if (stop === null) return false;
  const read = JSON.parse(Buffer.from(stop.envelope.payload, 'base64').toString('utf8')) as Stop; // verified before it was stored
  return isStopped([read], clientId);
}
