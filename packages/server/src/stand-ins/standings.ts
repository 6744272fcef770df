/** How devices stand with their stand-ins. A fixed number of queries, whatever the number of devices. */
import { differences, standInStanding } from '@fettle/core/stand-ins';
import type { Difference, Machine, StandInStanding } from '@fettle/core/stand-ins';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { readMachines, readStandInRecords } from './store.ts';
import type { MachineRow, StandInRecord } from './store.ts';

/** Records that count at one client: more devices than are mission-critical anywhere. */
const most = 10_000;

export type StandInOf = {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly tier: MachineRow['tier'];
  readonly record: StandInRecord | null;
  readonly standing: StandInStanding;
  readonly differences: readonly Difference[];
};

/** Mission-critical devices of a client that are not retired, and others that have a stand-in; the mission-critical first, then by name. */
export async function standInStandings(tx: Tx, clientId: string, now: string): Promise<readonly StandInOf[]> {
  const records = new Map((await openRecords(tx, clientId)).map((record) => [record.device_id, record]));
  // The most have neither: what they tell of themselves is not read.
  const critical = await sql<{ id: string }>`
    select id from device where client_id = ${clientId} and tier = 'mission-critical' and status <> 'retired'`.execute(tx);
  const ids = new Set([
    ...critical.rows.map(({ id }) => id),
    ...[...records.values()].flatMap((one) => [one.device_id, one.stand_in_device_id ?? []].flat()),
  ]);
  const rows = await readMachines(tx, clientId, [...ids]);
  const machines = new Map(rows.map((row) => [row.id, row]));
  return rows
    .filter(({ id, tier, status }) => status !== 'retired' && (tier === 'mission-critical' || records.has(id)))
    .map((row): StandInOf => {
      const record = records.get(row.id) ?? null;
      const other = machines.get(record?.stand_in_device_id ?? '');
      const own = machineOf(row);
      const its = other === undefined ? null : machineOf(other);
      return {
        deviceId: row.id,
        deviceName: row.name,
        tier: row.tier,
        record,
        standing: standInStanding(
          own,
          record === null ? null : { name: record.stand_in_name, machine: its, reviewAt: record.review_at },
          now,
        ),
        differences: its === null ? [] : differences(own, its),
      };
    })
    .toSorted(
      (a, b) => Number(b.tier === 'mission-critical') - Number(a.tier === 'mission-critical') || (a.deviceName < b.deviceName ? -1 : 1),
    );
}

/** The record of each device that counts now. */
export async function openRecords(tx: Tx, clientId: string): Promise<readonly StandInRecord[]> {
  return readStandInRecords(tx, sql`n.client_id = ${clientId} and e.at is null`, most);
}

function machineOf({ name, status, os_id, os_version, architecture, virtualisation, last_seen_at }: MachineRow): Machine {
  return { name, status, osId: os_id, osVersion: os_version, architecture, virtualisation, lastSeenAt: last_seen_at };
}
