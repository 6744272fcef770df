import type { Tx } from '../platform/database/index.ts';
import { assess } from './assess.ts';
import { readOffers } from './judge-store.ts';

/** What the rules say of one offer where a person says otherwise: their reasons; none where they say the same, or it is offered no more. */
export async function rulesSay(
  tx: Tx,
  clientId: string,
  { deviceId, softwareId }: { readonly deviceId: string; readonly softwareId: number },
  now: string,
): Promise<readonly string[]> {
  const offers = (await readOffers(tx, clientId, [deviceId])).filter((offer) => offer.software_id === softwareId);
  const [assessed] = await assess(tx, clientId, offers, now);
  return assessed?.judged.ruled?.reasons ?? [];
}
