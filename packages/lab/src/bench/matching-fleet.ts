/** Devices for the matching benchmark: rows as check-ins leave them, written at once, for what is measured is what follows. */
import type { Software } from '@fettle/core/inventory';
import { internSoftware } from '@fettle/server/catalogue';
import { inClients, inNoClient } from '@fettle/server/platform/database';
import type { Context } from '@fettle/server/platform/testing';
import { addClient } from '@fettle/server/clients';
import { sql } from 'kysely';

const packages = 500;
const offers = 60;

/** So many devices of one client, each with 500 of these software and 60 offers of a newer version of something vulnerable. */
export async function addBenchFleet(context: Context, softwareIds: readonly number[], devices: number): Promise<void> {
  const pairs = await internFixed(context);
  const clientId = context.newId();
  const siteId = context.newId();
  const now = context.now();
  await inNoClient(context.db, (tx) => addClient(tx, { clientId, name: 'Bench', siteId, siteName: 'Main', zone: 'UTC', at: now }));
  await inClients(context.db, [clientId], async (tx) => {
    const debian = await sql<{ id: number }>`
      select id from software where ecosystem = 'debian:12' and id = any(${[...softwareIds]}::int[]) order by id`.execute(tx);
    const ids = debian.rows.map((row) => row.id);
    for (let index = 0; index < devices; index += 1) {
      const deviceId = context.newId();
      const own = new Set<number>();
      const offered = new Map<number, string>();
      for (let step = 0; step < offers && pairs.length > 0; step += 1) {
        const pair = pairs[(index * 13 + step * 37) % pairs.length];
        if (pair === undefined) continue;
        own.add(pair.old_id);
        offered.set(pair.new_id, pair.version);
      }
      for (let step = 0; own.size < packages && step < packages * 2; step += 1) own.add(ids[(index * 7 + step * 11) % ids.length] ?? 0);
      const installed = [...own].filter((id) => id > 0).toSorted((a, b) => a - b);
      await sql`
        insert into device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, tier, exposure, enrolled_at)
        values (${clientId}, ${deviceId}, ${siteId}, ${deviceId}, ${`bench-${index}`}, 'Debian', 'debian:12', 'manage', 'standard', 'internal', ${now})`.execute(
        tx,
      );
      await sql`insert into device_inventory (client_id, device_id, installed, changed_at) values (${clientId}, ${deviceId}, ${installed}::int[], ${now})`.execute(
        tx,
      );
      await sql`
        insert into device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
        select ${clientId}, ${deviceId}, g.id, g.version, true, 1000, 'Debian-Security:stable', 'bookworm', ${now}
        from unnest(${[...offered.keys()]}::int[], ${[...offered.values()]}::text[]) as g (id, version)`.execute(tx);
      await sql`insert into judge_device (client_id, device_id) values (${clientId}, ${deviceId})`.execute(tx);
    }
  });
}

type Pair = { readonly old_id: number; readonly new_id: number; readonly version: string };

/** Vulnerable software of Debian 12, each with the version that ends a vulnerability of it: that is what devices with the old one are offered. */
async function internFixed(context: Context): Promise<readonly Pair[]> {
  const found = await inNoClient(context.db, (tx) =>
    sql<Software & { old_id: number; fixed: string; source_name: string; old_version: string }>`
      select distinct on (o.id) o.id as old_id, o.version as old_version, m.fixed, o.name, o.architecture, o.source_name
      from software o join software_match m on m.software_id = o.id and m.fixed is not null
      where o.ecosystem = 'debian:12' order by o.id, m.advisory limit 3000`.execute(tx),
  );
  const ids = await internSoftware(
    context.db,
    found.rows.map(({ name, architecture, source_name: sourceName, fixed }) => ({
      ecosystem: 'debian:12',
      manager: 'apt' as const,
      name,
      version: fixed,
      architecture,
      sourceName,
      sourceVersion: fixed,
      module: '',
    })),
  );
  return found.rows.flatMap((row, n) => {
    const id = ids[n];
    return id === undefined || id === row.old_id ? [] : [{ old_id: row.old_id, new_id: id, version: row.old_version }];
  });
}
