/** What an ordinary check-in's scan saw of a device of the fleet, in place of the one before. */
import { sql } from 'kysely';
import type { Fleet } from './fleet.ts';

export async function scanned(
  at: Fleet,
  name: string,
  given: { readonly version: string; readonly offered: boolean; readonly scannedAt: string; readonly ok?: boolean },
): Promise<void> {
  const { superuserDb: all } = at.database;
  const deviceId = at.device(name).id;
  await sql`insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
    values ('debian:12', 'apt', 'openssl', ${given.version}, 'amd64', 'openssl', ${given.version}) on conflict do nothing`.execute(all);
  await sql`delete from fettle.device_inventory where device_id = ${deviceId}`.execute(all);
  await sql`insert into fettle.device_inventory (client_id, device_id, runtime, managers, installed, scanned_at, changed_at)
    select ${at.clientId}, ${deviceId}, '{"bootId": "boot-1"}', ${JSON.stringify({ apt: { ok: given.ok ?? true } })}, array_agg(id), ${given.scannedAt}, ${given.scannedAt}
    from fettle.software where name = 'openssl' and version = ${given.version}`.execute(all);
  if (!given.offered) await sql`delete from fettle.device_offer where device_id = ${deviceId}`.execute(all);
}
