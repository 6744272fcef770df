/** The SQL of the addresses from which calendars read. Only this file writes their table. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type FeedRow = {
  readonly id: string;
  readonly person_id: string;
  readonly client_id: string | null;
  /** null: for all clients, or of one out of sight. */
  readonly client_name: string | null;
  readonly name: string;
  readonly made_at: string;
  readonly revoked_at: string | null;
  readonly last_read_at: string | null;
};

const shown = 200;

const columns = sql`f.id, f.person_id, f.client_id, c.name as client_name, f.name, f.made_at, f.revoked_at, f.last_read_at`;

/** A person's own, the newest first. */
export async function feedsOf(tx: Tx, personId: string): Promise<readonly FeedRow[]> {
  const found = await sql<FeedRow>`
    select ${columns} from calendar_feed f left join client c on c.client_id = f.client_id where f.person_id = ${personId} order by f.id desc limit ${shown}`.execute(
    tx,
  );
  return found.rows;
}

export async function oneFeed(tx: Tx, personId: string, id: string): Promise<FeedRow | undefined> {
  const found = await sql<FeedRow>`
    select ${columns} from calendar_feed f left join client c on c.client_id = f.client_id where f.person_id = ${personId} and f.id = ${id}`.execute(
    tx,
  );
  return found.rows[0];
}

/** The address that stands for a secret, unless it was revoked or its maker is gone. */
export async function feedByHash(tx: Tx, hash: Buffer): Promise<FeedRow | undefined> {
  const found = await sql<FeedRow>`
    select f.id, f.person_id, f.client_id, null as client_name, f.name, f.made_at, f.revoked_at, f.last_read_at
    from calendar_feed f join person p on p.id = f.person_id where f.token_hash = ${hash} and f.revoked_at is null and p.removed_at is null`.execute(
    tx,
  );
  return found.rows[0];
}

export async function addFeed(
  tx: Tx,
  row: {
    readonly id: string;
    readonly hash: Buffer;
    readonly personId: string;
    readonly clientId: string | null;
    readonly name: string;
    readonly at: string;
  },
): Promise<void> {
  await tx
    .insertInto('calendar_feed')
    .values({ id: row.id, token_hash: row.hash, person_id: row.personId, client_id: row.clientId, name: row.name, made_at: row.at })
    .execute();
}

/** False where it was revoked before. */
export async function revokeFeed(tx: Tx, personId: string, id: string, at: string): Promise<boolean> {
  const revoked = await tx
    .updateTable('calendar_feed')
    .set({ revoked_at: at })
    .where('person_id', '=', personId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return revoked.numUpdatedRows > 0n;
}

export async function noteRead(tx: Tx, id: string, at: string): Promise<void> {
  await tx.updateTable('calendar_feed').set({ last_read_at: at }).where('id', '=', id).execute();
}
