/** Clients whose standing approval wants a person: nobody's counts any more, it ends, their policy has another version, or their policy proposes by itself and none bears that. */
import { renewalDays } from '@fettle/core/standing';
import { mayApproveFor } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/documents';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { clientPolicies } from '../policies/index.ts';
import { readTrustIn } from '../trust/index.ts';

export type Renewal = {
  readonly clientId: string;
  readonly policyName: string;
  /** `signer`: whoever signed it left, may not approve any more, or is not named by the authority. `none`: the policy proposes by itself, and nobody has signed it. */
  readonly what: 'ends soon' | 'ended' | 'superseded' | 'signer' | 'none';
  /** When it ends or ended; else since when, as far as that is known. */
  readonly at: string;
  readonly signedAt: string;
  readonly approver: string | null;
};

type Row = {
  readonly client_id: string;
  readonly policy_id: string;
  readonly policy_version: number;
  readonly key_id: string;
  readonly approver: string;
  readonly ends: string;
  readonly signed: string;
  readonly left_at: string | null;
};

/** One a client at most. One that was revoked asks for nothing, unless the policy proposes by itself: somebody wanted it so. */
export async function readRenewals(tx: Tx, now: Temporal.Instant): Promise<readonly Renewal[]> {
  const found = await sql<Row>`
    select a.client_id, a.policy_id, a.policy_version, a.key_id, a.approver, a.expires_at as ends, a.at as signed,
      case when p.id is null then null when p.removed_at is not null then p.removed_at when not p.approver then a.at end as left_at
    from standing_approval a
    left join standing_approval_revoked r on r.client_id = a.client_id and r.approval_id = a.id
    left join person p on p.id::text = a.person_id
    where a.expires_at > ${now.toString()}::timestamptz - ${renewalDays} * interval '1 day' and r.at is null
    order by a.at desc, a.id`.execute(tx);
  const proposing = await sql<{ client_id: string; since: string }>`
    select client_id, since from proposal_look where proposing ->> 'kind' = 'by-itself'`.execute(tx);
  const since = new Map(proposing.rows.map((row) => [row.client_id, row.since]));
  const byClient = Map.groupBy(found.rows, (row) => row.client_id);
  const clientIds = [...new Set([...byClient.keys(), ...since.keys()])];
  if (clientIds.length === 0) return [];
  const { authority } = await readTrustIn(tx);
  const policies = await clientPolicies(tx, clientIds);
  return policies.flatMap(
    (policy) => renewalOf(policy, byClient.get(policy.clientId) ?? [], since.get(policy.clientId), authority, now) ?? [],
  );
}

type Policy = { readonly clientId: string; readonly id: string; readonly name: string; readonly version: number };

/** The newest comes first. */
function renewalOf(
  { clientId, id, name, version }: Policy,
  own: readonly Row[],
  proposesSince: string | undefined,
  authority: Authority,
  now: Temporal.Instant,
): Renewal | null {
  const about = (what: Renewal['what'], at: string, row?: Row): Renewal => {
    return { clientId, policyName: name, what, at, signedAt: row?.signed ?? at, approver: row?.approver ?? null };
  };
  const open = own.filter(({ ends }) => Temporal.Instant.compare(ends, now) > 0);
  const current = open.filter((row) => row.policy_id === id && row.policy_version === version);
  const good = current.filter((row) => row.left_at === null && isNamed(row, clientId, authority, now));
  const latest = good.toSorted((a, b) => Temporal.Instant.compare(b.ends, a.ends))[0];
  if (latest !== undefined)
    return Temporal.Instant.compare(latest.ends, now.add({ hours: 24 * renewalDays })) > 0 ? null : about('ends soon', latest.ends, latest);
  const [lost] = current;
  if (lost !== undefined) return about('signer', lost.left_at ?? lost.signed, lost);
  const [old] = open;
  if (old !== undefined) return about('superseded', old.signed, old);
  const over = own.toSorted((a, b) => Temporal.Instant.compare(b.ends, a.ends))[0];
  if (over !== undefined) return about('ended', over.ends, over);
  return proposesSince === undefined ? null : about('none', proposesSince);
}

/** As devices see it: whether the authority names the key for this client, now. The signature was verified when it was handed in. */
function isNamed({ key_id: keyId }: Row, clientId: string, authority: Authority, now: Temporal.Instant): boolean {
  if (Temporal.Instant.compare(authority.expiresAt, now) <= 0) return false;
  const approver = authority.approvers.find(({ keyid }) => keyid === keyId);
  return approver !== undefined && mayApproveFor(approver, clientId) && Temporal.Instant.compare(approver.expiresAt, now) > 0;
}
