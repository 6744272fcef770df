/** Clients as the API shows them. */
import type { CallOutput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { contactsOf, sitesOf, summaries } from './store.ts';
import type { SummaryRow } from './store.ts';

/** A device that was not heard for this long is silent. */
export const silentHours = 24;

export function silentBefore(context: Context): string {
  return context.clock.now().subtract({ hours: silentHours }).toString({ smallestUnit: 'millisecond' });
}

/** What other features know of clients; given by the composition root, since they stand above clients. */
export type ClientNews = {
  /** How many things need a person, by client: the very lines of Today. */
  readonly needsOf: (context: Context, clientIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** Called in the transaction in which a site of this client gets another zone: days are counted by it. */
  readonly zoneChanged: (tx: Tx, clientId: string) => Promise<void>;
};

export function summaryOf(row: SummaryRow, needs: ReadonlyMap<string, number>) {
  return {
    id: row.id,
    name: row.name,
    sites: row.sites,
    devices: row.devices,
    silentDevices: row.silent,
    devicesMissingSecurity: row.missing_security,
    urgentUpdates: row.urgent,
    activeDeployments: row.active,
    needsPerson: needs.get(row.id) ?? 0,
    createdAt: row.created_at,
  };
}

/** One client with sites, contacts and its policy; null where there is none in scope. */
export async function clientView(context: Context, news: ClientNews, clientId: string): Promise<CallOutput<'getClient'> | null> {
  const needs = await news.needsOf(context, [clientId]);
  return inClients(context.db, [clientId], async (tx) => {
    const [row] = await summaries(tx, [clientId], silentBefore(context), { id: clientId });
    if (row === undefined) return null;
    const sites = await sitesOf(tx, clientId);
    const contacts = await contactsOf(tx, clientId);
    const policy = await tx
      .selectFrom('policy')
      .select(['id', 'name'])
      .where('client_id', '=', clientId)
      .where('level', '=', 'client')
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    const above = await tx
      .selectFrom('provider_policy')
      .select('name')
      .where('level', '=', 'provider')
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    return {
      ...summaryOf(row, needs),
      siteList: sites.map((site) => ({ id: site.id, clientId, name: site.name, zone: site.zone, devices: site.devices })),
      contacts: contacts.map((contact) => ({
        id: contact.id,
        name: contact.name,
        mail: contact.mail,
        language: contact.language,
        siteIds: contact.site_ids,
      })),
      policyId: policy?.id ?? null,
      policyName: policy?.name ?? above?.name ?? null,
    };
  });
}
