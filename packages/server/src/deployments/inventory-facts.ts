/** Scans of ordinary check-ins, for runs whose own report brought none that could tell: they verify a change as well as the look at its end. */
import type { Change } from '@fettle/core/deployment';
import type { ManagerId, Offer, PackageCondition } from '@fettle/core/inventory';
import type { Seen } from '@fettle/core/verification';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type ToLookUp = { readonly deviceId: string; readonly changes: readonly Change[] };

type InventoryRow = {
  device_id: string;
  scanned_at: string | null;
  boot_id: string | null;
  /** By manager, whether it could be asked; null: none ever said. */
  asked: Partial<Record<ManagerId, boolean>> | null;
};
type PackageRow = {
  device_id: string;
  manager: ManagerId;
  name: string;
  architecture: string;
  version: string;
  condition: PackageCondition | null;
};
type OfferRow = { device_id: string; manager: ManagerId; name: string; architecture: string; version: string };

/** The newest scan of each device, as far as it concerns the changed packages. A device that has none is left out. */
export async function latestScans(tx: Tx, clientId: string, devices: readonly ToLookUp[]): Promise<ReadonlyMap<string, Seen['scan']>> {
  if (devices.length === 0) return new Map();
  const ids = devices.map(({ deviceId }) => deviceId);
  const names = [...new Set(devices.flatMap(({ changes }) => changes.map(({ name }) => name)))];
  const inventories = await sql<InventoryRow>`
    select device_id, scanned_at, runtime ->> 'bootId' as boot_id, (select jsonb_object_agg(m.key, m.value -> 'ok') from jsonb_each(managers) m) as asked
    from device_inventory where client_id = ${clientId} and device_id = any(${ids}::uuid[])`.execute(tx);
  const packages = await sql<PackageRow>`
    select v.device_id, s.manager, s.name, s.architecture, s.version, v.peculiar -> s.id::text ->> 'condition' as condition
    from device_inventory v join software s on s.id = any(v.installed)
    where v.client_id = ${clientId} and v.device_id = any(${ids}::uuid[]) and s.name = any(${names}::text[])`.execute(tx);
  const offers = await sql<OfferRow>`
    select o.device_id, s.manager, s.name, s.architecture, s.version from device_offer o join software s on s.id = o.software_id
    where o.client_id = ${clientId} and o.device_id = any(${ids}::uuid[]) and s.name = any(${names}::text[])`.execute(tx);
  const managersOf = new Map(devices.map(({ deviceId, changes }) => [deviceId, new Set(changes.map(({ manager }) => manager))]));
  // Another manager may know a package of the same name.
  const concerned = (row: PackageRow | OfferRow) => managersOf.get(row.device_id)?.has(row.manager) === true;
  const packagesOf = Map.groupBy(packages.rows.filter(concerned), (row) => row.device_id);
  const offersOf = Map.groupBy(offers.rows.filter(concerned), (row) => row.device_id);
  return new Map(
    inventories.rows.flatMap((row): [string, Seen['scan']][] =>
      row.scanned_at === null
        ? []
        : [
            [
              row.device_id,
              scanOf(
                row,
                managersOf.get(row.device_id) ?? new Set(),
                row.scanned_at,
                packagesOf.get(row.device_id) ?? [],
                offersOf.get(row.device_id) ?? [],
              ),
            ],
          ],
    ),
  );
}

function scanOf(
  row: InventoryRow,
  managers: ReadonlySet<ManagerId>,
  at: string,
  packages: readonly PackageRow[],
  offers: readonly OfferRow[],
): Seen['scan'] {
  const asked = managers.size > 0 && [...managers].every((manager) => row.asked?.[manager] === true);
  return {
    at,
    bootId: row.boot_id,
    installed: asked
      ? packages.map(({ name, architecture, version, condition }) => ({ name, architecture, version, condition: condition ?? 'installed' }))
      : null,
    offers: asked
      ? offers.map(({ name, architecture, version }): Pick<Offer, 'name' | 'architecture' | 'to'> => ({ name, architecture, to: version }))
      : null,
  };
}
