/** Where a policy lets no change begin without its notice: of which devices nobody was told, and why. */
import type { DeploymentState } from '@fettle/core/deployment';
import { isPlanned } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** Whether the policy under which it was planned demands it: never of one from before policies said so, and never of a roll-back, which mends what has begun. */
export async function asksForNotice(tx: Tx, clientId: string, deploymentId: string): Promise<boolean> {
  const found = await sql<{ asks: boolean | null }>`
    select (effective -> 'notices' ->> 'required')::boolean as asks from deployment
    where client_id = ${clientId} and id = ${deploymentId} and predecessor_kind is distinct from 'rollback'`.execute(tx);
  return found.rows[0]?.asks === true;
}

type Row = { readonly id: string; readonly contacts: number; readonly told: boolean; readonly trouble: string | null };

/** Of runs that were not sent yet: why nobody at the site is told, in a sentence. Somebody is once the mail server of one contact took an announcement over. */
export async function noticesLacking(
  tx: Tx,
  { clientId, state }: { readonly clientId: string; readonly state: DeploymentState },
): Promise<ReadonlyMap<string, string>> {
  const waiting = Object.values(state.runs).filter(isPlanned);
  if (waiting.length === 0) return new Map();
  const found = await sql<Row>`
    select v.id, count(distinct c.id)::int as contacts, coalesce(bool_or(n.delivered_at is not null), false) as told,
      (array_agg(n.last_trouble order by n.created_at desc) filter (where n.last_trouble is not null))[1] as trouble
    from device v
    left join contact c on c.client_id = v.client_id and c.removed_at is null and (c.site_ids = '{}' or v.site_id = any(c.site_ids))
    left join notice n on n.client_id = c.client_id and n.contact_id = c.id and n.deployment_id = ${state.header.deploymentId}
      and n.kind in ('planned', 'reminder', 'rescheduled') and n.withdrawn_at is null
    where v.client_id = ${clientId} and v.id = any(${waiting.map(({ deviceId }) => deviceId)}::uuid[])
    group by v.id`.execute(tx);
  return new Map(found.rows.flatMap((row) => (row.told ? [] : [[row.id, sentenceOf(row)] as const])));
}

function sentenceOf({ contacts, trouble }: Row): string {
  if (contacts === 0) return 'Its site has no contact who could be told: add one.';
  return trouble === null
    ? 'No contact of its site was told yet: the notice is not due, or waits in the outbox.'
    : `No contact of its site was told yet. The last trouble: ${trouble}`;
}
