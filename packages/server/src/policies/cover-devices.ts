/** What devices are known by when it is asked whether those that are tried first stand for the others. What a device did not tell is no trait of it. */
import type { CoverDevice, Trait } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** Of a larger client so many devices are looked at, the first by id: their order says nothing of them. */
export const mostCovered = 2_000;

type Row = {
  id: string;
  tier: string | null;
  service: string | null;
  system: string | null;
  platform: string | null;
  needed: boolean;
};

/**
 * Devices of the client that are not retired, of those alone that are named where some are. Their tier is a trait but for mission-critical ones: no other device stands
 * for those, their stand-ins do.
 */
export async function readCoverDevices(tx: Tx, clientId: string, deviceIds: readonly string[] | null): Promise<readonly CoverDevice[]> {
  const found = await sql<Row>`
    select d.id, d.tier, d.service,
      nullif(concat_ws(' ', nullif(v.system #>> '{os,id}', ''), nullif(v.system #>> '{os,versionId}', '')), '') as system,
      nullif(concat_ws(' ', nullif(v.system #>> '{architecture}', ''), nullif(v.system #>> '{virtualisation}', '')), '') as platform,
      exists (select 1 from device_dependency p where p.client_id = d.client_id and p.depends_on = d.id) as needed
    from device d left join device_inventory v on v.client_id = d.client_id and v.device_id = d.id
    where d.client_id = ${clientId} and d.status <> 'retired'
      and ${deviceIds === null ? sql`true` : sql`d.id = any(${[...deviceIds]}::uuid[])`}
    order by d.id limit ${deviceIds === null ? mostCovered : null}`.execute(tx);
  return found.rows.map(({ id, tier, service, system, platform, needed }) => ({
    deviceId: id,
    tier,
    neededByOthers: needed,
    traits: [
      ...trait('system', system),
      ...trait('platform', platform),
      ...trait('service', service),
      ...trait('tier', tier === 'mission-critical' ? null : tier),
    ],
  }));
}

/** The same with the packages that each is offered just now: what the next deployment is about. */
export async function readCoverOfOffers(tx: Tx, clientId: string): Promise<readonly CoverDevice[]> {
  const devices = await readCoverDevices(tx, clientId, null);
  const found = await sql<{ device_id: string; names: string[] }>`
    select o.device_id, array_agg(distinct s.name order by s.name) as names from device_offer o join software s on s.id = o.software_id
    where o.client_id = ${clientId} and o.device_id = any(${devices.map(({ deviceId }) => deviceId)}::uuid[]) group by o.device_id`.execute(
    tx,
  );
  return withSoftware(devices, new Map(found.rows.map(({ device_id: id, names }) => [id, names])));
}

/** Devices with the packages that change there. */
export function withSoftware(devices: readonly CoverDevice[], names: ReadonlyMap<string, readonly string[]>): readonly CoverDevice[] {
  return devices.map((device) => ({
    ...device,
    traits: [...device.traits, ...[...new Set(names.get(device.deviceId))].map((value): Trait => ({ kind: 'software', value }))],
  }));
}

function trait(kind: Trait['kind'], value: string | null): readonly Trait[] {
  return value === null || value.trim() === '' ? [] : [{ kind, value }];
}
