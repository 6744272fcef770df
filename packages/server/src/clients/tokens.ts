/**
 * Enrolment tokens: `CLIENT.SECRET`. The client is named openly, so that the database can be asked within that client's scope; the secret is
 * stored as a hash and shown once.
 */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';

export type Redeemed = {
  readonly tokenId: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly clientName: string;
  readonly zone: string;
};

export function newToken(clientId: string): { token: string; hash: Buffer } {
  const secret = randomBytes(24).toString('base64url');
  return { token: `${clientId}.${secret}`, hash: hashOf(secret) };
}

/** The client that a token names, or null where it is none. */
export function tokenClient(token: string): string | null {
  const [clientId = '', secret = '', ...rest] = token.split('.');
  // As it was given out: in capitals the id would be another text in the client's audit chain.
  return rest.length === 0 && secret !== '' && isId(clientId) && clientId === clientId.toLowerCase() ? clientId : null;
}

/** Finds a token that can be used and locks it for the rest of the transaction, so two devices can not use the last use both. Uses nothing yet. */
export async function lockToken(tx: Tx, token: string, now: string): Promise<Redeemed | ApiRefusal> {
  const clientId = tokenClient(token);
  if (clientId === null) return refuse('enrolment.token', 'This is no enrolment token.');
  const found = await tx
    .selectFrom('enrolment_token')
    .select(['id', 'site_id'])
    .where('client_id', '=', clientId)
    .where('secret_hash', '=', hashOf(token.slice(clientId.length + 1)))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where((eb) => eb.or([eb('uses_left', 'is', null), eb('uses_left', '>', 0)]))
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) return refuse('enrolment.token', 'This enrolment token is unknown, used up, revoked or expired.');
  const site = await tx
    .selectFrom('site')
    .innerJoin('client', 'client.client_id', 'site.client_id')
    .select(['site.name', 'site.zone', 'client.name as client_name'])
    .where('site.client_id', '=', clientId)
    .where('site.id', '=', found.site_id)
    .executeTakeFirstOrThrow();
  return { tokenId: found.id, siteId: found.site_id, siteName: site.name, clientName: site.client_name, zone: site.zone };
}

/** Uses a locked token once. */
export async function useToken(tx: Tx, clientId: string, tokenId: string): Promise<void> {
  await tx
    .updateTable('enrolment_token')
    .set({ uses_left: sql`uses_left - 1`, used: sql`used + 1` })
    .where('client_id', '=', clientId)
    .where('id', '=', tokenId)
    .execute();
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
