/** A provider with many clients, written into the database of a running server as rows: a hundred thousand devices would take an hour to enrol. What is measured comes after. */
import { openPolicy } from '../scenario/drive.ts';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import type { FastServer } from './fast.ts';

export type FleetSize = { readonly clients: number; readonly devices: number };
export type CampaignDevice = {
  readonly index: number;
  readonly id: string;
  readonly clientId: string;
  readonly key: SigningKey;
  counter: number;
  ticket: string;
};
export type CampaignFleet = { readonly clientIds: readonly string[]; readonly devices: ReadonlyMap<string, CampaignDevice> };

export const updateOfAll = { manager: 'apt', name: 'lab-app', from: '1.0-1', to: '1.1-1' } as const;
const zones = ['Europe/London', 'Europe/Berlin', 'America/New_York', 'Asia/Singapore'];

/** Clients by the API, each with a site in one of four zones; one policy for all of them; devices, and what they are offered, as rows. */
export async function makeFleet(server: FastServer, { clients, devices }: FleetSize): Promise<CampaignFleet> {
  const [software] = await server.query<{ id: number }>(
    `insert into software (ecosystem, manager, name, version, architecture, source_name, source_version)
     values ('debian:12', $1, $2, $3, 'amd64', $2, $3) returning id`,
    [updateOfAll.manager, updateOfAll.name, updateOfAll.to],
  );
  const softwareId = software?.id ?? 0;
  await server.api('savePolicyLevel', { body: { level: 'provider', clientId: null, subjectId: null, basedOn: 0, body: policy(devices) } });
  const clientIds: string[] = [];
  const all = new Map<string, CampaignDevice>();
  for (let index = 0; index < clients; index += 1) {
    const site = { name: 'Main', zone: zones[index % zones.length] ?? 'UTC' };
    const client = await server.api('createClient', { body: { name: `Client ${index}`, site } });
    clientIds.push(client.id);
    const own = Array.from({ length: devices }, (_, n): CampaignDevice => {
      const device = index * devices + n;
      return { index: device, id: idOf(device), clientId: client.id, key: generateKey(), counter: 0, ticket: '' };
    });
    for (const device of own) all.set(device.id, device);
    await addDevices(server, { clientId: client.id, siteId: client.siteList[0]?.id ?? '', softwareId }, own);
  }
  return { clientIds, devices: all };
}

type Place = { readonly clientId: string; readonly siteId: string; readonly softwareId: number };

async function addDevices(server: FastServer, { clientId, siteId, softwareId }: Place, own: readonly CampaignDevice[]): Promise<void> {
  const at = server.now();
  const ids = own.map(({ id }) => id);
  const keyIds = own.map(({ key }) => key.keyid);
  await server.query(
    `insert into device_key (key_id, public_key, client_id, device_id)
     select k, p, $1, i from unnest($2::text[], $3::text[], $4::uuid[]) as g(k, p, i)`,
    [clientId, keyIds, own.map(({ key }) => key.publicKey), ids],
  );
  await server.query(
    `insert into device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, tier, enrolled_at, agent_version)
     select $1, i, $2, k, 'pc-' || n, 'Debian GNU/Linux 12', 'debian:12', 'manage', 'standard', $5::timestamptz, '0.1.0'
     from unnest($3::uuid[], $4::text[]) with ordinality as g(i, k, n)`,
    [clientId, siteId, ids, keyIds, at],
  );
  await server.query(
    `insert into device_contact (client_id, device_id, ticket, last_seen_at) select $1, i, '', $3::timestamptz from unnest($2::uuid[]) as i`,
    [clientId, ids, at],
  );
  await server.query(
    `insert into device_inventory (client_id, device_id, digests, installed, missing, missing_security, scanned_at, changed_at)
     select $1, i, '{}', '{}', 1, 1, $3::timestamptz, $3::timestamptz from unnest($2::uuid[]) as i`,
    [clientId, ids, at],
  );
  await server.query(
    `insert into device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
     select $1, i, $3, $4, true, 1000000, 'Debian', 'bookworm-security', $5::timestamptz from unnest($2::uuid[]) as i`,
    [clientId, ids, softwareId, updateOfAll.from, at],
  );
  await server.query(
    `insert into update_count (client_id, software_id, devices, withheld, security, bytes, origin, first_seen_at, from_versions, read_on, urgent, new_at)
     values ($1, $2, $3, 0, true, 1000000, 'Debian', $4::timestamptz, array[$5], 0, $3, $4::timestamptz)`,
    [clientId, softwareId, own.length, at, updateOfAll.from],
  );
}

/** As the campaign of the pure core has it: three rings, a window each night, so many devices at once and in an hour. */
function policy(devices: number): unknown {
  return {
    ...openPolicy({
      name: 'Everywhere',
      rings: [
        { name: 'test', members: { kind: 'share', percent: 5 }, soak: 'PT12H', gate: { minVerified: 3, minRate: 0.5 } },
        { name: 'pilot', members: { kind: 'share', percent: 20 }, soak: 'P1D', gate: { minVerified: 10, minRate: 0.5 } },
        { name: 'broad', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 10, minRate: 0.5 } },
      ],
      window: { rule: 'FREQ=DAILY', start: '22:00', durationMinutes: 240 },
      failureBudget: Math.ceil(devices / 25),
      maxParallel: 50,
      devicesPerHour: 100,
    }),
  };
}

/** A version-7 id (RFC 9562) of long ago that tells the device's number. */
function idOf(n: number): string {
  return `019cb000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}
