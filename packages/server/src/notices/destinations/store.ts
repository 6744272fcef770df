/** The SQL of destinations. Only this file writes their table. What is secret is kept as the secret of a TOTP is: in the database alone, which backups hold. */
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { Tx } from '../../platform/database/index.ts';

type View = CallOutput<'listNoticeDestinations'>['items'][number];

export type DestinationRow = {
  readonly client_id: string;
  readonly id: string;
  readonly channel: View['channel'];
  readonly name: string;
  readonly url: string;
  readonly secret: string | null;
  readonly old_secret: string | null;
  readonly old_secret_until: string | null;
  readonly token: string | null;
  readonly host: string;
  readonly hint: string;
  readonly kinds: View['kinds'];
  readonly is_on: boolean;
  readonly version: number;
  readonly last_delivered_at: string | null;
  readonly last_trouble: string | null;
};

/** Those that were not removed, by name: all of the clients of this transaction, or one by id. */
export async function readDestinations(
  tx: Tx,
  of: { readonly clientId: string } | { readonly id: string },
): Promise<readonly DestinationRow[]> {
  const found = await sql<DestinationRow>`
    select d.client_id, d.id, d.channel, d.name, d.url, d.secret, d.old_secret, d.old_secret_until, d.token, d.host, d.hint, d.kinds, d.is_on, d.version,
      (select max(n.delivered_at) from notice n where n.client_id = d.client_id and n.contact_id = d.id) as last_delivered_at,
      (select n.last_trouble from notice n where n.client_id = d.client_id and n.contact_id = d.id and (n.tries > 0 or n.rejected_at is not null)
        and n.withdrawn_at is null order by n.id desc limit 1) as last_trouble
    from notice_destination d
    where d.removed_at is null and ${'id' in of ? sql`d.id = ${of.id}` : sql`d.client_id = ${of.clientId}`}
    order by d.name, d.id`.execute(tx);
  return found.rows;
}

export type NewDestination = Pick<DestinationRow, 'id' | 'channel' | 'name' | 'url' | 'secret' | 'token' | 'host' | 'hint' | 'kinds'> & {
  readonly clientId: string;
};

export async function addDestination(tx: Tx, row: NewDestination, by: string, at: string): Promise<void> {
  await sql`
    insert into notice_destination (client_id, id, channel, name, url, secret, token, host, hint, kinds, changed_by, changed_at)
    values (${row.clientId}, ${row.id}, ${row.channel}, ${row.name}, ${row.url}, ${row.secret}, ${row.token}, ${row.host}, ${row.hint},
      ${[...row.kinds]}::text[], ${by}, ${at})`.execute(tx);
}

/** Writes the whole row again, as its next version. False: somebody changed it meanwhile. */
export async function saveDestination(tx: Tx, row: DestinationRow, by: string, at: string): Promise<boolean> {
  const saved = await sql`
    update notice_destination set name = ${row.name}, url = ${row.url}, secret = ${row.secret}, old_secret = ${row.old_secret},
      old_secret_until = ${row.old_secret_until}, token = ${row.token}, host = ${row.host}, hint = ${row.hint}, kinds = ${[...row.kinds]}::text[],
      is_on = ${row.is_on}, version = version + 1, changed_by = ${by}, changed_at = ${at}
    where client_id = ${row.client_id} and id = ${row.id} and version = ${row.version} and removed_at is null`.execute(tx);
  return (saved.numAffectedRows ?? 0n) > 0n;
}

/** What was posted keeps its name; its secrets are forgotten. */
export async function removeDestination(tx: Tx, row: DestinationRow, by: string, at: string): Promise<void> {
  await sql`
    update notice_destination set removed_at = ${at}, changed_by = ${by}, changed_at = ${at}, url = '', token = null, old_secret = null,
      secret = case when secret is null then null else '' end
    where client_id = ${row.client_id} and id = ${row.id}`.execute(tx);
}
