/** Rows of the Updates screens as SQL gives them, and as the API shows them. */
import type { ManagerId } from '@fettle/core/inventory';
import type { z } from 'zod';
import type { Update } from '@fettle/protocol/models';

export type UpdateRow = {
  id: number;
  manager: ManagerId;
  ecosystem: string;
  name: string;
  architecture: string;
  version: string;
  source_name: string;
  source_version: string;
  security: boolean;
  bytes: number;
  origin: string;
  devices: number;
  withheld: number;
  clients: number;
  first_seen_at: string;
  from_versions: string[];
  cves: string[] | null;
  read_on: number;
  /** Devices on which it is urgent. */
  urgent: number;
  due: string | null;
  due_by: string | null;
  in_deployments: number;
  said: z.infer<typeof Update>['said'];
  /** Of all pages together. */
  total: number;
};

export function updateOf(row: UpdateRow): z.infer<typeof Update> {
  return {
    id: String(row.id),
    manager: row.manager,
    ecosystem: row.ecosystem,
    name: row.name,
    architecture: row.architecture,
    version: row.version,
    sourceName: row.source_name,
    class: row.security ? 'security' : 'normal',
    urgency: row.urgent > 0 ? 'urgent' : 'normal',
    urgentOn: row.urgent,
    due: row.due === null || row.due_by === null ? null : { at: row.due, by: row.due_by },
    cves: row.read_on === 0 && row.cves === null ? null : (row.cves ?? []).toSorted(),
    cvesUnknownOn: Math.max(0, row.devices - row.read_on),
    origin: row.origin,
    bytes: row.bytes,
    devices: row.devices,
    withheldOn: row.withheld,
    clients: row.clients,
    fromVersions: row.from_versions,
    firstSeenAt: row.first_seen_at,
    inDeployments: row.in_deployments,
    said: row.said,
  };
}
