/** Updates over all clients that the actor may see: one row an update, never one a device. Counts come from update_count, particulars only for the rows of a page. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { inClients } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, Handler } from '../platform/feature.ts';
import { orders, readKey, readSoftwareId } from './page-keys.ts';
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
  const after = readKey(query.after, order.shape);
  if (after === null) return noPageKey();
  const filter = sql`${query.class === undefined ? sql`true` : sql`u.security = ${query.class === 'security'}`} and ${query.text === undefined ? sql`true` : sql`(position(lower(${query.text}) in lower(s.name)) > 0 or position(lower(${query.text}) in lower(s.source_name)) > 0)`}`;
  return inClients(context.db, scope, async (tx) => {
    const rows = await pageOf(
      tx,
      scope,
      sql`${filter} and ${after === undefined ? sql`true` : order.after(after)}`,
      order.by,
      query.limit + 1,
    );
    const total = await sql<{
      n: number;
    }>`select count(distinct u.software_id)::int as n from update_count u join software s on s.id = u.software_id where ${filter}`.execute(
      tx,
    );
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map(updateOf),
      next: rows.length > query.limit && last !== undefined ? Buffer.from(JSON.stringify(order.key(last))).toString('base64url') : null,
      total: total.rows[0]?.n ?? 0,
    };
  });
};

export const getUpdate: Handler<'getUpdate'> = async ({ context, actor, params, query }) => {
  const scope = scopeOf(actor, query.clientId);
  const id = readSoftwareId(params.id);
  const [row] =
    id === null ? [] : await inClients(context.db, scope, (tx) => pageOf(tx, scope, sql`u.software_id = ${id}`, orders.name.by, 1));
  return row === undefined ? refuse('not-found', 'No device that you may see is offered this update.') : updateOf(row);
};

async function pageOf(
  tx: Tx,
  scope: readonly string[],
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
): Promise<UpdateRow[]> {
  const found = await sql<UpdateRow>`
    with page as (
      select u.software_id as id, s.ecosystem, s.name, s.architecture, s.version, s.source_name, s.source_version, u.security, u.bytes, u.origin, u.devices, u.withheld, u.clients, u.first_seen_at,
        row_number() over (order by ${order}) as place
      from (
        select software_id, sum(devices)::int as devices, sum(withheld)::int as withheld, count(*)::int as clients, bool_or(security) as security, max(bytes) as bytes, min(origin) as origin, min(first_seen_at) as first_seen_at
        from update_count group by software_id
      ) u join software s on s.id = u.software_id
      where ${where} order by ${order} limit ${limit}
    )
    select p.*, f.from_versions, c.cves, coalesce(c.read_on, 0)::int as read_on,
      (select count(distinct dd.deployment_id)::int from deployment_device dd join deployment_state ds on ds.client_id = dd.client_id and ds.deployment_id = dd.deployment_id
        where ds.active and dd.client_id = any(${[...scope]}::uuid[])
          and dd.wanted @> jsonb_build_array(jsonb_build_object('name', p.name, 'architecture', p.architecture, 'version', p.version))) as in_deployments
    from page p
    left join lateral (select coalesce(array_agg(distinct o.from_version), '{}') as from_versions from device_offer o where o.client_id = any(${[...scope]}::uuid[]) and o.software_id = p.id) f on true
    left join lateral (
      select array_agg(distinct cve) filter (where cve is not null) as cves, count(distinct k.device_id) as read_on
      from device_changelog k left join lateral unnest(k.cves) as cve on true
      where k.client_id = any(${[...scope]}::uuid[]) and k.source_name = p.source_name and k.to_version = p.source_version and k.cves is not null
    ) c on true
    order by p.place`.execute(tx);
  return found.rows;
}

export const getUpdateDevices: Handler<'getUpdateDevices'> = async ({ context, actor, params, query }) => {
  const scope = scopeOf(actor, query.clientId);
  const after = readKey(query.after, ['text', 'device id']);
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
      select o.device_id, d.name, o.client_id, c.name as client_name, t.name as site_name, o.from_version, o.withheld, d.tier, o.first_seen_at, k.cves, r.deployment_id
      from device_offer o
      join software s on s.id = o.software_id
      join device d on d.client_id = o.client_id and d.id = o.device_id
      join client c on c.client_id = o.client_id
      join site t on t.client_id = d.client_id and t.id = d.site_id
      left join lateral (select cves from device_changelog x where x.client_id = o.client_id and x.device_id = o.device_id and x.source_name = s.source_name and x.to_version = s.source_version limit 1) k on true
      left join lateral (
        select dd.deployment_id from deployment_device dd join deployment_state ds on ds.client_id = dd.client_id and ds.deployment_id = dd.deployment_id and ds.active
        where dd.client_id = o.client_id and dd.device_id = o.device_id and dd.wanted @> jsonb_build_array(jsonb_build_object('name', s.name, 'architecture', s.architecture, 'version', s.version)) limit 1
      ) r on true
      where o.client_id = any(${[...scope]}::uuid[]) and o.software_id = ${id} and d.status <> 'retired'
        and ${after === undefined ? sql`true` : sql`(d.name, o.device_id) > (${String(after[0])}, ${String(after[1])}::uuid)`}
      order by d.name, o.device_id limit ${query.limit + 1}`.execute(tx);
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
      next:
        found.rows.length > query.limit && last !== undefined
          ? Buffer.from(JSON.stringify([last.name, last.device_id])).toString('base64url')
          : null,
    };
  });
};
