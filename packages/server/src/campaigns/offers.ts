/** Which offers of which devices a campaign is about, just now. */
import { isAbout } from '@fettle/core/campaigns';
import type { CampaignAbout } from '@fettle/core/campaigns';
import type { ManagerId } from '@fettle/core/inventory';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type OfferAbout = {
  readonly client_id: string;
  readonly device_id: string;
  readonly software_id: number;
  readonly tier: string | null;
};

type Row = OfferAbout & {
  readonly manager: ManagerId;
  readonly name: string;
  readonly source_name: string;
  readonly version: string;
  readonly urgency: 'urgent' | 'normal';
  readonly ended: readonly string[];
};

/** Offers of these clients, what their package managers hold back left out. Found by what is counted, one row an update; offers are read of those alone. */
export async function offersAbout(tx: Tx, clientIds: readonly string[], about: CampaignAbout): Promise<readonly OfferAbout[]> {
  const known = about.kind === 'advisory' ? { ...about, ids: await allIds(tx, about.ids) } : about;
  const found = await sql<Row>`
    select o.client_id, o.device_id, o.software_id, v.tier, s.manager, s.name, s.source_name, s.version, o.urgency, coalesce(e.ids, '{}') as ended
    from update_count u join software s on s.id = u.software_id
    join device_offer o on o.client_id = u.client_id and o.software_id = u.software_id
    join device v on v.client_id = o.client_id and v.id = o.device_id and v.status <> 'retired'
    left join ended_set e on e.id = o.ended_set
    where u.client_id = any(${[...clientIds]}::uuid[]) and o.withheld is null and ${countedAbout(known)}
    order by o.client_id, o.device_id, o.software_id`.execute(tx);
  return found.rows.filter((row) => isAbout(known, { ...row, sourceName: row.source_name }));
}

function countedAbout(about: CampaignAbout) {
  if (about.kind === 'advisory') return sql`u.ended && ${[...about.ids]}::text[]`;
  if (about.kind === 'urgent') return sql`u.urgent > 0`;
  return sql`s.manager = ${about.manager} and (s.name = ${about.name} or s.source_name = ${about.name})`;
}

/** What is ended is told by CVE ids: of an advisory that names some, those. */
async function allIds(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`
    select distinct unnest(a.cves) as id from advisory a where a.id = any(${[...ids]}::text[]) and a.withdrawn is null`.execute(tx);
  return [...new Set([...ids, ...found.rows.map(({ id }) => id)])];
}
