/** The limits that hold for a deployment's devices, with what is under way, was sent or is unwell beyond it: what the engine counts on top of its own. */
import { nobodyElse } from '@fettle/core/deployment';
import type { Bound, DeploymentState, Download } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';
import { noLimits, readLimits } from './store.ts';
import type { LimitRow, LimitValues } from './store.ts';

export type BoundFacts = {
  readonly bounds: readonly Bound[];
  /** Devices whose bad end in this deployment a person looked at: they are well. */
  readonly saidWell: readonly string[];
};

export const noBounds: BoundFacts = { bounds: [], saidWell: [] };

/** A lock that only deployments take which a limit over all clients binds: they are decided one after another, or two could take the same last place. */
export async function oneAtATimeOverall(tx: Tx): Promise<void> {
  const found =
    await sql`select 1 from change_limit where client_id = ${providerId}::uuid and (at_once is not null or per_hour is not null)`.execute(
      tx,
    );
  if (found.rows.length > 0) await sql`select pg_advisory_xact_lock(hashtextextended('fettle deployments of all clients', 0))`.execute(tx);
}

/** Reads them. Where nothing is limited that is one short query. */
export async function readBounds(
  tx: Tx,
  { clientId, state, now }: { readonly clientId: string; readonly state: DeploymentState; readonly now: string },
): Promise<BoundFacts> {
  const limits = await readLimits(tx, clientId);
  const ids = Object.keys(state.runs);
  const clusters = await clustersOf(tx, clientId, ids);
  if (limits.length === 0 && clusters.length === 0) return noBounds;
  const { deploymentId } = state.header;
  const others = await othersOf(tx, clientId, deploymentId, now);
  const own = limits.filter(({ clientId: of }) => of === clientId);
  const known: Known = {
    sizes: await sizesOf(tx, clientId, own),
    siteOf: await sitesOf(tx, clientId, own, ids, others),
    own: new Set(ids),
    others,
  };
  const all = others.unwell;
  return {
    bounds: [
      ...limits.filter(({ clientId: of }) => of === providerId).map((row) => overallBound(row, others)),
      ...(await clientBounds(tx, clientId, own, known)),
      ...clusters.map((cluster) => clusterBound(cluster, known)),
    ],
    saidWell: all.filter(({ deployment_id: of, well }) => of === deploymentId && well).map(({ device_id: id }) => id),
  };
}

type Others = {
  readonly changing: readonly string[];
  readonly sent: readonly string[];
  /** `fetch` null: it was told no rate. */
  readonly downloading: readonly { readonly id: string; readonly download: Download | null }[];
  readonly unwell: readonly { readonly device_id: string; readonly deployment_id: string; readonly well: boolean }[];
  readonly unwellElsewhere: readonly string[];
  /** Of other clients. */
  readonly elsewhere: { readonly changing: number; readonly sent: number };
};
/** How many devices a site has (null: the whole client), not counting retired ones. Empty where no limit is a share of them. */
type Sizes = ReadonlyMap<string | null, number>;
type Known = {
  readonly sizes: Sizes;
  /** Of the deployment's devices and those that count beyond it, where a site has a limit. */
  readonly siteOf: ReadonlyMap<string, string>;
  readonly own: ReadonlySet<string>;
  readonly others: Others;
};

async function sizesOf(tx: Tx, clientId: string, own: readonly LimitRow[]): Promise<Sizes> {
  if (own.every(({ disturbedPercent }) => disturbedPercent === null)) return new Map();
  const { rows } = await sql<{ site_id: string; devices: number }>`
    select site_id, count(*)::int as devices from device where client_id = ${clientId} and status <> 'retired' group by site_id`.execute(
    tx,
  );
  const all = rows.reduce((sum, { devices }) => sum + devices, 0);
  return new Map<string | null, number>([[null, all], ...rows.map(({ site_id: id, devices }) => [id, devices] as const)]);
}

/** Only of devices that may count: a client may have tens of thousands more. */
async function sitesOf(
  tx: Tx,
  clientId: string,
  own: readonly LimitRow[],
  ids: readonly string[],
  { changing, sent, downloading, unwellElsewhere }: Others,
): Promise<ReadonlyMap<string, string>> {
  if (own.every(({ siteId }) => siteId === null)) return new Map();
  const asked = [...new Set([...ids, ...changing, ...sent, ...downloading.map(({ id }) => id), ...unwellElsewhere])];
  const { rows } = await sql<{ id: string; site_id: string }>`
    select id, site_id from device where client_id = ${clientId} and id = any(${asked}::uuid[]) and status <> 'retired'`.execute(tx);
  return new Map(rows.map(({ id, site_id: site }) => [id, site]));
}

async function othersOf(tx: Tx, clientId: string, deploymentId: string, now: string): Promise<Others> {
  const open = await sql<{ device_id: string; verb: string; lately: boolean }>`
    select device_id, verb, created_at > ${now}::timestamptz - interval '1 hour' and bytes_per_second is null as lately from instruction
    where client_id = ${clientId} and closed_at is null and verb in ('install', 'rollback', 'get') and deployment_id <> ${deploymentId}`.execute(
    tx,
  );
  // A rate is kept until its end, also where nobody waits for the packages any more: the device may have begun.
  const rated = await sql<{ device_id: string; bytes_per_second: number; until: string }>`
    select i.device_id, i.bytes_per_second::float8 as bytes_per_second, i.not_after as until from instruction i
    where i.client_id = ${clientId} and i.bytes_per_second is not null and i.not_after > ${now} and i.deployment_id <> ${deploymentId}
      and not exists (select 1 from report r where r.client_id = i.client_id and r.instruction_id = i.id and r.status in ('ended', 'refused'))`.execute(
    tx,
  );
  const sent = await sql<{ device_id: string }>`
    select device_id from instruction
    where client_id = ${clientId} and verb in ('install', 'rollback') and created_at > ${now}::timestamptz - interval '1 hour' and deployment_id <> ${deploymentId}`.execute(
    tx,
  );
  const unwell = await sql<{ device_id: string; deployment_id: string; well: boolean }>`
    select device_id, deployment_id, well_at is not null as well from unwell_device where client_id = ${clientId}`.execute(tx);
  const elsewhere = await sql<{ changing: number; sent: number }>`
    select (select coalesce(sum(changing), 0)::int from client_sending where client_id <> ${clientId}) as changing,
      (select coalesce(sum(sent), 0)::int from client_sent where client_id <> ${clientId} and minute > ${now}::timestamptz - interval '61 minutes') as sent`.execute(
    tx,
  );
  return {
    changing: open.rows.filter(({ verb }) => verb !== 'get').map(({ device_id: id }) => id),
    downloading: [
      ...open.rows.filter(({ verb, lately }) => verb === 'get' && lately).map(({ device_id: id }) => ({ id, download: null })),
      ...rated.rows.map(({ device_id: id, bytes_per_second: bytesPerSecond, until }) => ({ id, download: { bytesPerSecond, until } })),
    ],
    sent: sent.rows.map(({ device_id: id }) => id),
    unwell: unwell.rows,
    unwellElsewhere: unwell.rows.filter(({ deployment_id: of, well }) => of !== deploymentId && !well).map(({ device_id: id }) => id),
    elsewhere: elsewhere.rows[0] ?? { changing: 0, sent: 0 },
  };
}

function overallBound(row: LimitRow, others: Others): Bound {
  const { atOnce, perHour } = row;
  return {
    kind: 'overall',
    name: '',
    deviceIds: null,
    atOnce,
    perHour,
    disturbed: null,
    downloads: null,
    others: {
      ...nobodyElse,
      changing: others.changing,
      elsewhere: others.elsewhere.changing,
      sentLastHour: others.sent.length + others.elsewhere.sent,
    },
  };
}

async function clientBounds(tx: Tx, clientId: string, own: readonly LimitRow[], known: Known): Promise<readonly Bound[]> {
  if (own.length === 0) return [];
  const { rows: names } = await sql<{ id: string | null; name: string; zone: string }>`
    select null::uuid as id, name, 'UTC' as zone from client where client_id = ${clientId} union all select id, name, zone from site where client_id = ${clientId}`.execute(
    tx,
  );
  const placeOf = new Map(names.map((place) => [place.id, place]));
  return own.map((row) => boundOf(row, placeOf.get(row.siteId) ?? { name: '', zone: 'UTC' }, known));
}

function boundOf(
  row: LimitRow,
  { name, zone }: { readonly name: string; readonly zone: string },
  { sizes, siteOf, own, others }: Known,
): Bound {
  const { siteId } = row;
  const isIn = (id: string): boolean => siteId === null || siteOf.get(id) === siteId;
  const downloading = others.downloading.filter(({ id }) => isIn(id));
  return {
    kind: siteId === null ? 'client' : 'site',
    name,
    deviceIds: siteId === null ? null : [...own].filter(isIn),
    atOnce: row.atOnce,
    perHour: row.perHour,
    disturbed: disturbedOf(row, sizes.get(siteId) ?? 0),
    downloads: row.downloads,
    ...(row.bandwidth === null ? {} : { bandwidth: { ...row.bandwidth, zone } }),
    others: {
      changing: others.changing.filter(isIn),
      unwell: others.unwellElsewhere.filter(isIn),
      elsewhere: 0,
      sentLastHour: others.sent.filter(isIn).length,
      downloading: downloading.length,
      ...(row.bandwidth === null ? {} : { fetching: downloading.flatMap(({ download }) => download ?? []) }),
    },
  };
}

/** The tighter of the two. A share is rounded down, and is never less than one device: else nothing could ever be changed. */
export function disturbedOf({ disturbedDevices, disturbedPercent }: LimitValues = noLimits, devices: number): number | null {
  const share = disturbedPercent === null ? null : Math.max(1, Math.floor((devices * disturbedPercent) / 100));
  if (disturbedDevices === null || share === null) return disturbedDevices ?? share;
  return Math.min(disturbedDevices, share);
}

type Cluster = { readonly name: string; readonly most: number; readonly members: readonly string[] };

/** Clusters that some of these devices, or guests of theirs, belong to. Who hosts a member stands for it: its restart takes the member down. */
async function clustersOf(tx: Tx, clientId: string, ids: readonly string[]): Promise<readonly Cluster[]> {
  const found = await sql<Cluster>`
    select c.name, c.most, array_agg(distinct m.id::text) as members from cluster c
    cross join lateral (
      select device_id as id from cluster_member where client_id = c.client_id and cluster_id = c.id
      union select p.depends_on from cluster_member m join device_dependency p on p.client_id = m.client_id and p.device_id = m.device_id and p.kind = 'host'
        where m.client_id = c.client_id and m.cluster_id = c.id
    ) m
    where c.client_id = ${clientId} group by c.id, c.name, c.most having array_agg(m.id) && ${[...ids]}::uuid[] order by c.name`.execute(
    tx,
  );
  return found.rows;
}

function clusterBound({ name, most, members }: Cluster, { own, others }: Known): Bound {
  const all = new Set(members);
  return {
    kind: 'cluster',
    name,
    deviceIds: members.filter((id) => own.has(id)),
    atOnce: null,
    perHour: null,
    disturbed: most,
    downloads: null,
    others: {
      ...nobodyElse,
      changing: others.changing.filter((id) => all.has(id)),
      unwell: others.unwellElsewhere.filter((id) => all.has(id)),
    },
  };
}
