/** The SQL of people, their grants and their one-time links. Only the stores of this folder write its tables. */
import type { RoleId } from '@fettle/protocol/permissions';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import type { Grant } from './actor.ts';

export type PersonRow = {
  readonly id: string;
  readonly name: string;
  readonly mail: string;
  readonly password_hash: string | null;
  readonly totp_secret: string | null;
  readonly approver: boolean;
  readonly reviewer: boolean;
  readonly created_at: string;
  readonly entered_at: string | null;
  readonly last_seen_at: string | null;
  readonly grants: readonly Grant[];
};

/** Changes of people and grants come one after the other: two administrators must not remove each other at once. */
export async function lockPeople(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('people', 0))`.execute(tx);
}

async function selectPeople(tx: Tx, where: RawBuilder<unknown>): Promise<PersonRow[]> {
  const found = await sql<Omit<PersonRow, 'grants'> & { grants: GrantPair[] }>`
    select p.id, p.name, p.mail, p.password_hash, p.totp_secret, p.approver, p.reviewer, p.created_at, p.entered_at, p.last_seen_at, ${grantPairs('person')} as grants
    from person p where p.removed_at is null and ${where} order by lower(p.name), p.id`.execute(tx);
  return found.rows.map((row) => ({ ...row, grants: row.grants.map(grantOf) }));
}

/** The table's check allows the three roles only. */
export type GrantPair = readonly [role: RoleId, clientId: string | null];
export const grantOf = ([role, clientId]: GrantPair): Grant => ({ role, clientId });

/** Grants of the person `p` or the API key `k` as JSON pairs. */
export function grantPairs(of: 'person' | 'api key'): RawBuilder<unknown> {
  const rows = of === 'person' ? sql`person_grant g where g.person_id = p.id` : sql`api_key_grant g where g.api_key_id = k.id`;
  return sql`coalesce((select jsonb_agg(jsonb_build_array(g.role, g.client_id) order by g.client_id nulls first, g.role) from ${rows}), '[]')`;
}

export async function listPeople(tx: Tx): Promise<PersonRow[]> {
  return selectPeople(tx, sql`true`);
}

export async function personById(tx: Tx, id: string): Promise<PersonRow | undefined> {
  return (await selectPeople(tx, sql`p.id = ${id}`))[0];
}

export async function personByMail(tx: Tx, mail: string): Promise<PersonRow | undefined> {
  return (await selectPeople(tx, sql`lower(p.mail) = lower(${mail})`))[0];
}

/** People who have entered and administer everything, but for this one. */
export async function otherAdministrators(tx: Tx, personId: string | null): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from person p where p.removed_at is null and p.entered_at is not null and p.id is distinct from ${personId}::uuid
      and exists (select 1 from person_grant g where g.person_id = p.id and g.role = 'administrator' and g.client_id is null)`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

export type NewPerson = {
  readonly id: string;
  readonly name: string;
  readonly mail: string;
  readonly approver: boolean;
  readonly reviewer: boolean;
  readonly at: string;
};

export async function addPerson(tx: Tx, person: NewPerson): Promise<void> {
  const { id, name, mail, approver, reviewer, at } = person;
  await tx.insertInto('person').values({ id, name, mail, approver, reviewer, created_at: at }).execute();
}

export async function changePerson(
  tx: Tx,
  id: string,
  change: { readonly name?: string; readonly approver?: boolean; readonly reviewer?: boolean },
): Promise<void> {
  if (Object.keys(change).length > 0) await tx.updateTable('person').set(change).where('id', '=', id).execute();
}

export async function setGrants(tx: Tx, personId: string, grants: readonly Grant[]): Promise<void> {
  await tx.deleteFrom('person_grant').where('person_id', '=', personId).execute();
  const rows = grants.map(({ role, clientId }) => ({ person_id: personId, role, client_id: clientId }));
  if (rows.length > 0) await tx.insertInto('person_grant').values(rows).execute();
}

/** Sets what the person chose when entering. `step`: of the code that proved the second factor, so that it is not good again. */
export async function enterPerson(
  tx: Tx,
  id: string,
  given: { readonly name: string; readonly passwordHash: string; readonly totpSecret: string; readonly step: number; readonly at: string },
): Promise<void> {
  await tx
    .updateTable('person')
    .set({
      name: given.name,
      password_hash: given.passwordHash,
      totp_secret: given.totpSecret,
      totp_last_step: given.step,
      entered_at: given.at,
      last_seen_at: given.at,
    })
    .where('id', '=', id)
    .execute();
}

/** Uses up a code; false where it, or a later one, was used before. The row decides, so of two sign-ins at once one loses. */
export async function spendCode(tx: Tx, personId: string, step: number): Promise<boolean> {
  const spent = await tx
    .updateTable('person')
    .set({ totp_last_step: step })
    .where('id', '=', personId)
    .where('removed_at', 'is', null)
    .where('totp_last_step', '<', step)
    .executeTakeFirst();
  return spent.numUpdatedRows > 0n;
}

/** The person stays as a row, for records name them; secrets, sessions, links and grants go. */
export async function removePerson(tx: Tx, id: string, at: string): Promise<void> {
  await tx
    .updateTable('person')
    .set({ removed_at: at, password_hash: null, totp_secret: null, approver: false, reviewer: false })
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('session').where('person_id', '=', id).execute();
  await setGrants(tx, id, []);
  await dropLinks(tx, id);
}

/** Clients of these that do not exist. */
export async function unknownClients(tx: Tx, grants: readonly Grant[]): Promise<string[]> {
  const ids = [...new Set(grants.flatMap((grant) => (grant.clientId === null ? [] : [grant.clientId])))];
  if (ids.length === 0) return [];
  const found = await tx.selectFrom('client_register').select('client_id').where('client_id', 'in', ids).execute();
  const known = new Set(found.map((row) => row.client_id));
  return ids.filter((id) => !known.has(id));
}

// One-time links

export type LinkRow = { readonly person_id: string | null; readonly totp_secret: string };

export async function addLink(
  tx: Tx,
  link: {
    readonly hash: Buffer;
    readonly personId: string | null;
    readonly totpSecret: string;
    readonly at: string;
    readonly expiresAt: string;
  },
): Promise<void> {
  await tx
    .insertInto('welcome_link')
    .values({
      token_hash: link.hash,
      person_id: link.personId,
      totp_secret: link.totpSecret,
      created_at: link.at,
      expires_at: link.expiresAt,
    })
    .execute();
}

/** Ends links that were not used: those of a person, or with null those for the first person. */
export async function dropLinks(tx: Tx, personId: string | null): Promise<void> {
  const links = tx.deleteFrom('welcome_link').where('used_at', 'is', null);
  await (personId === null ? links.where('person_id', 'is', null) : links.where('person_id', '=', personId)).execute();
}

export async function openLink(tx: Tx, hash: Buffer, now: string): Promise<LinkRow | undefined> {
  return tx
    .selectFrom('welcome_link')
    .select(['person_id', 'totp_secret'])
    .where('token_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Uses a link; false where that was done, or it has expired. */
export async function useLink(tx: Tx, hash: Buffer, now: string): Promise<boolean> {
  const used = await tx
    .updateTable('welcome_link')
    .set({ used_at: now })
    .where('token_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return used.numUpdatedRows > 0n;
}
