/** Devices as SQL gives them, and as the API shows them. Health is derived here, never stored. */
import type { DeviceSummary } from '@fettle/protocol/models';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../platform/database/index.ts';

export type DeviceRow = {
  id: string;
  client_id: string;
  client_name: string;
  site_id: string;
  site_name: string;
  zone: string;
  name: string;
  os_name: string;
  mode: 'observe' | 'manage';
  tier: 'mission-critical' | 'important' | 'standard' | 'low' | null;
  exposure: 'internet' | 'internal' | 'isolated' | null;
  status: 'active' | 'quarantined' | 'retired';
  missing: number | null;
  missing_security: number | null;
  restart_pending: boolean | null;
  last_seen_at: string;
  scanned_at: string | null;
  lists_refreshed_at: string | null;
  lists_ok: boolean | null;
  asked_ok: boolean | null;
  health: Health;
};
type Health = 'good' | 'attention' | 'failing' | 'unknown';

/**
 * The one rule of a device's health, in SQL so that lists can be filtered by it: unknown when silent or never scanned, failing when quarantined or its package
 * manager could not be asked, attention when its lists could not be refreshed or security updates or a restart are due, else good.
 */
export function healthOf(silentBefore: string): RawBuilder<Health> {
  return sql<Health>`case
    when d.status = 'quarantined' then 'failing'
    when k.last_seen_at < ${silentBefore} or v.scanned_at is null then 'unknown'
    when not v.asked_ok then 'failing'
    when not v.lists_ok then 'attention'
    when v.missing_security > 0 or v.restart_pending then 'attention'
    else 'good' end`;
}

/** What devices are chosen and ordered by: their own row `d` alone, or also the last contact `k`, the inventory `v`, or both. */
export type ChosenBy = 'own row' | 'contact' | 'inventory' | 'what they said';

/** Joined by the device's id alone: from a join on the client too PostgreSQL expects a few rows, and looks a thousand of them up one by one. */
const sources: Readonly<Record<ChosenBy, RawBuilder<unknown>>> = {
  'own row': sql`device d`,
  contact: sql`device d join device_contact k on k.device_id = d.id`,
  inventory: sql`device d left join device_inventory v on v.device_id = d.id`,
  'what they said': sql`device d join device_contact k on k.device_id = d.id left join device_inventory v on v.device_id = d.id`,
};

export async function countDevices(tx: Tx, by: ChosenBy, where: RawBuilder<unknown>): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from ${sources[by]} where ${where}`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

export async function deviceRows(
  tx: Tx,
  silentBefore: string,
  by: ChosenBy,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
): Promise<DeviceRow[]> {
  const found = await sql<DeviceRow>`
    with page as (select d.client_id, d.id from ${sources[by]} where ${where} order by ${order} limit ${limit})
    select d.id, d.client_id, c.name as client_name, d.site_id, s.name as site_name, s.zone, d.name, d.os_name, d.mode, d.tier, d.exposure, d.status,
      v.missing, v.missing_security, k.last_seen_at, v.scanned_at, v.restart_pending, v.lists_refreshed_at, v.lists_ok, v.asked_ok, ${healthOf(silentBefore)} as health
    from page p
    join device d on d.client_id = p.client_id and d.id = p.id
    join client c on c.client_id = p.client_id
    join site s on s.client_id = p.client_id and s.id = d.site_id
    join device_contact k on k.client_id = p.client_id and k.device_id = p.id
    left join device_inventory v on v.client_id = p.client_id and v.device_id = p.id
    order by ${order}`.execute(tx);
  return found.rows;
}

export function summaryOf(row: DeviceRow): z.infer<typeof DeviceSummary> {
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    siteId: row.site_id,
    siteName: row.site_name,
    name: row.name,
    osName: row.os_name,
    mode: row.mode,
    tier: row.tier,
    exposure: row.exposure,
    status: row.status,
    health: row.health,
    healthReason: reasonOf(row),
    missing: row.missing,
    missingSecurity: row.missing_security,
    restartPending: row.restart_pending,
    lastSeenAt: row.last_seen_at,
    scannedAt: row.scanned_at,
    listsRefreshedAt: row.lists_refreshed_at,
    zone: row.zone,
  };
}

function reasonOf(row: DeviceRow): string {
  if (row.status === 'quarantined') return 'Quarantined: two agents seem to speak with its key';
  if (row.scanned_at === null) return 'Never scanned';
  if (row.health === 'unknown') return 'Silent: not heard for more than a day';
  if (row.asked_ok === false) return 'The package manager could not be asked';
  const due = [
    // What is missing is only as new as the lists.
    ...(row.lists_ok === false ? ['the lists of updates could not be refreshed'] : []),
    ...((row.missing_security ?? 0) > 0
      ? [`${row.missing_security} security ${row.missing_security === 1 ? 'update' : 'updates'} missing`]
      : []),
    ...(row.restart_pending === true ? ['a restart is pending'] : []),
  ];
  return due.length > 0 ? due.join(', ') : 'Heard lately, nothing urgent is missing';
}
