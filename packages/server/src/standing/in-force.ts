/** Which standing approvals hold just now: not revoked, not over, and signed by enough different approvers that the authority names. */
import { countApprovers } from '@fettle/core/deployment';
import type { Grant } from '@fettle/core/standing';
import type { Authority } from '@fettle/proof/authority';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { verifyStandingApproval } from '@fettle/proof/standing-approval';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { grantOf, readStandings, standingsOfDeployment } from './store.ts';
import type { StandingRow } from './store.ts';

export type HoldingApproval = {
  readonly id: string;
  readonly keyid: string;
  readonly name: string;
  readonly personId: string | null;
  readonly until: string;
};
/** One text that is granted, by as few of its approvals as it needs, those that hold the longest. */
export type GrantInForce = { readonly grant: Grant; readonly until: string; readonly approvals: readonly HoldingApproval[] };

/** Standing approvals that are neither revoked nor over of a client's policy: enough of a text make a grant in force. Newest first. */
export async function grantsInForce(
  tx: Tx,
  authority: Authority,
  clientId: string,
  policyId: string,
  now: string,
): Promise<readonly GrantInForce[]> {
  const rows = await readStandings(
    tx,
    sql`a.client_id = ${clientId} and a.policy_id = ${policyId} and a.expires_at > ${now} and r.at is null`,
    200,
  );
  return [...Map.groupBy(rows, ({ grant_hash: hash }) => hash).values()].flatMap((group) => inForce(group, authority, now) ?? []);
}

/** One text's approvals as a grant in force; null: there are too few that count. */
export function inForce(rows: readonly StandingRow[], authority: Authority, now: string): GrantInForce | null {
  const [first] = rows;
  if (first === undefined) return null;
  const grant = grantOf(first);
  const holding = rows
    .flatMap((row) => (whyNotValid(row, authority, now) === null ? [holdingOf(row, authority)] : []))
    .toSorted((a, b) => Temporal.Instant.compare(b.until, a.until));
  const enough = holding.map((_, at) => holding.slice(0, at + 1)).find((some) => countApprovers(some) >= grant.approvalsNeeded);
  const until = enough?.at(-1)?.until;
  return enough === undefined || until === undefined ? null : { grant, until, approvals: enough };
}

/** Why the authority in force does not let it count, in a sentence; null: it does. */
export function whyNotValid(row: StandingRow, authority: Authority, now: string): string | null {
  if (Temporal.Instant.compare(authority.expiresAt, now) <= 0) return `The authority ended at ${authority.expiresAt}.`;
  const verified = verifyStandingApproval(row.envelope, authority, {
    clientId: row.client_id,
    policyId: row.policy_id,
    policyVersion: row.policy_version,
    grantHash: row.grant_hash,
    now,
  });
  return verified.ok ? null : verified.detail;
}

/** The person whose key it is by the authority of now: as devices count. */
function holdingOf(row: StandingRow, { approvers }: Authority): HoldingApproval {
  const personId = approvers.find(({ keyid }) => keyid === row.key_id)?.personId ?? null;
  return { id: row.id, keyid: row.key_id, name: row.approver, personId, until: row.expires_at };
}

/** What instructions of a deployment carry: the grant and the approvals under which it was approved; null: it was not, or one of them was revoked since. */
export async function standingOf(
  tx: Tx,
  clientId: string,
  deploymentId: string,
): Promise<{ readonly grant: Grant; readonly envelopes: readonly Envelope[] } | null> {
  const rows = await standingsOfDeployment(tx, clientId, deploymentId);
  const [first] = rows;
  if (first === undefined || rows.some(({ revoked_at: revoked }) => revoked !== null)) return null;
  return { grant: grantOf(first), envelopes: rows.map(({ envelope }) => envelope) };
}
