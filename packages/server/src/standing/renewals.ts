/** Clients whose standing approval wants a person: it ends soon, or their policy has another version now and nobody has signed that. */
import { renewalDays } from '@fettle/core/standing';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { clientPolicies } from '../policies/index.ts';

export type Renewal = {
  readonly clientId: string;
  readonly policyName: string;
  readonly what: 'ends soon' | 'superseded';
  /** When it ends, or since when its policy has another version as far as that is known: when the last was signed. */
  readonly at: string;
  readonly signedAt: string;
};

type Row = {
  readonly client_id: string;
  readonly policy_id: string;
  readonly policy_version: number;
  readonly ends: string;
  readonly signed: string;
};

/** One a client at most. Standing approvals that were revoked, or have ended, ask for nothing: somebody let them. */
export async function readRenewals(tx: Tx, now: Temporal.Instant): Promise<readonly Renewal[]> {
  const found = await sql<Row>`
    select a.client_id, a.policy_id, a.policy_version, max(a.expires_at) as ends, max(a.at) as signed from standing_approval a
    left join standing_approval_revoked r on r.client_id = a.client_id and r.approval_id = a.id
    where a.expires_at > ${now.toString()} and r.at is null group by a.client_id, a.policy_id, a.policy_version`.execute(tx);
  if (found.rows.length === 0) return [];
  const soon = now.add({ hours: 24 * renewalDays });
  const byClient = Map.groupBy(found.rows, (row) => row.client_id);
  const policies = await clientPolicies(tx, [...byClient.keys()]);
  return policies.flatMap(({ clientId, id, version, name }): Renewal[] => {
    const own = byClient.get(clientId) ?? [];
    const holds = own.find((row) => row.policy_id === id && row.policy_version === version);
    const [latest] = own.toSorted((a, b) => Temporal.Instant.compare(b.signed, a.signed));
    if (holds === undefined && latest !== undefined)
      return [{ clientId, policyName: name, what: 'superseded', at: latest.signed, signedAt: latest.signed }];
    if (holds === undefined || Temporal.Instant.compare(holds.ends, soon) > 0) return [];
    return [{ clientId, policyName: name, what: 'ends soon', at: holds.ends, signedAt: holds.signed }];
  });
}
