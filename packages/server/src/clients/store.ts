/** The SQL of clients, sites, contacts and enrolment tokens. Only this file and tokens.ts write these tables. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { enterClients } from '../platform/database/index.ts';

export type SummaryRow = {
  id: string;
  name: string;
  /** The name as the order of pages has it. */
  sort_name: string;
  created_at: string;
  sites: number;
  devices: number;
  silent: number;
  missing_security: number;
  urgent: number;
  active: number;
};

type PageRow = Pick<SummaryRow, 'id' | 'name' | 'sort_name' | 'created_at'>;
type CountedRow = Omit<SummaryRow, keyof PageRow>;

/** `silentBefore`: devices not heard since then are silent. Two queries, whatever the number of clients. */
export async function summaries(
  tx: Tx,
  scope: readonly string[],
  silentBefore: string,
  page: { afterName: string; afterId: string; limit: number } | { id: string },
): Promise<SummaryRow[]> {
  const which =
    'id' in page ? sql`c.client_id = ${page.id}` : sql`(lower(c.name), c.client_id) > (${page.afterName}, ${page.afterId}::uuid)`;
  const found = await sql<PageRow>`
    select client_id as id, name, lower(name) as sort_name, created_at from client c
    where client_id = any(${[...scope]}::uuid[]) and ${which} order by lower(name), client_id limit ${'id' in page ? 1 : page.limit}`.execute(
    tx,
  );
  const counted = await countOf(
    tx,
    found.rows.map((row) => row.id),
    silentBefore,
  );
  return found.rows.map((row) => ({ ...row, ...(counted.get(row.id) ?? nothing) }));
}

const nothing: CountedRow = { sites: 0, devices: 0, silent: 0, missing_security: 0, urgent: 0, active: 0 };

/**
 * What stands beside a client's name. The clients are given as ids and tables are joined by the device's id alone: from a join on the client PostgreSQL
 * expects a few rows, for the columns are not independent, and looks a thousand of them up one by one.
 */
async function countOf(tx: Tx, ids: readonly string[], silentBefore: string): Promise<ReadonlyMap<string, CountedRow>> {
  const given = sql`any(${[...ids]}::uuid[])`;
  const found = await sql<CountedRow & { id: string }>`
    with counted as (
      select d.client_id, count(*)::int as devices, count(*) filter (where k.last_seen_at < ${silentBefore})::int as silent, count(*) filter (where v.missing_security > 0)::int as missing_security
      from device d join device_contact k on k.device_id = d.id left join device_inventory v on v.device_id = d.id
      where d.client_id = ${given} and d.status <> 'retired' group by d.client_id
    ), deploying as (
      select s.client_id, count(*)::int as active
      from deployment_state s where s.client_id = ${given} and s.active group by s.client_id
    ), placed as (
      select s.client_id, count(*)::int as sites from site s where s.client_id = ${given} group by s.client_id
    ), offered as (
      select u.client_id, count(*)::int as urgent from update_count u where u.client_id = ${given} and u.urgent > 0 group by u.client_id
    )
    select p.id, coalesce(s.sites, 0) as sites, coalesce(d.devices, 0) as devices, coalesce(d.silent, 0) as silent, coalesce(d.missing_security, 0) as missing_security,
      coalesce(o.urgent, 0) as urgent, coalesce(a.active, 0) as active
    from unnest(${[...ids]}::uuid[]) as p(id)
    left join placed s on s.client_id = p.id
    left join counted d on d.client_id = p.id
    left join deploying a on a.client_id = p.id
    left join offered o on o.client_id = p.id`.execute(tx);
  return new Map(found.rows.map(({ id, ...row }) => [id, row]));
}

/** Registers the id first: the register says for which clients the server works at all. */
export async function addClient(
  tx: Tx,
  row: { clientId: string; name: string; siteId: string; siteName: string; zone: string; at: string },
): Promise<void> {
  await tx.insertInto('client_register').values({ client_id: row.clientId }).execute();
  await enterClients(tx, [row.clientId]);
  await tx.insertInto('client').values({ client_id: row.clientId, name: row.name, created_at: row.at }).execute();
  await addSite(tx, { clientId: row.clientId, id: row.siteId, name: row.siteName, zone: row.zone, at: row.at });
}

export async function renameClient(tx: Tx, clientId: string, name: string): Promise<void> {
  await tx.updateTable('client').set({ name }).where('client_id', '=', clientId).execute();
}

/** False where the client has a site of this name. */
export async function addSite(tx: Tx, row: { clientId: string; id: string; name: string; zone: string; at: string }): Promise<boolean> {
  const added = await tx
    .insertInto('site')
    .values({ client_id: row.clientId, id: row.id, name: row.name, zone: row.zone, created_at: row.at })
    .onConflict((conflict) => conflict.columns(['client_id', 'name']).doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function sitesOf(tx: Tx, clientId: string) {
  const found = await sql<{ id: string; name: string; zone: string; devices: number }>`
    select s.id, s.name, s.zone, (select count(*)::int from device d where d.client_id = s.client_id and d.site_id = s.id and d.status <> 'retired') as devices
    from site s where s.client_id = ${clientId} order by lower(s.name), s.id`.execute(tx);
  return found.rows;
}

export async function siteById(tx: Tx, scope: readonly string[], id: string) {
  return tx
    .selectFrom('site')
    .select(['client_id', 'id', 'name', 'zone'])
    .where('client_id', 'in', [...scope])
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function changeSite(tx: Tx, clientId: string, id: string, change: { name?: string; zone?: string }): Promise<void> {
  await tx.updateTable('site').set(change).where('client_id', '=', clientId).where('id', '=', id).execute();
}

export async function contactsOf(tx: Tx, clientId: string) {
  return tx
    .selectFrom('contact')
    .select(['id', 'name', 'mail', 'language', 'site_ids'])
    .where('client_id', '=', clientId)
    .where('removed_at', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute();
}

export async function addContact(
  tx: Tx,
  row: { clientId: string; id: string; name: string; mail: string; language: string; siteIds: readonly string[]; at: string },
): Promise<void> {
  await tx
    .insertInto('contact')
    .values({
      client_id: row.clientId,
      id: row.id,
      name: row.name,
      mail: row.mail,
      language: row.language,
      site_ids: [...row.siteIds],
      created_at: row.at,
    })
    .execute();
}

/** Removed contacts stay as rows: notices that went to them are evidence. */
export async function removeContact(tx: Tx, clientId: string, id: string, at: string): Promise<boolean> {
  const removed = await tx
    .updateTable('contact')
    .set({ removed_at: at })
    .where('client_id', '=', clientId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return removed.numUpdatedRows > 0n;
}

export async function tokensOf(tx: Tx, clientId: string) {
  return tx
    .selectFrom('enrolment_token')
    .select(['id', 'client_id', 'site_id', 'note', 'uses_left', 'used', 'expires_at', 'created_at', 'created_by'])
    .where('client_id', '=', clientId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute();
}

export async function addToken(
  tx: Tx,
  row: {
    clientId: string;
    id: string;
    siteId: string;
    hash: Buffer;
    note: string;
    uses: number | null;
    at: string;
    expiresAt: string;
    by: string;
  },
): Promise<void> {
  await tx
    .insertInto('enrolment_token')
    .values({
      client_id: row.clientId,
      id: row.id,
      site_id: row.siteId,
      secret_hash: row.hash,
      note: row.note,
      uses_left: row.uses,
      created_at: row.at,
      created_by: row.by,
      expires_at: row.expiresAt,
    })
    .execute();
}

/** Finds the client of a row that an address names by its id alone. Ids are unique over all clients. */
export async function clientOf(tx: Tx, table: 'contact' | 'enrolment_token', id: string): Promise<string | null> {
  const row = await tx.selectFrom(table).select('client_id').where('id', '=', id).executeTakeFirst();
  return row?.client_id ?? null;
}

export async function revokeToken(tx: Tx, clientId: string, id: string, at: string): Promise<boolean> {
  const revoked = await tx
    .updateTable('enrolment_token')
    .set({ revoked_at: at })
    .where('client_id', '=', clientId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return revoked.numUpdatedRows > 0n;
}
