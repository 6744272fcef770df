/** By when what a deployment brings must be in, device by device. */
import type { Change } from '@fettle/core/deployment';
import type { StateDeadline } from '@fettle/core/simulation';
import { sql } from 'kysely';
import type { Tx } from '../platform/feature.ts';
import type { DeviceChanges } from './spec-memory.ts';

/** So many deadlines of one device are told, the tightest first. */
const mostDeadlines = 20;

/** By when what the changes bring must be in, as the devices' offers were judged. Most devices are brought to the same, so the software is looked up once. */
export async function readDeadlines(
  tx: Tx,
  clientId: string,
  changes: ReadonlyMap<string, DeviceChanges>,
): Promise<ReadonlyMap<string, StateDeadline[]>> {
  const distinct = [
    ...new Map([...changes.values()].flatMap((own) => own.changes.map((change) => [keyOf(change), change] as const))).values(),
  ];
  const software = await sql<{ id: number; name: string; version: string }>`
    select s.id, s.name, s.version
    from unnest(${distinct.map((c) => c.manager)}::text[], ${distinct.map((c) => c.name)}::text[], ${distinct.map((c) => c.architecture)}::text[],
      ${distinct.map((c) => c.to ?? '')}::text[]) as g (manager, name, architecture, version)
    join software s on s.name = g.name and s.version = g.version and s.architecture = g.architecture and s.manager = g.manager`.execute(tx);
  const nameOf = new Map(software.rows.map(({ id, name, version }) => [id, `${name} ${version}`]));
  const offers = await sql<{ device_id: string; software_id: number; due: string; due_by: string | null }>`
    select device_id, software_id, due, due_by from device_offer
    where client_id = ${clientId} and software_id = any(${[...nameOf.keys()]}::int[]) and device_id = any(${[...changes.keys()]}::uuid[]) and due is not null
    order by device_id, due, software_id`.execute(tx);
  return new Map(
    [...Map.groupBy(offers.rows, (row) => row.device_id)].map(([deviceId, rows]) => {
      const tightest = new Map(rows.toReversed().map((row) => [row.due, row]));
      const told = [...tightest.values()].toReversed().slice(0, mostDeadlines);
      return [deviceId, told.map((row) => ({ at: row.due, by: row.due_by ?? '', what: nameOf.get(row.software_id) ?? '' }))];
    }),
  );
}

function keyOf({ manager, name, architecture, to }: Change): string {
  return `${manager} ${name} ${architecture} ${to ?? ''}`;
}
