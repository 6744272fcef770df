/** The SQL of limits, clusters, unwell devices and what is under way over all clients. Only this file writes their tables. */
import type { Bandwidth } from '@fettle/core/deployment';
import { readZone } from '@fettle/core/windows';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { providerId } from '../platform/feature.ts';

/** Stands for the client as a whole in the place of a site. */
const wholeClient = providerId;

export type LimitValues = {
  readonly atOnce: number | null;
  readonly perHour: number | null;
  readonly disturbedDevices: number | null;
  readonly disturbedPercent: number | null;
  readonly downloads: number | null;
  readonly bandwidth: CallOutput<'getCapacity'>['limits']['bandwidth'];
};
export const noLimits: LimitValues = {
  atOnce: null,
  perHour: null,
  disturbedDevices: null,
  disturbedPercent: null,
  downloads: null,
  bandwidth: null,
};

/** `siteId` null: of the client as a whole, or of the provider. */
export type LimitRow = LimitValues & {
  readonly clientId: string;
  readonly siteId: string | null;
  readonly by: string;
  readonly at: string;
};

/** The limits of a client and its sites, and the provider's. */
export async function readLimits(tx: Tx, clientId: string): Promise<readonly LimitRow[]> {
  const found = await sql<LimitRow & { siteId: string }>`
    select l.client_id as "clientId", l.site_id as "siteId", l.at_once as "atOnce", l.per_hour as "perHour", l.disturbed_devices as "disturbedDevices",
      l.disturbed_percent as "disturbedPercent", l.downloads, l.bandwidth, ${named(sql`l.changed_by`)} as by, l.changed_at as at
    from change_limit l where l.client_id = any(${[clientId, providerId]}::uuid[])`.execute(tx);
  return found.rows.map((row) => ({ ...row, siteId: row.siteId === wholeClient ? null : row.siteId }));
}

/** Devices at once and within an hour that hold at each site: the strictest of the provider's, the client's and its own; and its bandwidth. */
export async function limitsBySite(
  tx: Tx,
  clientId: string,
): Promise<(siteId: string) => Pick<LimitValues, 'atOnce' | 'perHour' | 'bandwidth'>> {
  const rows = await readLimits(tx, clientId);
  return (siteId) => {
    const own = rows.filter((row) => row.siteId === null || row.siteId === siteId);
    return {
      atOnce: strictest(own.map(({ atOnce }) => atOnce)),
      perHour: strictest(own.map(({ perHour }) => perHour)),
      bandwidth: own.find((row) => row.siteId === siteId)?.bandwidth ?? null,
    };
  };
}

/** Sites of the client that have a bandwidth of their own, by name. */
export async function sitesWithBandwidth(
  tx: Tx,
  clientId: string,
): Promise<readonly { readonly id: string; readonly name: string; readonly bandwidth: Bandwidth }[]> {
  const limits = (await readLimits(tx, clientId)).filter((row) => row.clientId === clientId && row.bandwidth !== null);
  if (limits.length === 0) return [];
  const sites = await tx.selectFrom('site').select(['id', 'name', 'zone']).where('client_id', '=', clientId).orderBy('name').execute();
  return sites.flatMap(({ id, name, zone }) => {
    const bandwidth = limits.find(({ siteId }) => siteId === id)?.bandwidth ?? null;
    return bandwidth === null ? [] : [{ id, name, bandwidth: { ...bandwidth, zone: readZone(zone) ?? 'UTC' } }];
  });
}

function strictest(limits: readonly (number | null)[]): number | null {
  const said = limits.flatMap((limit) => limit ?? []);
  return said.length === 0 ? null : Math.min(...said);
}

/** Sets them. Without any limit there is no row. */
export async function saveLimits(
  tx: Tx,
  row: LimitValues & { readonly clientId: string; readonly siteId: string | null; readonly by: string; readonly at: string },
): Promise<void> {
  const { atOnce, perHour, disturbedDevices, disturbedPercent, downloads, bandwidth } = row;
  await sql`
    insert into change_limit (client_id, site_id, at_once, per_hour, disturbed_devices, disturbed_percent, downloads, bandwidth, changed_by, changed_at)
    values (${row.clientId}, ${row.siteId ?? wholeClient}, ${atOnce}, ${perHour}, ${disturbedDevices}, ${disturbedPercent}, ${downloads},
      ${bandwidth === null ? null : JSON.stringify(bandwidth)}, ${row.by}, ${row.at})
    on conflict (client_id, site_id) do update set at_once = excluded.at_once, per_hour = excluded.per_hour, disturbed_devices = excluded.disturbed_devices,
      disturbed_percent = excluded.disturbed_percent, downloads = excluded.downloads, bandwidth = excluded.bandwidth, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(
    tx,
  );
}

export type ClusterRow = {
  readonly id: string;
  readonly client_id: string;
  readonly name: string;
  readonly most: number;
  readonly version: number;
  readonly members: readonly { readonly id: string; readonly name: string }[];
  readonly by: string;
  readonly at: string;
};

/** Clusters `c` that fit, by name. */
export async function readClusters(tx: Tx, where: RawBuilder<unknown>): Promise<readonly ClusterRow[]> {
  const found = await sql<ClusterRow>`
    select c.id, c.client_id, c.name, c.most, c.version, ${named(sql`c.changed_by`)} as by, c.changed_at as at,
      coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name) order by d.name, d.id) from cluster_member m
        join device d on d.client_id = m.client_id and d.id = m.device_id where m.client_id = c.client_id and m.cluster_id = c.id), '[]') as members
    from cluster c where ${where} order by lower(c.name), c.id limit 500`.execute(tx);
  return found.rows;
}

export type NewCluster = {
  readonly clientId: string;
  readonly id: string;
  readonly name: string;
  readonly most: number;
  readonly deviceIds: readonly string[];
  readonly by: string;
  readonly at: string;
};

/** Adds it, or saves it on top of a version. False: there is one of that name, or somebody has saved it since. */
export async function saveCluster(tx: Tx, cluster: NewCluster, basedOn: number | null): Promise<boolean> {
  const { clientId, id, name, most, by, at } = cluster;
  const saved =
    basedOn === null
      ? await sql`
          insert into cluster (client_id, id, name, most, version, changed_by, changed_at) values (${clientId}, ${id}, ${name}, ${most}, 1, ${by}, ${at})
          on conflict do nothing returning 1`.execute(tx)
      : await sql`
          update cluster set name = ${name}, most = ${most}, version = version + 1, changed_by = ${by}, changed_at = ${at}
          where client_id = ${clientId} and id = ${id} and version = ${basedOn} returning 1`.execute(tx);
  if (saved.rows.length === 0) return false;
  await sql`delete from cluster_member where client_id = ${clientId} and cluster_id = ${id}`.execute(tx);
  await sql`
    insert into cluster_member (client_id, cluster_id, device_id) select ${clientId}, ${id}, unnest(${[...cluster.deviceIds]}::uuid[])`.execute(
    tx,
  );
  return true;
}

export async function removeCluster(tx: Tx, clientId: string, id: string): Promise<void> {
  await sql`delete from cluster_member where client_id = ${clientId} and cluster_id = ${id}`.execute(tx);
  await sql`delete from cluster where client_id = ${clientId} and id = ${id}`.execute(tx);
}

export type UnwellRow = {
  readonly deviceId: string;
  readonly name: string;
  readonly deploymentId: string;
  readonly outcome: 'failed' | 'rolled back' | 'unknown';
  readonly since: string;
};

/** Devices `u` that count as unwell, the newest first. */
export async function readUnwell(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<readonly UnwellRow[]> {
  const found = await sql<UnwellRow>`
    select u.device_id as "deviceId", d.name, u.deployment_id as "deploymentId", u.outcome, u.since
    from unwell_device u join device d on d.client_id = u.client_id and d.id = u.device_id
    where u.well_at is null and d.status <> 'retired' and ${where} order by u.since desc, u.device_id limit ${limit}`.execute(tx);
  return found.rows;
}

/** A change ended badly there, or nobody knows how. */
export async function noteUnwell(
  tx: Tx,
  rows: readonly {
    readonly clientId: string;
    readonly deploymentId: string;
    readonly deviceId: string;
    readonly outcome: string;
    readonly since: string;
  }[],
): Promise<void> {
  for (const { clientId, deviceId, deploymentId, outcome, since } of rows)
    await sql`
      insert into unwell_device (client_id, device_id, deployment_id, outcome, since) values (${clientId}, ${deviceId}, ${deploymentId}, ${outcome}, ${since})
      on conflict (client_id, device_id) do update set deployment_id = excluded.deployment_id, outcome = excluded.outcome, since = excluded.since,
        well_at = null, well_by = null, well_because = null`.execute(tx);
}

/** A later change of it was verified. */
export async function forgetUnwell(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<void> {
  if (deviceIds.length === 0) return;
  await sql`delete from unwell_device where client_id = ${clientId} and device_id = any(${[...deviceIds]}::uuid[])`.execute(tx);
}

/** A person looked. False: it does not count as unwell. `deploymentId`: only if it is by that one. */
export async function sayWell(
  tx: Tx,
  given: {
    readonly clientId: string;
    readonly deviceIds: readonly string[];
    readonly deploymentId: string | null;
    readonly by: string;
    readonly because: string;
    readonly at: string;
  },
): Promise<boolean> {
  const said = await sql`
    update unwell_device set well_at = ${given.at}, well_by = ${given.by}, well_because = ${given.because}
    where client_id = ${given.clientId} and device_id = any(${[...given.deviceIds]}::uuid[]) and well_at is null
      and deployment_id = coalesce(${given.deploymentId}::uuid, deployment_id) returning 1`.execute(tx);
  return said.rows.length > 0;
}

/** How much of a client is under way, and how much was sent in this minute: numbers alone, for the limits over all clients. */
export async function noteSending(tx: Tx, clientId: string, sent: number, now: string): Promise<void> {
  await sql`
    insert into client_sending (client_id, changing)
    select ${clientId}, count(distinct device_id) from instruction where client_id = ${clientId} and closed_at is null and verb in ('install', 'rollback')
    on conflict (client_id) do update set changing = excluded.changing where client_sending.changing <> excluded.changing`.execute(tx);
  if (sent === 0) return;
  await sql`
    insert into client_sent (minute, client_id, sent) values (date_trunc('minute', ${now}::timestamptz), ${clientId}, ${sent})
    on conflict (minute, client_id) do update set sent = client_sent.sent + excluded.sent`.execute(tx);
  await sql`delete from client_sent where client_id = ${clientId} and minute < ${now}::timestamptz - interval '3 hours'`.execute(tx);
}
