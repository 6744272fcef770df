/** What rules of groups ask of devices, read in one pass: compact facts, and of the larger documents only what the rules ask for. */
import { comparisonsOf, softwarePatterns, systemFamily } from '@fettle/core/policy';
import type { DeviceFacts, FactName, GroupRule } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type KnownDevice = DeviceFacts & { readonly clientId: string; readonly clientName: string };
type Row = {
  id: string;
  client_id: string;
  client_name: string;
  name: string;
  tier: string | null;
  exposure: string | null;
  site_id: string;
  site_name: string;
  owner: string | null;
  service: string | null;
  os: string | null;
  os_version: string | null;
  kernel: string | null;
  managers: string[] | null;
  restart_pending: boolean | null;
  told: boolean;
};

/**
 * Devices of these clients that are not retired, with what `rules` ask for; of those alone that are named, where some are. Joined by the device's id alone:
 * from a join on the client too PostgreSQL expects a few rows, and looks each up by itself.
 */
export async function readDeviceFacts(
  tx: Tx,
  clientIds: readonly string[],
  rules: readonly GroupRule[],
  deviceIds: readonly string[] | null = null,
): Promise<readonly KnownDevice[]> {
  const asked = new Set<FactName>(rules.flatMap(comparisonsOf).map(({ fact }) => fact));
  const wants = (...facts: readonly FactName[]) => facts.some((fact) => asked.has(fact));
  const system = (path: string) =>
    wants('family', 'system', 'systemVersion', 'kernel') ? sql`v.system #>> ${`{${path}}`}::text[]` : sql`null`;
  const managers = wants('manager')
    ? sql`case when v.managers <> '{}' then array(select jsonb_object_keys(v.managers) order by 1) end`
    : sql`null::text[]`;
  const found = await sql<Row>`
    select d.id, d.client_id, c.name as client_name, d.name, d.tier, d.exposure, d.site_id, s.name as site_name, d.owner, d.service,
      ${system('os,id')} as os, ${system('os,versionId')} as os_version, ${system('kernel')} as kernel, ${managers} as managers,
      v.restart_pending, v.installed is not null as told
    from device d join client c on c.client_id = d.client_id join site s on s.id = d.site_id left join device_inventory v on v.device_id = d.id
    where d.client_id = any(${[...clientIds]}::uuid[]) and d.status <> 'retired'
      and ${deviceIds === null ? sql`true` : sql`d.id = any(${[...deviceIds]}::uuid[])`}
    order by d.name, d.id`.execute(tx);
  const installed = await readInstalled(tx, clientIds, softwarePatterns(rules), deviceIds);
  return found.rows.map((row) => ({
    deviceId: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    name: row.name,
    tier: row.tier,
    exposure: row.exposure,
    siteId: row.site_id,
    siteName: row.site_name,
    owner: row.owner,
    service: row.service,
    family: systemFamily(row.os),
    system: row.os,
    systemVersion: row.os_version === '' ? null : row.os_version,
    kernel: row.kernel === '' ? null : row.kernel,
    managers: row.managers,
    restartDue: row.restart_pending,
    software: row.told ? (installed.get(row.id) ?? none) : null,
  }));
}

const none: ReadonlyMap<string, string> = new Map();

/** By device: which of these patterns a package fits that is installed there, with the name of one. Software is interned, so the names are few. */
async function readInstalled(
  tx: Tx,
  clientIds: readonly string[],
  patterns: readonly string[],
  deviceIds: readonly string[] | null,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  if (patterns.length === 0) return new Map();
  const found = await sql<{ device_id: string; pattern: string; name: string }>`
    with wanted as materialized (
      select s.id, s.name, p.pattern from unnest(${[...patterns]}::text[], ${patterns.map(likeOf)}::text[]) as p(pattern, shape)
      join software s on s.name like p.shape
    )
    select v.device_id, w.pattern, min(w.name) as name
    from device_inventory v cross join lateral unnest(v.installed) as i(id) join wanted w on w.id = i.id
    where v.client_id = any(${[...clientIds]}::uuid[]) and ${deviceIds === null ? sql`true` : sql`v.device_id = any(${[...deviceIds]}::uuid[])`}
    group by v.device_id, w.pattern`.execute(tx);
  const byDevice = new Map<string, Map<string, string>>();
  for (const { device_id: id, pattern, name } of found.rows) {
    const own = byDevice.get(id) ?? new Map<string, string>();
    own.set(pattern, name);
    byDevice.set(id, own);
  }
  return byDevice;
}

/** A pattern of ours as one of LIKE: `*` stands for any text, all else for itself. */
function likeOf(pattern: string): string {
  return pattern.replaceAll(/[\\%_]/g, (one) => `\\${one}`).replaceAll('*', '%');
}
