/** Updates over all clients that the actor may see: one row an update, never one a device. Counts come from update_count, particulars only for the rows of a page. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, Handler } from '../platform/feature.ts';
import { readSoftwareId } from '../platform/ids.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { risksOfUpdates } from '../patch-risk/index.ts';
import { saidOfSoftware } from '../urgency-words/index.ts';
import { orders } from './page-keys.ts';
import { updateOf } from './rows.ts';
import type { UpdateRow } from './rows.ts';

const noPageKey = () => refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);

/** The clients that a query is about: one, if it names one, or all that the actor may see devices of. */
export function scopeOf(actor: Actor, clientId: string | undefined): readonly string[] {
  const scope = actor.scopeFor('device.read');
  return clientId === undefined ? scope : scope.filter((id) => id === clientId);
}

export const listUpdates: Handler<'listUpdates'> = async ({ context, actor, query }) => {
  const scope = scopeOf(actor, query.clientId);
  const order = orders[query.sort];
  const after = readPageKey(query.after, order.shape);
  if (after === null) return noPageKey();
  const filter = sql`${query.urgency === undefined ? sql`true` : sql`(u.urgent > 0) = ${query.urgency === 'urgent'}`} and ${query.class === undefined ? sql`true` : sql`u.security = ${query.class === 'security'}`} and ${query.text === undefined ? sql`true` : sql`(position(lower(${query.text}) in lower(s.name)) > 0 or position(lower(${query.text}) in lower(s.source_name)) > 0)`}`;
  return inClients(context.db, scope, async (tx) => {
    const rows = await pageOf(
      tx,
      context.now(),
      sql`true`,
      filter,
      after === undefined ? sql`true` : order.after(after),
      order.by,
      query.limit + 1,
    );
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map(updateOf),
      next: rows.length > query.limit && last !== undefined ? pageKeyText(order.key(last)) : null,
      // Nothing on a page after the last one: what there is besides is counted for itself.
      total:
        last?.total ??
        (after === undefined ? 0 : ((await pageOf(tx, context.now(), sql`true`, filter, sql`true`, order.by, 1))[0]?.total ?? 0)),
    };
  });
};

export const getUpdate: Handler<'getUpdate'> = async ({ context, actor, params, query }) => {
  const scope = scopeOf(actor, query.clientId);
  const id = readSoftwareId(params.id);
  const notOffered = () => refuse('not-found', 'No device that you may see is offered this update.');
  if (id === null) return notOffered();
  return inClients(context.db, scope, async (tx) => {
    const [row] = await pageOf(tx, context.now(), sql`software_id = ${id}`, sql`true`, sql`true`, orders.name.by, 1);
    const [patchRisk] = row === undefined ? [] : await risksOfUpdates(tx, [row]);
    return row === undefined || patchRisk === undefined ? notOffered() : { ...updateOf(row), patchRisk };
  });
};

/** `which`: of the rows that are counted; `where`: of the updates that they make, all of which are counted as `total`; `from`: where the page begins. */
async function pageOf(
  tx: Tx,
  now: string,
  which: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
): Promise<UpdateRow[]> {
  const found = await sql<UpdateRow>`
    with seen as materialized (
      select software_id, devices, withheld, security, bytes, origin, first_seen_at, read_on, from_versions, cves, urgent, ended, due, due_by from update_count where ${which}
    ), u as materialized (
      select u.*, s.manager, s.ecosystem, s.name, s.architecture, s.version, s.source_name, s.source_version from (
        select software_id, sum(devices)::int as devices, sum(withheld)::int as withheld, count(*)::int as clients, bool_or(security) as security, max(bytes) as bytes, min(origin) as origin, min(first_seen_at) as first_seen_at,
          sum(read_on)::int as read_on, sum(urgent)::int as urgent, min(due) as due, (array_agg(due_by order by due) filter (where due is not null))[1] as due_by
        from seen group by software_id
      ) u join software s on s.id = u.software_id where ${where}
    ), page as (
      select u.*, u.software_id as id, row_number() over (order by ${order}) as place from u where ${from} order by ${order} limit ${limit}
    ), brought as (
      select b.software_id, count(*)::int as deployments from deployment_state ds
      join deployment_update b on b.client_id = ds.client_id and b.deployment_id = ds.deployment_id
      where ds.active and b.software_id in (select id from page) group by b.software_id
    ), came_from as (
      select u.software_id, array_agg(distinct v) as from_versions from seen u cross join lateral unnest(u.from_versions) as v
      where u.software_id in (select id from page) group by u.software_id
    ), told as (
      select u.software_id, array_agg(distinct cve) as cves from seen u cross join lateral unnest(u.cves || u.ended) as cve
      where u.software_id in (select id from page) group by u.software_id
    )
    select x.*, coalesce(f.from_versions, '{}') as from_versions, t.cves, coalesce(b.deployments, 0) as in_deployments, (select count(*)::int from u) as total,
      coalesce(w.said, '[]') as said
    from page x
    left join brought b on b.software_id = x.id
    left join came_from f on f.software_id = x.id
    left join told t on t.software_id = x.id
    left join lateral (${saidOfSoftware(now)}) w on true
    order by x.place`.execute(tx);
  return found.rows;
}

export const getUpdateDevices: Handler<'getUpdateDevices'> = async ({ context, actor, params, query }) => {
  const scope = scopeOf(actor, query.clientId);
  const after = readPageKey(query.after, ['text', 'id']);
  if (after === null) return noPageKey();
  const id = readSoftwareId(params.id);
  if (id === null) return { items: [], next: null };
  return inClients(context.db, scope, async (tx) => {
    const found = await sql<{
      device_id: string;
      name: string;
      client_id: string;
      client_name: string;
      site_name: string;
      from_version: string;
      withheld: string | null;
      tier: 'mission-critical' | 'important' | 'standard' | 'low' | null;
      first_seen_at: string;
      cves: string[] | null;
      deployment_id: string | null;
    }>`
      with page as (
        select d.client_id, d.id as device_id, d.name, d.site_id, d.tier from device d
        where d.client_id = any(${[...scope]}::uuid[]) and d.status <> 'retired'
          and exists (select 1 from device_offer o where o.client_id = d.client_id and o.device_id = d.id and o.software_id = ${id})
          and ${after === undefined ? sql`true` : sql`(d.name, d.id) > (${String(after[0])}, ${String(after[1])}::uuid)`}
        order by d.name, d.id limit ${query.limit + 1}
      ), bringing as materialized (
        select ds.client_id, ds.deployment_id from deployment_state ds
        join deployment_update b on b.client_id = ds.client_id and b.deployment_id = ds.deployment_id and b.software_id = ${id} where ds.active
      )
      select p.device_id, p.name, p.client_id, c.name as client_name, t.name as site_name, o.from_version, o.withheld, p.tier, o.first_seen_at, k.cves, r.deployment_id
      from page p
      join device_offer o on o.client_id = p.client_id and o.device_id = p.device_id and o.software_id = ${id}
      join software s on s.id = ${id}
      join client c on c.client_id = p.client_id
      join site t on t.client_id = p.client_id and t.id = p.site_id
      left join lateral (select cves from device_changelog x where x.client_id = p.client_id and x.device_id = p.device_id and x.manager = s.manager and x.source_name = s.source_name and x.to_version = s.source_version limit 1) k on true
      left join lateral (
        select dd.deployment_id from bringing b join deployment_device dd on dd.client_id = b.client_id and dd.deployment_id = b.deployment_id and dd.device_id = p.device_id
        where b.client_id = p.client_id and dd.wanted @> jsonb_build_array(jsonb_build_object('name', s.name, 'architecture', s.architecture, 'version', s.version))
        order by dd.deployment_id limit 1
      ) r on true
      order by p.name, p.device_id`.execute(tx);
    const page = found.rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => ({
        deviceId: row.device_id,
        deviceName: row.name,
        clientId: row.client_id,
        clientName: row.client_name,
        siteName: row.site_name,
        from: row.from_version,
        withheld: row.withheld,
        tier: row.tier,
        firstSeenAt: row.first_seen_at,
        cves: row.cves,
        deploymentId: row.deployment_id,
      })),
      next: found.rows.length > query.limit && last !== undefined ? pageKeyText([last.name, last.device_id]) : null,
    };
  });
};
