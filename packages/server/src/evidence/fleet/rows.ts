/** The rows of fleet reports as SQL gives them. Row security narrows them to the clients of the transaction. */
import type { FleetReportKind } from '@fettle/core/fleet-reports';
import { badEnds } from '@fettle/core/fleet-reports';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../../platform/feature.ts';
import { planAnew } from '../../platform/database/index.ts';

export type FleetFilter = {
  readonly siteId?: string | undefined;
  readonly text?: string | undefined;
  readonly class?: 'security' | 'normal' | undefined;
  readonly urgency?: 'urgent' | 'normal' | undefined;
  readonly outcome?: (typeof badEnds)[number] | undefined;
  /** RFC 3339: the span of reports that are about one, `until` left out. */
  readonly from: string;
  readonly until: string;
};

export type FleetRow = {
  /** What it is sorted by, before the name of the device. */
  readonly rank: string;
  readonly key: string;
  readonly client_id: string;
  readonly device_id: string;
  readonly device: string;
  readonly deployment_id: string | null;
  readonly cells: Readonly<Record<string, string | null>>;
};

export type FleetKey = readonly [rank: string, device: string, deviceId: string, key: string];

/** Rows after a key, in order: the most pressing of what is missing, the newest of what happened. */
export async function fleetRows(
  tx: Tx,
  kind: FleetReportKind,
  filter: FleetFilter,
  { after, limit }: { readonly after: FleetKey | undefined; readonly limit: number },
): Promise<FleetRow[]> {
  await planAnew(tx);
  const beyond =
    after === undefined
      ? sql`true`
      : sql`(x.rank, x.device, x.device_id, x.key) > (${after[0]}, ${after[1]}, ${after[2]}::uuid, ${after[3]})`;
  const found = await sql<FleetRow>`
    select x.* from (${queries[kind](filter)}) x where ${beyond} order by x.rank, x.device, x.device_id, x.key limit ${limit}`.execute(tx);
  return found.rows;
}

export async function countFleetRows(tx: Tx, kind: FleetReportKind, filter: FleetFilter): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from (${queries[kind](filter)}) x`.execute(tx);
  return found.rows[0]?.count ?? 0;
}

const queries: Readonly<Record<FleetReportKind, (filter: FleetFilter) => RawBuilder<unknown>>> = { missing, installed, failed };

const instant = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
/** Newest first, as text that sorts. */
const newest = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`to_char(99999999999 - extract(epoch from ${column})::bigint, 'FM00000000000')`;

function inText(text: string | undefined, ...columns: RawBuilder<unknown>[]): RawBuilder<unknown> {
  if (text === undefined || text === '') return sql`true`;
  return sql`(${sql.join(
    columns.map((column) => sql`position(lower(${text}) in lower(${column})) > 0`),
    sql` or `,
  )})`;
}

function atSite({ siteId }: FleetFilter): RawBuilder<unknown> {
  return siteId === undefined ? sql`true` : sql`d.site_id = ${siteId}`;
}

function missing(filter: FleetFilter): RawBuilder<unknown> {
  return sql`
    select case o.urgency when 'urgent' then '0' else '1' end || coalesce(${instant(sql`o.due`)}, '9') as rank, o.software_id::text as key,
      o.client_id, o.device_id, d.name as device, way.id as deployment_id,
      jsonb_build_object('client', k.name, 'site', t.name, 'device', d.name, 'package', s.name, 'from', o.from_version, 'to', s.version,
        'class', case when o.security then 'security' else 'normal' end, 'urgency', o.urgency, 'due', ${instant(sql`o.due`)}, 'dueBy', o.due_by,
        'since', ${instant(sql`o.first_seen_at`)}, 'withheld', o.withheld, 'deployment', way.title, 'scanned', ${instant(sql`v.scanned_at`)}) as cells
    from device_offer o
    join device d on d.client_id = o.client_id and d.id = o.device_id and d.status <> 'retired'
    join site t on t.client_id = d.client_id and t.id = d.site_id
    join client k on k.client_id = o.client_id
    join software s on s.id = o.software_id
    left join device_inventory v on v.client_id = o.client_id and v.device_id = o.device_id
    left join lateral (
      select p.id, p.title from deployment_update b
      join deployment_state a on a.client_id = b.client_id and a.deployment_id = b.deployment_id and a.active
      join deployment_device w on w.client_id = b.client_id and w.deployment_id = b.deployment_id and w.device_id = o.device_id
      join deployment p on p.client_id = b.client_id and p.id = b.deployment_id
      where b.client_id = o.client_id and b.software_id = o.software_id
      order by p.id limit 1
    ) way on true
    where ${atSite(filter)} and ${inText(filter.text, sql`d.name`, sql`s.name`)}
      and ${filter.class === undefined ? sql`true` : sql`o.security = ${filter.class === 'security'}`}
      and ${filter.urgency === undefined ? sql`true` : sql`o.urgency = ${filter.urgency}`}`;
}

/** Runs that ended in the span, with their deployment, device, site and client. */
function endedRuns({ from, until }: FleetFilter): RawBuilder<unknown> {
  return sql`
    from deployment_run r
    join deployment p on p.client_id = r.client_id and p.id = r.deployment_id
    join device d on d.client_id = r.client_id and d.id = r.device_id
    join site t on t.client_id = d.client_id and t.id = d.site_id
    join client k on k.client_id = r.client_id
    cross join lateral (select (r.run ->> 'settledAt')::timestamptz as at) e
    where e.at >= ${from}::timestamptz and e.at < ${until}::timestamptz`;
}

function installed(filter: FleetFilter): RawBuilder<unknown> {
  return sql`
    select ${newest(sql`y.at`)} as rank, y.deployment_id::text || ' ' || c.place as key, y.client_id, y.device_id, y.device, y.deployment_id,
      jsonb_build_object('client', y.client, 'site', y.site, 'device', y.device, 'package', c.change ->> 'name', 'from', c.change ->> 'from', 'to', c.change ->> 'to',
        'direction', case h.share::jsonb ->> 'direction' when 'back' then 'taken back' else 'updated' end, 'at', ${instant(sql`y.at`)}, 'deployment', y.title) as cells
    from (
      select r.client_id, r.deployment_id, r.device_id, e.at, p.title, k.name as client, t.name as site, d.name as device
      ${endedRuns(filter)} and r.run ->> 'outcome' = 'verified' and not p.drill and ${atSite(filter)}
    ) y
    join deployment_share h on h.client_id = y.client_id and h.deployment_id = y.deployment_id and h.device_id = y.device_id
    cross join lateral jsonb_array_elements(h.share::jsonb -> 'changes') with ordinality as c(change, place)
    where ${inText(filter.text, sql`y.device`, sql`c.change ->> 'name'`)}`;
}

function failed(filter: FleetFilter): RawBuilder<unknown> {
  const ends = filter.outcome === undefined ? badEnds : [filter.outcome];
  return sql`
    select ${newest(sql`e.at`)} as rank, r.deployment_id::text as key, r.client_id, r.device_id, d.name as device, r.deployment_id,
      jsonb_build_object('client', k.name, 'site', t.name, 'device', d.name, 'deployment', p.title, 'outcome', r.run ->> 'outcome',
        'why', r.run ->> 'outcomeDetail', 'code', r.run ->> 'outcomeCode', 'attempt', r.run ->> 'attempt', 'at', ${instant(sql`e.at`)}) as cells
    ${endedRuns(filter)} and r.run ->> 'outcome' = any(${[...ends]}::text[]) and ${atSite(filter)} and ${inText(filter.text, sql`d.name`, sql`p.title`)}`;
}
