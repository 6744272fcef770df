/** What one device misses, with urgency and reasons by the core's rule. */
import { findingsOf } from '@fettle/core/findings';
import type { Offer } from '@fettle/core/inventory';
import type { DeviceOffer } from '@fettle/protocol/models';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../platform/database/index.ts';

type Row = {
  name: string;
  architecture: string;
  version: string;
  source_name: string;
  source_version: string;
  from_version: string;
  security: boolean;
  withheld: 'pinned' | 'phased' | 'kept-back' | null;
  bytes: number;
  origin: string;
  codename: string;
  first_seen_at: string;
  cves: string[] | null;
  deployment_id: string | null;
};

export async function offersOf(tx: Tx, clientId: string, deviceId: string): Promise<z.infer<typeof DeviceOffer>[]> {
  const found = await sql<Row>`
    select s.name, s.architecture, s.version, s.source_name, s.source_version, o.from_version, o.security, o.withheld, o.bytes, o.origin, o.codename, o.first_seen_at, k.cves, r.deployment_id
    from device_offer o join software s on s.id = o.software_id
    left join lateral (select cves from device_changelog x where x.client_id = o.client_id and x.device_id = o.device_id and x.source_name = s.source_name and x.to_version = s.source_version limit 1) k on true
    left join lateral (
      select dd.deployment_id from deployment_device dd
      join deployment_state ds on ds.client_id = dd.client_id and ds.deployment_id = dd.deployment_id and ds.active
      join deployment_update b on b.client_id = dd.client_id and b.deployment_id = dd.deployment_id and b.software_id = o.software_id
      where dd.client_id = o.client_id and dd.device_id = o.device_id
        and dd.wanted @> jsonb_build_array(jsonb_build_object('name', s.name, 'architecture', s.architecture, 'version', s.version)) limit 1
    ) r on true
    where o.client_id = ${clientId} and o.device_id = ${deviceId}
    order by o.security desc, s.name, s.architecture`.execute(tx);
  const items = found.rows.map((row) => ({ row, offer: offerOf(row) }));
  const changelogs = items.map(({ row, offer }) => ({
    sourceName: row.source_name,
    from: offer.from,
    to: row.source_version,
    cves: row.cves,
  }));
  const { findings } = findingsOf({
    managers: [
      {
        manager: 'apt',
        ok: true,
        installed: [],
        offers: items.map(({ offer }) => offer),
        changelogs,
        lists: { refreshedAt: null, lastAttempt: null },
        problems: [],
      },
    ],
  });
  const byPackage = new Map(findings.map((finding) => [`${finding.name} ${finding.architecture} ${finding.to}`, finding]));
  return items.map(({ row, offer }) => {
    const finding = byPackage.get(`${offer.name} ${offer.architecture} ${offer.to}`);
    return {
      ...offer,
      cves: finding?.cves === undefined || finding.cves === null ? null : [...finding.cves],
      urgency: finding?.urgency ?? 'normal',
      reasons: finding?.reasons.map((reason) => reason.sentence) ?? [],
      firstSeenAt: row.first_seen_at,
      deploymentId: row.deployment_id,
    };
  });
}

function offerOf(row: Row): Offer {
  const [label = '', archive = ''] = row.origin.split(':');
  return {
    name: row.name,
    architecture: row.architecture,
    from: row.from_version,
    to: row.version,
    sourceName: row.source_name,
    sourceVersion: row.source_version,
    class: row.security ? 'security' : 'normal',
    origin: { label, archive, codename: row.codename },
    bytes: row.bytes,
    withheld: row.withheld,
  };
}
