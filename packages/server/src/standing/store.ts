/** The SQL of standing approvals: what was granted, who signed it, what was revoked. Only added, never changed. */
import type { Grant } from '@fettle/core/standing';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type StandingRow = {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly policy_id: string;
  readonly policy_version: number;
  readonly grant_hash: string;
  readonly grant_text: string;
  readonly key_id: string;
  readonly approver: string;
  readonly person_id: string | null;
  readonly envelope: Envelope;
  readonly at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
  readonly revoked_by: string | null;
  readonly revoked_because: string | null;
  readonly deployments: number;
};

/** Standing approvals, the newest first. */
export async function readStandings(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<StandingRow[]> {
  const found = await sql<StandingRow>`
    select a.id, a.client_id, c.name as client_name, a.policy_id, a.policy_version, a.grant_hash, g.grant_text, a.key_id, a.approver, a.person_id, a.envelope, a.at,
      a.expires_at, r.at as revoked_at, ${named(sql`r.by`)} as revoked_by, r.because as revoked_because,
      (select count(*)::int from deployment_standing d where d.client_id = a.client_id and d.approval_id = a.id) as deployments
    from standing_approval a
    join client c on c.client_id = a.client_id
    join standing_grant g on g.client_id = a.client_id and g.hash = a.grant_hash
    left join standing_approval_revoked r on r.client_id = a.client_id and r.approval_id = a.id
    where ${where} order by a.at desc, a.id limit ${limit}`.execute(tx);
  return found.rows;
}

/** Those under which a deployment was approved, the newest first; none: it was not. */
export async function standingsOfDeployment(tx: Tx, clientId: string, deploymentId: string): Promise<StandingRow[]> {
  return readStandings(
    tx,
    sql`a.client_id = ${clientId} and exists (select 1 from deployment_standing d where d.client_id = a.client_id and d.approval_id = a.id and d.deployment_id = ${deploymentId})`,
    20,
  );
}

export type NamedStanding = Pick<StandingRow, 'id' | 'client_id' | 'client_name' | 'approver' | 'expires_at'>;

/** Only what names them: the texts stay where they are. */
export async function readNamed(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<NamedStanding[]> {
  const found = await sql<NamedStanding>`
    select a.id, a.client_id, c.name as client_name, a.approver, a.expires_at from standing_approval a join client c on c.client_id = a.client_id
    where ${where} order by a.at desc, a.id limit ${limit}`.execute(tx);
  return found.rows;
}

/** The text is this server's own, made from a grant. */
export function grantOf({ grant_text: text }: Pick<StandingRow, 'grant_text'>): Grant {
  return JSON.parse(text) as Grant;
}

/** False where the same key has signed the same until then already, or where there is one of this id. */
export async function addStanding(
  tx: Tx,
  row: {
    readonly clientId: string;
    readonly id: string;
    readonly policyId: string;
    readonly policyVersion: number;
    readonly grantHash: string;
    readonly grantText: string;
    readonly keyId: string;
    readonly approver: string;
    readonly personId: string | null;
    readonly envelope: unknown;
    readonly at: string;
    readonly expiresAt: string;
  },
): Promise<boolean> {
  await tx
    .insertInto('standing_grant')
    .values({ client_id: row.clientId, hash: row.grantHash, grant_text: row.grantText })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const added = await tx
    .insertInto('standing_approval')
    .values({
      client_id: row.clientId,
      id: row.id,
      policy_id: row.policyId,
      policy_version: row.policyVersion,
      grant_hash: row.grantHash,
      key_id: row.keyId,
      approver: row.approver,
      person_id: row.personId,
      envelope: JSON.stringify(row.envelope),
      at: row.at,
      expires_at: row.expiresAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** False where it is revoked already. */
export async function addRevocation(
  tx: Tx,
  row: { readonly clientId: string; readonly id: string; readonly because: string; readonly by: string; readonly at: string },
): Promise<boolean> {
  const added = await tx
    .insertInto('standing_approval_revoked')
    .values({ client_id: row.clientId, approval_id: row.id, because: row.because, by: row.by, at: row.at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
