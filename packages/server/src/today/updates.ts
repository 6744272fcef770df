/** Urgent updates that no deployment under way has and that nothing was decided about: one line a client. And how many updates there are. */
import { sql } from 'kysely';
import { offeredUpdates, urgentUndecided } from '../findings/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { asSentence } from './types.ts';
import type { Line } from './types.ts';

type Open = {
  readonly client_id: string;
  readonly updates: number;
  readonly devices: number;
  readonly since: string;
  readonly names: readonly string[];
};
type Row = { updates: number; urgent: number; open: readonly Open[] };

export type UpdateLines = { readonly lines: readonly Line[]; readonly updates: number; readonly urgent: number };

/**
 * Urgent is what was judged so on any device. What every device withholds, such as a pin, is left out: nobody can deploy it now. The counts are
 * read once for everything; names are looked up for the few that are shown.
 */
export async function updateLines(tx: Tx, now: Temporal.Instant): Promise<UpdateLines> {
  const found = await sql<Row>`
    with counted as materialized (
      select client_id, software_id, devices, withheld, urgent, first_seen_at from update_count
    ), open as (
      select client_id, count(*)::int as updates, max(devices - withheld)::int as devices, min(first_seen_at) as since, (array_agg(software_id order by devices desc, software_id))[1:3] as ids
      from ${offeredUpdates(sql`counted`, now.toString())} offered where ${urgentUndecided} group by client_id
    )
    select u.updates, u.urgent, coalesce((select jsonb_agg(jsonb_build_object('client_id', o.client_id, 'updates', o.updates, 'devices', o.devices,
      'since', to_char(o.since, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'names', (select jsonb_agg(p.name order by i.place) from unnest(o.ids) with ordinality as i(id, place) join software p on p.id = i.id))) from open o), '[]') as open
    from (select count(*)::int as updates, count(*) filter (where urgent)::int as urgent from (select bool_or(urgent > 0) as urgent from counted group by software_id) c) u`.execute(
    tx,
  );
  const { updates, urgent, open } = found.rows[0] ?? { updates: 0, urgent: 0, open: [] };
  return { lines: open.map(lineOf), updates, urgent };
}

function lineOf(row: Open): Line {
  const where = row.devices === 1 ? 'one device' : `up to ${row.devices} devices`;
  return {
    id: `urgent updates:${row.client_id}`,
    kind: 'urgent updates',
    clientId: row.client_id,
    title:
      row.updates === 1 ? `An urgent update for ${row.names.join()} has no deployment` : `${row.updates} urgent updates have no deployment`,
    why: asSentence(`${namesOf(row)}, on ${where}: offered and not planned`),
    since: row.since,
    by: null,
    action: { label: 'Look and decide', path: paths.urgentUpdates(row.client_id) },
  };
}

function namesOf({ names, updates }: Open): string {
  const more = updates - names.length;
  return `${[...new Set(names)].join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
