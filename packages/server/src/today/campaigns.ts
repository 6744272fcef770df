/** Prepared campaigns that wait for a person: what became urgent by itself stands on top. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { countOf } from './types.ts';
import type { Line } from './types.ts';

type Row = {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly created_at: string;
  readonly clients: number;
  readonly waiting: number;
};

/** One line a campaign, over the clients in sight. */
export async function campaignLines(tx: Tx): Promise<readonly Line[]> {
  const found = await sql<Row>`
    select c.id, c.title, c.reason, c.created_at, count(*)::int as clients, count(*) filter (where s.summary -> 'holds' @> '[{"reason": "approval"}]')::int as waiting
    from campaign c join campaign_client m on m.campaign_id = c.id
    left join deployment_state s on s.client_id = m.client_id and s.deployment_id = m.deployment_id and s.active
    where c.source = 'emergency' and c.withdrawn_at is null
      and (m.state = 'waiting' or s.seq = 0 or s.summary -> 'holds' @> '[{"reason": "approval"}]')
    group by c.id order by c.created_at limit 100`.execute(tx);
  return found.rows.map((row) => ({
    id: `emergency:${row.id}`,
    kind: 'emergency',
    clientId: null,
    title: `${row.title}: a campaign is prepared`,
    why: `${row.reason} For ${countOf(row.clients, 'client', 'clients')} it is not approved yet; ${row.waiting} of these have a spec that can be.`,
    since: row.created_at,
    by: null,
    action: { label: 'See what it would break', path: paths.campaign(row.id) },
  }));
}
