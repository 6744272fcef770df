/** Whom a campaign would reach just now: nothing is proposed, and nothing written. */
import type { CampaignAbout } from '@fettle/core/campaigns';
import type { CallOutput } from '@fettle/protocol/client';
import { effectivePolicy } from '../policies/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { offersAbout } from './offers.ts';

type Reach = CallOutput<'previewCampaign'>;

/** Clients with a device to which such an update is offered, by name. */
export async function reachOf(tx: Tx, clientIds: readonly string[], about: CampaignAbout): Promise<Reach> {
  const byClient = Map.groupBy(await offersAbout(tx, clientIds, about), (offer) => offer.client_id);
  const names = await tx.selectFrom('client').select(['client_id', 'name']).execute();
  const nameOf = new Map(names.map((row) => [row.client_id, row.name]));
  const items: Reach['items'] = [];
  for (const [clientId, offers] of byClient) {
    const tiers = new Map(offers.map((offer) => [offer.device_id, offer.tier]));
    items.push({
      clientId,
      clientName: nameOf.get(clientId) ?? clientId,
      devices: tiers.size,
      updates: new Set(offers.map((offer) => offer.software_id)).size,
      missionCritical: [...tiers.values()].filter((tier) => tier === 'mission-critical').length,
      noPolicy: (await effectivePolicy(tx, clientId)) === null,
    });
  }
  return {
    clients: items.length,
    devices: items.reduce((sum, { devices }) => sum + devices, 0),
    items: items.toSorted((a, b) => a.clientName.localeCompare(b.clientName)),
  };
}
