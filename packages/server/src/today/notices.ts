/** Notices that did not reach a contact, while the contact is still one and no later notice has reached them. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { asSentence, countAtStart } from './types.ts';
import type { Line } from './types.ts';

const shownDays = 14;
/** Tried so often and still not delivered: somebody should look before it is given up. */
const manyTries = 5;
const mostContacts = 200;

const mostTitles = 50;

type Silent = { client_id: string; client_name: string; deployments: string[]; devices: number; since: string };

/** Deployments that their policy does not let begin before somebody was told, at sites without a contact. One line a client. */
export async function nobodyToTell(tx: Tx): Promise<Line[]> {
  const found = await sql<Silent>`
    select d.client_id, max(k.name) as client_name, array_agg(distinct d.title) as deployments, count(distinct v.id)::int as devices, min(d.created_at) as since
    from deployment d
    join deployment_state s on s.client_id = d.client_id and s.deployment_id = d.id and s.active and s.seq > 0
    join client k on k.client_id = d.client_id
    join deployment_run r on r.client_id = d.client_id and r.deployment_id = d.id and r.run ->> 'phase' = 'planned' and r.run ->> 'outcome' is null
    join device v on v.client_id = r.client_id and v.id = r.device_id
    where (d.effective -> 'notices' ->> 'required')::boolean and d.predecessor_kind is distinct from 'rollback'
      and not exists (
        select 1 from contact c where c.client_id = d.client_id and c.removed_at is null and (c.site_ids = '{}' or v.site_id = any(c.site_ids)))
    group by d.client_id order by since, d.client_id limit ${mostContacts}`.execute(tx);
  return found.rows.map((row) => ({
    id: `nobody to tell:${row.client_id}`,
    kind: 'notice failed',
    clientId: row.client_id,
    title: `${countAtStart(row.devices, 'device waits', 'devices wait')} for a contact of ${row.client_name} who can be told`,
    why: `Nothing begins there before somebody at the site was told, and nobody is there to be told of ${row.deployments
      .slice(0, mostTitles)
      .map((title) => `“${title}”`)
      .join(', ')}.`,
    since: row.since,
    by: null,
    action: { label: 'Add a contact', path: paths.contacts(row.client_id) },
  }));
}

type Row = { client_id: string; contact_id: string; name: string; notices: number; since: string; trouble: string | null };

export async function noticeLines(tx: Tx, now: Temporal.Instant): Promise<Line[]> {
  const since = now.subtract({ hours: 24 * shownDays }).toString();
  const found = await sql<Row>`
    select n.client_id, n.contact_id, c.name, count(*)::int as notices, min(coalesce(n.rejected_at, n.created_at)) as since,
      (array_agg(n.last_trouble order by n.created_at desc))[1] as trouble
    from notice n
    join contact c on c.client_id = n.client_id and c.id = n.contact_id and c.removed_at is null
    where n.created_at > ${since} and n.delivered_at is null and (n.rejected_at is not null or n.tries >= ${manyTries})
      and not exists (select 1 from notice l where l.client_id = n.client_id and l.contact_id = n.contact_id and l.delivered_at > n.created_at)
    group by n.client_id, n.contact_id, c.name order by since limit ${mostContacts}`.execute(tx);
  return found.rows.map((row) => ({
    id: `notice failed:${row.contact_id}`,
    kind: 'notice failed',
    clientId: row.client_id,
    title: `${countAtStart(row.notices, 'notice', 'notices')} did not reach ${row.name}`,
    why: `${asSentence(row.trouble ?? 'The mail server did not say why')} Whoever should know of the changes does not.`,
    since: row.since,
    by: null,
    action: { label: 'Look at the contact', path: paths.contacts(row.client_id) },
  }));
}
