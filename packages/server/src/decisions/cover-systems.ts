/**
 * For which devices something in force was decided about the release that they run: kept beside the devices, so that Today and lists need not weigh decisions. Cost
 * follows the devices that decisions about releases reach.
 */
import { decidedUntil } from '@fettle/core/decisions';
import type { Decision } from '@fettle/core/decisions';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { lockDecisions, readStanding, writeDeviceCover } from './store.ts';
import type { DeviceCoverRow } from './store.ts';

/** Decisions about releases. */
export const aboutReleases = sql`d.product is not null`;

type Row = {
  readonly product: string;
  readonly cycle: string;
  readonly site_id: string;
  /** Only where a decision names devices. */
  readonly device_id: string | null;
  readonly devices: readonly string[];
};

/** Works out anew for which of these devices (null: all) of a client something is decided. True where anything changed. */
export async function coverSystems(tx: Tx, clientId: string, deviceIds: readonly string[] | null, now: Temporal.Instant): Promise<boolean> {
  await lockDecisions(tx, clientId);
  const decisions = await readStanding(tx, clientId, aboutReleases);
  const rows = decisions.length === 0 ? [] : await readRunning(tx, clientId, deviceIds, decisions);
  const cover = rows.flatMap(({ product, cycle, site_id: siteId, device_id: deviceId, devices }): readonly DeviceCoverRow[] => {
    const lifecycle = { product, cycle };
    const subject = { clientId, siteId, deviceId: deviceId ?? '', update: null, advisories: [], fixSince: null, lifecycle };
    const until = decidedUntil(decisions, subject, now);
    if (until !== null && Temporal.Instant.compare(until, now) <= 0) return [];
    return devices.map((id) => ({ deviceId: id, until: until?.toString() ?? null }));
  });
  return writeDeviceCover(tx, clientId, deviceIds, cover);
}

/** Devices that run a release that a decision is about, in as few rows as decisions can tell apart. */
async function readRunning(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[] | null,
  decisions: readonly Decision[],
): Promise<readonly Row[]> {
  const some = deviceIds === null ? sql`true` : sql`x.device_id = any(${[...deviceIds]}::uuid[])`;
  const releases = decisions.flatMap(({ about }) => (about.kind === 'lifecycle' ? [about] : []));
  const named = decisions.flatMap(({ scope }) => (scope.kind === 'devices' ? scope.ids : []));
  const found = await sql<Row>`
    with about as materialized (
      select distinct s.id, s.product, s.cycle from system_support s
      join unnest(${releases.map((one) => one.product)}::text[], ${releases.map((one) => one.cycle)}::text[]) as g (product, cycle) on g.product = s.product and g.cycle = s.cycle
    )
    select a.product, a.cycle, d.site_id, case when d.id = any(${named}::uuid[]) then d.id end as device_id, array_agg(d.id::text) as devices
    from about a join device_system x on x.client_id = ${clientId} and x.system_id = a.id and ${some}
    join device d on d.client_id = x.client_id and d.id = x.device_id
    group by a.product, a.cycle, d.site_id, 4`.execute(tx);
  return found.rows;
}
