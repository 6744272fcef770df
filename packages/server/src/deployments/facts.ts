/** What the server knows of the runs beyond their events, gathered before each look. A fixed number of queries, whatever the number of devices. */
import type { Bar } from '@fettle/core/decisions';
import { isPlanned } from '@fettle/core/deployment';
import type { DeploymentState, Facts, RunFacts, RunState } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { clientDevicesPerHour } from './brakes.ts';
import { readCalledBack } from './bars-of-runs.ts';
import { devicesInContact, readShares } from './read.ts';
import { latestScans } from './inventory-facts.ts';
import { awaitedInstructions, devicesToJudge, devicesToLookUp, noReports, readReports, reportFacts } from './report-facts.ts';
import type { KnownSpec } from './spec-memory.ts';

export type Asked = {
  readonly clientId: string;
  readonly state: DeploymentState;
  readonly spec: KnownSpec;
  readonly panicStop: boolean;
  readonly now: string;
  /** What decisions keep off the devices of runs that were not taken. */
  readonly bars: ReadonlyMap<string, Bar>;
};

/** Gathers. Other deployments of the client must not be looked at meanwhile: what they have in flight is read here. */
export async function gatherFacts(tx: Tx, asked: Asked): Promise<Facts> {
  const { clientId, state, spec, now, bars } = asked;
  const runs = Object.values(state.runs);
  const planned = runs.filter(isPlanned).map((run) => run.deviceId);
  const devices = await devicesInContact(
    tx,
    clientId,
    runs.map((run) => run.deviceId),
  );
  const neighbours = await readNeighbours(tx, clientId, planned);
  const busy = await readBusy(tx, clientId, state.header.deploymentId, [...new Set([...planned, ...[...neighbours.values()].flat()])]);
  const reports = await readReports(tx, clientId, awaitedInstructions(state));
  const shares = new Map(
    (await readShares(tx, clientId, state.header.deploymentId, devicesToJudge(state, reports))).map((share) => [share.deviceId, share]),
  );
  const scans = await latestScans(tx, clientId, devicesToLookUp(state, reports, shares));
  const calledBack = await readCalledBack(tx, clientId, state);
  const runFacts = runs.map((run): RunFacts => {
    const device = devices.get(run.deviceId);
    const closedAt = calledBack.get(run.deviceId) ?? null;
    const apartFrom = neighbours.get(run.deviceId) ?? [];
    const apart = apartFrom.find((id) => busy.has(id));
    return {
      deviceId: run.deviceId,
      attempt: run.attempt,
      handedOut: handedOut(run, device?.last_seen_at ?? null, closedAt),
      // A device that is no longer there can not be changed either.
      deviceUsable: device === undefined ? 'retired' : device.status === 'active' ? 'yes' : device.status,
      lastSeenAt: device?.last_seen_at ?? null,
      ...(run.outcome === null || run.outcome === 'unknown' || run.outcome === 'missed' || run.checkInstructionId !== null
        ? reportFacts(state, run, reports, shares.get(run.deviceId), scans.get(run.deviceId))
        : noReports),
      busyWith: busy.get(run.deviceId) ?? null,
      apartFrom,
      apartBusy: apart === undefined ? null : { deviceId: apart, deploymentId: busy.get(apart) ?? '' },
      barred: bars.get(run.deviceId) ?? null,
      calledBack: closedAt !== null,
    };
  });
  return {
    now,
    runs: Object.fromEntries(runFacts.map((facts) => [facts.deviceId, facts])),
    shares: Object.fromEntries(spec.shares),
    // Freezes are not kept yet: nothing in this version can say that a client is frozen.
    freeze: null,
    panicStop: asked.panicStop,
    clientSentLastHour: await sentLastHour(tx, clientId, state.header.deploymentId, now),
    clientDevicesPerHour,
  };
}

/** What a device depends on, and what depends on it: never in flight together with it. */
async function readNeighbours(tx: Tx, clientId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ device_id: string; other: string }>`
    select device_id, depends_on as other from device_dependency where client_id = ${clientId} and device_id = any(${[...ids]}::uuid[])
    union select depends_on, device_id from device_dependency where client_id = ${clientId} and depends_on = any(${[...ids]}::uuid[])
    order by 1, 2`.execute(tx);
  const neighbours = new Map<string, string[]>();
  for (const { device_id, other } of found.rows) neighbours.set(device_id, [...(neighbours.get(device_id) ?? []), other]);
  return neighbours;
}

/** Devices that another deployment has in flight: its instruction to change is open until the run is over. */
async function readBusy(tx: Tx, clientId: string, deploymentId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ device_id: string; deployment_id: string }>`
    select device_id, deployment_id from instruction
    where client_id = ${clientId} and device_id = any(${[...ids]}::uuid[]) and closed_at is null
      and verb in ('install', 'rollback') and deployment_id <> ${deploymentId}`.execute(tx);
  return new Map(found.rows.map((row) => [row.device_id, row.deployment_id]));
}

/** Sends of the client's other deployments that are under way. One that has ended within the hour counts no more. */
async function sentLastHour(tx: Tx, clientId: string, deploymentId: string, now: string): Promise<number> {
  const found = await sql<{ sent: number }>`
    select count(*)::int as sent from deployment_state s, jsonb_array_elements_text(coalesce(s.state -> 'sentTimes', '[]')) as t(at)
    where s.client_id = ${clientId} and s.active and s.deployment_id <> ${deploymentId} and t.at::timestamptz > ${now}::timestamptz - interval '1 hour'`.execute(
    tx,
  );
  return found.rows[0]?.sent ?? 0;
}

/** A check-in that is being answered may have begun before the instruction was stored: only well before that is "no". */
const margin = Temporal.Duration.from({ minutes: 1 });

/** `closedAt`: when its instruction was closed before the device said that it took it; null: it is open. */
function handedOut(run: RunState, lastSeenAt: string | null, closedAt: string | null): RunFacts['handedOut'] {
  if (run.accepted) return 'yes';
  if (run.sentAt === null || lastSeenAt === null) return 'no';
  const sent = Temporal.Instant.from(run.sentAt);
  const seen = Temporal.Instant.from(lastSeenAt);
  if (Temporal.Instant.compare(seen, sent.subtract(margin)) < 0) return 'no';
  // A device tells what it took before it checks in again: one that was seen well after the closing and told nothing has not got it.
  if (closedAt !== null) return Temporal.Instant.compare(seen, Temporal.Instant.from(closedAt).add(margin)) > 0 ? 'no' : 'unknown';
  return Temporal.Instant.compare(seen, sent) > 0 ? 'yes' : 'unknown';
}
