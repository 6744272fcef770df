/** Pillar 1: the machines of a client, the most critical first, with what they stand on. */
import type { ProgrammeTable } from '@fettle/core/programme';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

/** Rows that a document has room for; the rest is counted. */
export const mostRows = 2_000;

type Row = {
  readonly id: string;
  readonly name: string;
  readonly site: string;
  readonly tier: string | null;
  readonly owner: string | null;
  readonly os_name: string;
  readonly needs: readonly string[];
  readonly host: string | null;
  readonly needed_by: number;
};

/** Every device that is not retired. `neededBy` counts those that depend on it or run on it. */
export async function inventoryTables(tx: Tx, clientId: string): Promise<readonly ProgrammeTable[]> {
  const found = await sql<Row>`
    select d.id, d.name, s.name as site, d.tier, d.owner, d.os_name,
      array(select o.name from device_dependency n join device o on o.client_id = n.client_id and o.id = n.depends_on
        where n.client_id = d.client_id and n.device_id = d.id and n.kind = 'needs' and o.status <> 'retired' order by o.name) as needs,
      (select o.name from device_dependency n join device o on o.client_id = n.client_id and o.id = n.depends_on
        where n.client_id = d.client_id and n.device_id = d.id and n.kind = 'host' and o.status <> 'retired') as host,
      (select count(*)::int from device_dependency n join device o on o.client_id = n.client_id and o.id = n.device_id
        where n.client_id = d.client_id and n.depends_on = d.id and o.status <> 'retired') as needed_by
    from device d join site s on s.client_id = d.client_id and s.id = d.site_id
    where d.client_id = ${clientId} and d.status <> 'retired'
    order by array_position(array['mission-critical', 'important', 'standard', 'low'], d.tier) nulls last, d.name, d.id`.execute(tx);
  const rows = found.rows.slice(0, mostRows).map((row) => ({
    key: row.id,
    cells: [
      row.name,
      row.tier ?? 'not said',
      row.site,
      row.os_name,
      row.owner ?? 'not said',
      row.needs.join(', '),
      row.host ?? '',
      row.needed_by === 0 ? '' : String(row.needed_by),
    ],
  }));
  return [
    {
      id: 'devices',
      title: 'Devices by criticality',
      columns: ['Device', 'Tier', 'Site', 'System', 'Owner', 'Depends on', 'Runs on', 'Needed by'],
      rows,
      more: Math.max(0, found.rows.length - mostRows),
      empty: 'No device is enrolled.',
    },
  ];
}
