/** The SQL of API keys. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Db, Tx } from '../platform/database/index.ts';
import type { Grant } from './actor.ts';
import { grantOf, grantPairs } from './store.ts';
import type { GrantPair } from './store.ts';

export type ApiKeyRow = {
  readonly id: string;
  readonly name: string;
  readonly secret_hash: Buffer;
  readonly created_at: string;
  readonly last_used_at: string | null;
  readonly expires_at: string | null;
  readonly grants: readonly Grant[];
  /** All clients, where a grant is for all; else none. */
  readonly clients: readonly string[];
};

/** Keys that are neither revoked nor expired, the newest first. */
export async function listKeys(db: Db, now: string): Promise<ApiKeyRow[]> {
  return selectKeys(db, now, sql`true`);
}

export async function keyById(db: Db, id: string, now: string): Promise<ApiKeyRow | undefined> {
  return (await selectKeys(db, now, sql`k.id = ${id}::uuid`))[0];
}

async function selectKeys(db: Db, now: string, where: RawBuilder<unknown>): Promise<ApiKeyRow[]> {
  const found = await sql<Omit<ApiKeyRow, 'grants'> & { grants: GrantPair[] }>`
    select k.id, k.name, k.secret_hash, k.created_at, k.last_used_at, k.expires_at, ${grantPairs('api key')} as grants,
      case when exists (select 1 from api_key_grant g where g.api_key_id = k.id and g.client_id is null) then array(select client_id::text from client_register) else '{}' end as clients
    from api_key k where k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now}) and ${where}
    order by k.created_at desc, k.id`.execute(db);
  return found.rows.map((row) => ({ ...row, grants: row.grants.map(grantOf) }));
}

export type NewKey = {
  readonly id: string;
  readonly name: string;
  readonly hash: Buffer;
  readonly grants: readonly Grant[];
  readonly by: string;
  readonly at: string;
  readonly expiresAt: string | null;
};

export async function addKey(tx: Tx, key: NewKey): Promise<void> {
  await tx
    .insertInto('api_key')
    .values({ id: key.id, name: key.name, secret_hash: key.hash, created_at: key.at, created_by: key.by, expires_at: key.expiresAt })
    .execute();
  await tx
    .insertInto('api_key_grant')
    .values(key.grants.map(({ role, clientId }) => ({ api_key_id: key.id, role, client_id: clientId })))
    .execute();
}

export async function revokeKey(tx: Tx, id: string, at: string): Promise<boolean> {
  const revoked = await tx
    .updateTable('api_key')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return revoked.numUpdatedRows > 0n;
}

/** Revokes what this maker made; returns the ids. */
export async function revokeKeysMadeBy(tx: Tx, by: string, at: string): Promise<string[]> {
  const revoked = await tx
    .updateTable('api_key')
    .set({ revoked_at: at })
    .where('created_by', '=', by)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  return revoked.map((row) => row.id);
}

export async function noteKeyUse(db: Db, id: string, at: string): Promise<void> {
  await db.updateTable('api_key').set({ last_used_at: at }).where('id', '=', id).execute();
}
