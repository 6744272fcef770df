/** What other features show of deployments: what a device waits for, which updates are on their way, what happened to a device. */
import { describeRun, describeWaiting, runLabel, runTone, waitingOf } from '@fettle/core/deployment';
import type { DeploymentState, RunState, Waiting } from '@fettle/core/deployment';
import type { TimelineEntry } from '@fettle/protocol/models';
import { sql } from 'kysely';
import type { z } from 'zod';
import { timestamp } from '../platform/clock.ts';
import type { Tx } from '../platform/database/index.ts';
import { actorNames, deviceNames } from './read.ts';
import { reportEntry } from './report-entry.ts';
import type { ReportEntryRow } from './report-entry.ts';
import { clientZones, wordsOf } from './words.ts';

export type DeviceWaiting = {
  readonly deploymentId: string;
  readonly title: string;
  readonly sentence: string;
  readonly until: string | null;
};

/** What a device waits for, deployment by deployment, oldest first. Nothing for runs that are over. */
export async function waitingForDevice(tx: Tx, clientId: string, deviceId: string): Promise<DeviceWaiting[]> {
  const found = await sql<{
    id: string;
    title: string;
    seq: number;
    state: Omit<DeploymentState, 'runs'>;
    run: RunState | null;
    waiting: Waiting[];
    answered_at: string | null;
    wake_at: string | null;
  }>`
    select d.id, d.title, s.seq, s.state, r.run, s.waiting, a.answered_at, s.wake_at
    from deployment_state s
    join deployment d on d.client_id = s.client_id and d.id = s.deployment_id
    join deployment_device a on a.client_id = s.client_id and a.deployment_id = s.deployment_id and a.device_id = ${deviceId}
    left join deployment_run r on r.client_id = s.client_id and r.deployment_id = s.deployment_id and r.device_id = ${deviceId}
    where s.client_id = ${clientId} and s.active
    order by d.created_at, d.id`.execute(tx);
  const waits = found.rows.map((row) => ({ row, waiting: row.run === null ? null : waitingOf(row.state, row.run, row.waiting) }));
  const mentioned = waits.flatMap(({ waiting }) => (waiting !== null && 'on' in waiting ? [waiting.on] : []));
  const holders = waits.flatMap(({ waiting }) => (waiting?.what === 'hold' && waiting.hold.by !== 'engine' ? [waiting.hold.by] : []));
  const devices = await deviceNames(tx, [clientId], [deviceId, ...mentioned]);
  const people = await actorNames(tx, holders);
  const zone = (await clientZones(tx, [clientId])).get(clientId) ?? 'UTC';
  return waits.flatMap(({ row, waiting }): DeviceWaiting[] => {
    const common = { deploymentId: row.id, title: row.title };
    if (row.seq === 0) return [{ ...common, ...proposalWait(row) }];
    if (waiting === null) return [];
    const words = wordsOf({ devices, people, rings: row.state.header.rings.map(({ name }) => name), zone });
    const { sentence, until } = describeWaiting(waiting, words);
    return [{ ...common, sentence, until }];
  });
}

function proposalWait(row: { readonly answered_at: string | null; readonly wake_at: string | null }): {
  sentence: string;
  until: string | null;
} {
  return row.answered_at === null
    ? { sentence: 'It is asked to simulate the change.', until: row.wake_at }
    : { sentence: 'It has answered; the plan is not made yet.', until: null };
}

export type Entry = z.infer<typeof TimelineEntry>;

/** How many of a device's deployments are looked at for how its runs ended. */
const newestDeployments = 50;

/** What a device told of deployments, and how its runs there stand: newest first, before a time (null: now), at most `limit`. */
export async function deploymentTimeline(
  tx: Tx,
  clientId: string,
  deviceId: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<Entry[]> {
  const before = page.before === null ? sql`true` : sql`r.received_at < ${page.before}::timestamptz`;
  const reports = await sql<ReportEntryRow>`
    select r.received_at, r.body, i.verb, d.id as deployment_id, d.title from report r
    join instruction i on i.client_id = r.client_id and i.id = r.instruction_id
    join deployment d on d.client_id = r.client_id and d.id = r.deployment_id
    where r.client_id = ${clientId} and r.device_id = ${deviceId} and ${before}
    order by r.received_at desc, r.seq desc limit ${page.limit}`.execute(tx);
  const entries = [...reports.rows.map(reportEntry), ...(await endedRuns(tx, clientId, deviceId, page.before))];
  return entries.toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0)).slice(0, page.limit);
}

async function endedRuns(tx: Tx, clientId: string, deviceId: string, before: string | null): Promise<Entry[]> {
  const found = await sql<{ id: string; title: string; name: string; run: RunState }>`
    select d.id, d.title, v.name, r.run
    from deployment_device a
    join deployment d on d.client_id = a.client_id and d.id = a.deployment_id
    join deployment_run r on r.client_id = a.client_id and r.deployment_id = a.deployment_id and r.device_id = a.device_id
    join device v on v.client_id = a.client_id and v.id = a.device_id
    where a.client_id = ${clientId} and a.device_id = ${deviceId}
    order by d.created_at desc limit ${newestDeployments}`.execute(tx);
  const zones = await clientZones(tx, [clientId]);
  return found.rows.flatMap(({ id, title, name, run }): Entry[] => {
    if (run.settledAt === null || run.outcome === null) return [];
    const at = timestamp(Temporal.Instant.from(run.settledAt));
    if (before !== null && Temporal.Instant.compare(at, before) >= 0) return [];
    const words = wordsOf({ devices: new Map([[deviceId, name]]), people: new Map(), rings: [], zone: zones.get(clientId) ?? 'UTC' });
    const label = runLabel(run);
    return [
      {
        at,
        kind: `run ${label}`,
        sentence: describeRun(run, words),
        deploymentId: id,
        status: runTone(label),
        detail: title,
      },
    ];
  });
}
