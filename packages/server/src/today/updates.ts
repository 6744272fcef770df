/** Urgent updates that no deployment under way has: one line a client. And how many updates there are. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { asSentence } from './types.ts';
import type { Line } from './types.ts';

type Row = { client_id: string; updates: number; devices: number; since: string; names: string[] };

/** Urgent is what a security pocket offers (core's rule). What every device withholds, such as a pin, is left out: nobody can deploy it now. */
export async function urgentLines(tx: Tx): Promise<Line[]> {
  const found = await sql<Row>`
    with wanted as materialized (
      select distinct a.client_id, w.value ->> 'name' as name, w.value ->> 'architecture' as architecture, w.value ->> 'version' as version
      from deployment_state s
      join deployment_device a on a.client_id = s.client_id and a.deployment_id = s.deployment_id
      cross join lateral jsonb_array_elements(a.wanted) w
      where s.active
    )
    select u.client_id, count(*)::int as updates, max(u.devices - u.withheld)::int as devices, min(u.first_seen_at) as since,
      (array_agg(p.name order by u.devices desc, p.name))[1:3] as names
    from update_count u
    join software p on p.id = u.software_id
    where u.security and u.devices > u.withheld
      and not exists (select 1 from wanted w where w.client_id = u.client_id and w.name = p.name and w.architecture = p.architecture and w.version = p.version)
    group by u.client_id`.execute(tx);
  return found.rows.map((row) => ({
    id: `urgent updates:${row.client_id}`,
    kind: 'urgent updates',
    clientId: row.client_id,
    title:
      row.updates === 1 ? `An urgent update for ${row.names.join()} has no deployment` : `${row.updates} urgent updates have no deployment`,
    why: asSentence(
      `${namesOf(row)}, on ${row.devices === 1 ? 'one device' : `up to ${row.devices} devices`}: security updates that are offered and not planned`,
    ),
    since: row.since,
    by: null,
    action: { label: 'Look and decide', path: paths.urgentUpdates(row.client_id) },
  }));
}

function namesOf({ names, updates }: Row): string {
  const distinct = [...new Set(names)];
  const more = updates - names.length;
  return `${distinct.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export async function countUpdates(tx: Tx): Promise<{ updates: number; urgent: number }> {
  const found = await sql<{ updates: number; urgent: number }>`
    select count(*)::int as updates, count(*) filter (where security)::int as urgent
    from (select bool_or(security) as security from update_count group by software_id) u`.execute(tx);
  return found.rows[0] ?? { updates: 0, urgent: 0 };
}
