/** Loops that are open: changes that were announced and of which nobody was told how they ended, and changes that began without a word. For whoever judges how a client is kept informed. With `deviceIds`: of deployments that reach one of these devices. */
import { sql } from 'kysely';
import { touching } from '../deployments/index.ts';
import { among } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { changing } from './occasions.ts';

/** `count`: of all of them; `deploymentIds`: the newest, at most fifty. */
export type OpenLoops = { readonly count: number; readonly deploymentIds: readonly string[] };

const mostNamed = 50;

/**
 * Deployments that are over, of which an announcement was delivered to somebody who is a contact still, and to whom no word of the end (finished, failed or cancelled) was written, or
 * the mail server refused it. A word that is on its way counts as told.
 */
export async function announcedWithoutOutcome(tx: Tx, clientId: string, deviceIds: readonly string[] | null = null): Promise<OpenLoops> {
  const found = await sql<Named>`
    with open as (
      select distinct n.deployment_id from notice n
      join deployment_state s on s.client_id = n.client_id and s.deployment_id = n.deployment_id and not s.active
      join contact c on c.client_id = n.client_id and c.id = n.contact_id and c.removed_at is null
      where n.client_id = ${clientId} and n.kind in ('planned', 'reminder', 'rescheduled') and n.delivered_at is not null and ${touching('n.deployment_id', clientId, deviceIds)}
        and not exists (
          select 1 from notice e where e.client_id = n.client_id and e.deployment_id = n.deployment_id and e.contact_id = n.contact_id
            and e.occasion in (n.deployment_id || ':finished', n.deployment_id || ':failed') and e.rejected_at is null)
    )
    ${namedOf(sql`open`)}`.execute(tx);
  return loopsOf(found.rows);
}

/**
 * Deployments with a device that is known to have begun to change before an announcement was delivered to a contact of its site: none was, it came later, or the site has no contact.
 * That a policy announces nothing is no excuse. `since` (RFC 3339): of deployments proposed from then on; null: of all.
 */
export async function begunWithoutNotice(
  tx: Tx,
  clientId: string,
  since: string | null = null,
  deviceIds: readonly string[] | null = null,
): Promise<OpenLoops> {
  const found = await sql<Named>`
    with begun as (
      select e.deployment_id, (e.event ->> 'deviceId')::uuid as device_id, min(e.at) as at from deployment_event e
      join deployment d on d.client_id = e.client_id and d.id = e.deployment_id
      where e.client_id = ${clientId} and ${since === null ? sql`true` : sql`d.created_at >= ${since}`}
        and e.kind = 'run-progressed' and e.event ->> 'phase' = any(${[...changing]}::text[])
      group by 1, 2
    ), open as (
      select distinct b.deployment_id from begun b
      join device v on v.client_id = ${clientId} and v.id = b.device_id and ${among('v.id', deviceIds)}
      where not exists (
        select 1 from notice n
        join contact c on c.client_id = n.client_id and c.id = n.contact_id and (c.site_ids = '{}' or v.site_id = any(c.site_ids))
        where n.client_id = ${clientId} and n.deployment_id = b.deployment_id and n.kind in ('planned', 'reminder', 'rescheduled')
          and n.delivered_at <= b.at)
    )
    ${namedOf(sql`open`)}`.execute(tx);
  return loopsOf(found.rows);
}

/** Of how many `announcedWithoutOutcome` counts: deployments that are over and were announced to somebody who is a contact still. */
export async function announcedAndOver(tx: Tx, clientId: string, deviceIds: readonly string[] | null = null): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(distinct n.deployment_id)::int as n from notice n
    join deployment_state s on s.client_id = n.client_id and s.deployment_id = n.deployment_id and not s.active
    join contact c on c.client_id = n.client_id and c.id = n.contact_id and c.removed_at is null
    where n.client_id = ${clientId} and n.kind in ('planned', 'reminder', 'rescheduled') and n.delivered_at is not null and ${touching('n.deployment_id', clientId, deviceIds)}`.execute(
    tx,
  );
  return found.rows[0]?.n ?? 0;
}

/** Of how many `begunWithoutNotice` counts: deployments proposed since then (RFC 3339) in which a device is known to have begun to change. */
export async function begun(tx: Tx, clientId: string, since: string, deviceIds: readonly string[] | null = null): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from deployment d where d.client_id = ${clientId} and d.created_at >= ${since} and exists (
      select 1 from deployment_event e where e.client_id = d.client_id and e.deployment_id = d.id
        and e.kind = 'run-progressed' and e.event ->> 'phase' = any(${[...changing]}::text[])
        and ${deviceIds === null ? sql`true` : sql`(e.event ->> 'deviceId')::uuid = any(${[...deviceIds]}::uuid[])`})`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

type Named = { readonly deployment_id: string; readonly total: number };

/** Ids of deployments are by time: the newest first. */
function namedOf(open: ReturnType<typeof sql>) {
  return sql`select deployment_id, count(*) over ()::int as total from ${open} order by deployment_id desc limit ${mostNamed}`;
}

function loopsOf(rows: readonly Named[]): OpenLoops {
  return { count: rows[0]?.total ?? 0, deploymentIds: rows.map((row) => row.deployment_id) };
}
