/** Who is told: the contacts of a client, and which devices of a deployment are theirs. */
import { sql } from 'kysely';
import type { Tx } from '../platform/feature.ts';

export type ContactRow = {
  readonly id: string;
  readonly name: string;
  readonly mail: string;
  readonly language: string;
  /** Empty: all sites. */
  readonly site_ids: readonly string[];
  /** `mail`, or that of a destination, which is told as a contact of all sites is; its `mail` is the host. */
  readonly channel: string;
  /** What it is told; null: everything. */
  readonly kinds: readonly string[] | null;
};

/** A device with its place, and what it said of a restart when it simulated the change (null: it did not say). */
export type PlacedDevice = {
  readonly id: string;
  readonly name: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly zone: string;
  readonly restart: 'needed' | 'not-needed' | 'unknown' | null;
};

/** Contacts that have not been told of this occasion. */
export async function untold(tx: Tx, clientId: string, occasion: string): Promise<readonly ContactRow[]> {
  const found = await sql<ContactRow>`
    select c.id, c.name, c.mail, c.language, c.site_ids, 'mail' as channel, null::text[] as kinds from contact c
    where c.client_id = ${clientId} and c.removed_at is null
      and not exists (select 1 from notice n where n.client_id = c.client_id and n.occasion = ${occasion} and n.contact_id = c.id)
    union all
    select d.id, d.name, d.host, 'en', '{}'::uuid[], d.channel, d.kinds from notice_destination d
    where d.client_id = ${clientId} and d.removed_at is null and d.is_on
      and not exists (select 1 from notice n where n.client_id = d.client_id and n.occasion = ${occasion} and n.contact_id = d.id)
    order by id`.execute(tx);
  return found.rows;
}

/** Contacts to whom this deployment was, or is to be, announced, and for whom it has not begun; and those who were told nothing of it. */
export async function contactsToCompare(tx: Tx, clientId: string, deploymentId: string): Promise<readonly ContactRow[]> {
  const found = await sql<ContactRow>`
    select c.id, c.name, c.mail, c.language, c.site_ids, 'mail' as channel, null::text[] as kinds from contact c
    where c.client_id = ${clientId} and c.removed_at is null and coalesce((
      select bool_or(n.compare_at is not null) from notice n
      where n.client_id = c.client_id and n.deployment_id = ${deploymentId} and n.contact_id = c.id), true)
    union all
    select d.id, d.name, d.host, 'en', '{}'::uuid[], d.channel, d.kinds from notice_destination d
    where d.client_id = ${clientId} and d.removed_at is null and d.is_on and 'planned' = any(d.kinds) and coalesce((
      select bool_or(n.compare_at is not null) from notice n
      where n.client_id = d.client_id and n.deployment_id = ${deploymentId} and n.contact_id = d.id), true)
    order by id`.execute(tx);
  return found.rows;
}

/** The devices of a deployment by name. */
export async function placedDevices(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  deviceIds: readonly string[],
): Promise<readonly PlacedDevice[]> {
  const found = await sql<PlacedDevice>`
    select d.id, d.name, s.id as "siteId", s.name as "siteName", s.zone, a.simulation ->> 'restart' as restart
    from device d
    join site s on s.client_id = d.client_id and s.id = d.site_id
    left join deployment_device a on a.client_id = d.client_id and a.device_id = d.id and a.deployment_id = ${deploymentId}
    where d.client_id = ${clientId} and d.id = any(${[...deviceIds]}::uuid[])
    order by d.name, d.id`.execute(tx);
  return found.rows;
}

/** The devices that a contact answers for. */
export function devicesOf(contact: ContactRow, devices: readonly PlacedDevice[]): readonly PlacedDevice[] {
  return contact.site_ids.length === 0 ? devices : devices.filter((device) => contact.site_ids.includes(device.siteId));
}

/** Names of client and provider, as the messages say them. */
export async function readNames(tx: Tx, clientId: string): Promise<{ readonly client: string; readonly provider: string }> {
  const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
  const installation = await tx.selectFrom('installation').select('provider_name').executeTakeFirst();
  return { client: client?.name ?? '', provider: installation?.provider_name ?? '' };
}
