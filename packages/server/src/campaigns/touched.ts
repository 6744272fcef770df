/** Reads which devices a client's part of a campaign touches, and what hangs on them. A fixed number of queries, whatever the number of devices. */
import { restartFor, touchesOf } from '@fettle/core/campaigns';
import type { Neighbour, Touches } from '@fettle/core/campaigns';
import type { Simulation } from '@fettle/core/deployment';
import type { ExportedState } from '@fettle/core/simulation';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { openRecords } from '../stand-ins/index.ts';

export type TouchedRow = {
  readonly id: string;
  readonly tier: string | null;
  readonly service: string | null;
  /** What it said when it simulated the change; null: nothing. */
  readonly restart: Simulation['restart'] | null;
};

/** The devices of a deployment. Two queries and no join: row security makes the planner expect one row where there are thousands. */
export async function readTouched(tx: Tx, clientId: string, deploymentId: string): Promise<readonly TouchedRow[]> {
  const asked = await sql<Pick<TouchedRow, 'id' | 'restart'>>`
    select device_id as id, simulation ->> 'restart' as restart from deployment_device where client_id = ${clientId} and deployment_id = ${deploymentId}`.execute(
    tx,
  );
  const devices = await sql<Pick<TouchedRow, 'id' | 'tier' | 'service'>>`
    select id, tier, service from device where client_id = ${clientId} and id = any(${asked.rows.map(({ id }) => id)}::uuid[])`.execute(tx);
  const known = new Map(devices.rows.map((row) => [row.id, row]));
  return asked.rows.map((row) => ({ tier: null, service: null, ...known.get(row.id), ...row }));
}

/** What the deployment of this state would disturb, as devices, dependencies and stand-ins stand now. */
export async function readTouches(tx: Tx, clientId: string, { state, devices }: ExportedState['deployments'][number]): Promise<Touches> {
  const rows = new Map((await readTouched(tx, clientId, state.header.deploymentId)).map((row) => [row.id, row]));
  const ids = devices.map(({ deviceId }) => deviceId);
  const standing = new Set((await openRecords(tx, clientId)).map((record) => record.device_id));
  return touchesOf(
    devices.map((device) => {
      const row = rows.get(device.deviceId);
      const { deviceId, name, wayBack } = device;
      const restart = restartFor(state.header, device, row?.restart ?? null);
      return { deviceId, name, wayBack, restart, tier: row?.tier ?? null, service: row?.service ?? null };
    }),
    await readNeighbours(tx, clientId, ids),
    (deviceId) => standing.has(deviceId),
  );
}

async function readNeighbours(tx: Tx, clientId: string, ids: readonly string[]): Promise<readonly Neighbour[]> {
  const found = await sql<{ device_id: string; depends_on: string; kind: Neighbour['kind'] }>`
    select device_id, depends_on, kind from device_dependency where client_id = ${clientId} and depends_on = any(${[...ids]}::uuid[])
    order by device_id, depends_on`.execute(tx);
  const names = await sql<{ id: string; name: string }>`
    select id, name from device where client_id = ${clientId} and id = any(${found.rows.map((row) => row.device_id)}::uuid[]) and status <> 'retired'`.execute(
    tx,
  );
  const nameOf = new Map(names.rows.map(({ id, name }) => [id, name]));
  return found.rows.flatMap(({ device_id: deviceId, depends_on: on, kind }) => {
    const name = nameOf.get(deviceId);
    return name === undefined ? [] : [{ deviceId, name, on, kind }];
  });
}
