/** Times in which devices were provably off. Only this file writes them; they are evidence, and only added. */
import type { Absence } from '@fettle/core/absence';
import { sql } from 'kysely';
import { noteAbsent } from '../findings/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type NotedAbsence = {
  readonly clientId: string;
  readonly deviceId: string;
  /** The start of the device that proved it. */
  readonly bootId: string;
  /** When the device was last heard before. RFC 3339. */
  readonly contactBefore: string;
  readonly absence: Absence;
};

/** Writes absences in the transaction of the contacts that proved them, and has these devices judged again: their clocks may have stood still. Costs nothing where there is none. */
export async function noteAbsences(tx: Tx, rows: readonly NotedAbsence[], at: string): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into device_absence (client_id, device_id, from_at, until_at, proof, boot_id, contact_before, recorded_at)
    select g.client_id, g.device_id, g.from_at, g.until_at, g.proof, g.boot_id, g.contact_before, ${at}::timestamptz
    from unnest(${rows.map((row) => row.clientId)}::uuid[], ${rows.map((row) => row.deviceId)}::uuid[], ${rows.map((row) => row.absence.from)}::timestamptz[],
      ${rows.map((row) => row.absence.until)}::timestamptz[], ${rows.map((row) => row.absence.proof)}::text[], ${rows.map((row) => row.bootId)}::text[],
      ${rows.map((row) => row.contactBefore)}::timestamptz[]) as g (client_id, device_id, from_at, until_at, proof, boot_id, contact_before)
    on conflict do nothing`.execute(tx);
  await noteAbsent(
    tx,
    rows.map(({ clientId, deviceId, absence }) => ({ clientId, deviceId, until: absence.until })),
  );
}
