/** What the server knows of the runs beyond their events, gathered before each look. A fixed number of queries, whatever the number of devices. */
import type { Bar } from '@fettle/core/decisions';
import { isInFlight, isPlanned, restsOnSilence, rulesOf } from '@fettle/core/deployment';
import type { DeploymentState, Facts, RunFacts, RunState } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { named } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { noBounds, readBounds } from '../capacity/index.ts';
import { clientDevicesPerHour } from './brakes.ts';
import { dependantFacts, dependantIds } from './dependants.ts';
import { freezesOfRuns, noFreezes } from './freezes.ts';
import { installId } from './ids.ts';
import { devicesInContact, readShares } from './read.ts';
import type { DeviceInContact } from './read.ts';
import { latestScans } from './inventory-facts.ts';
import type { Presence } from './presence.ts';
import { noticesLacking } from './notices-lacking.ts';
import { backupsLacking } from './rollback-plan.ts';
import { awaitedInstructions, devicesToJudge, devicesToLookUp, noReports, readReports, reportFacts } from './report-facts.ts';
import type { ReportRow } from './report-facts.ts';
import { standInFacts } from './stand-ins.ts';
import type { KnownSpec } from './spec-memory.ts';
import { waysBackGone } from './ways-back-gone.ts';

export type Asked = {
  readonly clientId: string;
  readonly state: DeploymentState;
  readonly spec: KnownSpec;
  readonly panicStop: boolean;
  readonly now: string;
  /** What this client has of what few have. */
  readonly there: Presence;
  /** What decisions keep off the devices of runs that were not taken. */
  readonly bars: ReadonlyMap<string, Bar>;
  /** Since when it is known that the instruction of a run was called back. */
  readonly calledBack: ReadonlyMap<string, string>;
};

/** Gathers. Other deployments of the client must not be looked at meanwhile: what they have in flight is read here. */
export async function gatherFacts(tx: Tx, asked: Asked): Promise<Facts> {
  const { clientId, state, spec, now, bars, calledBack, there } = asked;
  const runs = Object.values(state.runs);
  const planned = runs.filter(isPlanned).map((run) => run.deviceId);
  const devices = await devicesInContact(tx, clientId, [...new Set([...runs.map((run) => run.deviceId), ...dependantIds(state)])]);
  const { neighbours, guests } = await readNeighbours(tx, clientId, there.dependencies ? planned : []);
  const { bounds, saidWell } = there.limits || there.clusters ? await readBounds(tx, { clientId, state, now }) : noBounds;
  const askedBusy = there.busy ? [...new Set([...planned, ...[...neighbours.values()].flat()])] : [];
  const busy = await readBusy(tx, clientId, state.header.deploymentId, askedBusy);
  const reports = await readReports(tx, clientId, awaitedInstructions(state));
  const shares = new Map(
    (await readShares(tx, clientId, state.header.deploymentId, devicesToJudge(state, reports))).map((share) => [share.deviceId, share]),
  );
  const scans = await latestScans(tx, clientId, devicesToLookUp(state, reports, shares));
  const lacking = spec.asksForBackups ? await backupsLacking(tx, { clientId, state, now }) : new Map<string, string>();
  const unannounced = spec.asksForNotice ? await noticesLacking(tx, { clientId, state }) : new Map<string, string>();
  const waysGone = await waysBackGone(tx, { clientId, state, spec, now });
  const standInOf = there.missionCritical ? await standInFacts(tx, clientId, state) : () => ({});
  const freezes = there.freezes ? await freezesOfRuns(tx, { clientId, state, now }) : noFreezes;
  const runFacts = runs.map((run): RunFacts => {
    const device = devices.get(run.deviceId);
    const knownBackAt = calledBack.get(run.deviceId) ?? null;
    const told = toldOf(run, device, installId(state.header.deploymentId, run.deviceId, run.attempt));
    const apartFrom = neighbours.get(run.deviceId) ?? [];
    const apart = apartFrom.find((id) => busy.has(id));
    return {
      deviceId: run.deviceId,
      attempt: run.attempt,
      handedOut: handedOut(run, device?.last_seen_at ?? null, knownBackAt, told),
      // A device that is no longer there can not be changed either.
      deviceUsable: device === undefined ? 'retired' : device.status === 'active' ? 'yes' : device.status,
      lastSeenAt: seenOrHeard(device?.last_seen_at ?? null, reports.get(installId(state.header.deploymentId, run.deviceId, run.attempt))),
      emptyHandedAt: told.emptyHandedAt,
      ...withInHand(
        told,
        run.outcome === null || restsOnSilence(run) || run.checkInstructionId !== null
          ? reportFacts(
              state,
              run,
              reports,
              shares.get(run.deviceId),
              scans.get(run.deviceId),
              rulesOf(state.header, spec.shares.get(run.deviceId)).checks,
            )
          : noReports,
      ),
      busyWith: busy.get(run.deviceId) ?? null,
      apartFrom,
      apartBusy: apart === undefined ? null : { deviceId: apart, deploymentId: busy.get(apart) ?? '' },
      barred: bars.get(run.deviceId) ?? null,
      calledBack: knownBackAt !== null,
      freezes: freezes.of(run.deviceId, run.ring),
      ...standInOf(run.deviceId),
      ...(lacking.has(run.deviceId) ? { backupLacks: lacking.get(run.deviceId) } : {}),
      ...(unannounced.has(run.deviceId) ? { noticeLacks: unannounced.get(run.deviceId) } : {}),
      ...(waysGone.has(run.deviceId) ? { wayBackLacks: waysGone.get(run.deviceId) } : {}),
      ...dependantFacts(state, run, reports, devices),
      ...guestsIn(guests.get(run.deviceId), state),
    };
  });
  return {
    now,
    runs: Object.fromEntries(runFacts.map((facts) => [facts.deviceId, facts])),
    shares: Object.fromEntries(spec.shares),
    freeze: freezes.freeze,
    panicStop: asked.panicStop,
    campaignStop: there.campaignStop ? await campaignStop(tx, clientId, state.header.deploymentId) : null,
    clientSentLastHour: there.otherDeployments ? await sentLastHour(tx, clientId, state.header.deploymentId, now) : 0,
    clientDevicesPerHour,
    ...(bounds.length === 0 ? {} : { bounds, saidWell }),
    ...(spec.notCovered.length === 0 ? {} : { notCovered: spec.notCovered }),
  };
}

/** Why the campaign of this deployment is stopped; null: it is not, or it has none. */
async function campaignStop(tx: Tx, clientId: string, deploymentId: string): Promise<string | null> {
  const found = await sql<{ by: string; because: string }>`
    select ${named(sql`m.stopped_by`)} as by, m.stopped_because as because from campaign_client m
    where m.client_id = ${clientId} and m.deployment_id = ${deploymentId} and m.stopped_at is not null`.execute(tx);
  const [stopped] = found.rows;
  return stopped === undefined ? null : `${stopped.by} stopped the campaign: ${stopped.because}`;
}

type Neighbours = { readonly neighbours: ReadonlyMap<string, string[]>; readonly guests: ReadonlyMap<string, string[]> };

/** What a device depends on, and what depends on it: never in flight together with it. Of these, what runs on it. */
async function readNeighbours(tx: Tx, clientId: string, ids: readonly string[]): Promise<Neighbours> {
  if (ids.length === 0) return { neighbours: new Map(), guests: new Map() };
  const found = await sql<{ device_id: string; other: string; guest: boolean }>`
    select device_id, depends_on as other, false as guest from device_dependency where client_id = ${clientId} and device_id = any(${[...ids]}::uuid[])
    union select depends_on, device_id, kind = 'host' from device_dependency where client_id = ${clientId} and depends_on = any(${[...ids]}::uuid[])
    order by 1, 2`.execute(tx);
  const neighbours = new Map<string, string[]>();
  const guests = new Map<string, string[]>();
  const add = (to: Map<string, string[]>, id: string, other: string): void => {
    const known = to.get(id);
    if (known === undefined) to.set(id, [other]);
    else known.push(other);
  };
  for (const { device_id, other, guest } of found.rows) {
    add(neighbours, device_id, other);
    if (guest) add(guests, device_id, other);
  }
  return { neighbours, guests };
}

/** Only guests that change as well are waited for. */
function guestsIn(guests: readonly string[] | undefined, state: DeploymentState): Pick<RunFacts, 'guests'> {
  const own = guests?.filter((id) => state.runs[id] !== undefined) ?? [];
  return own.length === 0 ? {} : { guests: own };
}

/** Devices that another deployment has in flight: its instruction to change is open until the run is over, also where it was called back and nobody knows yet whether in time. */
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

/** What the device said of this attempt when it last began a contact. */
type Told = { readonly inHandAt: string | null; readonly emptyHandedAt: string | null };

function toldOf(run: RunState, device: DeviceInContact | undefined, id: string): Told {
  const inHand = device !== undefined && isInFlight(run) && device.in_hand.includes(id);
  return { inHandAt: inHand ? device.last_seen_at : null, emptyHandedAt: inHand ? null : (device?.in_hand_at ?? null) };
}

/** A check-in is signed as a report is: what it names as in hand was taken, though the report of that may still be on its way. */
function withInHand<Reported extends Pick<RunFacts, 'reportedPhase' | 'reportedPhaseAt'>>(
  { inHandAt }: Told,
  reported: Reported,
): Reported {
  return reported.reportedPhase !== null || inHandAt === null
    ? reported
    : { ...reported, reportedPhase: 'accepted', reportedPhaseAt: inHandAt };
}

/** A report is contact as well: a device that comes back tells what became of its change, and only then how it stands. */
function seenOrHeard(seenAt: string | null, reports: readonly ReportRow[] = []): string | null {
  let last = seenAt;
  for (const { received_at: at } of reports) if (last === null || Temporal.Instant.compare(at, last) > 0) last = at;
  return last;
}

/**
 * `knownBackAt`: since when it is known that it is handed out no more; null: it is open. Silence does not prove that a device has not got it: its reports and its
 * check-ins travel by themselves. Only a contact that it began after that, and that does not name it, does.
 */

function handedOut(run: RunState, lastSeenAt: string | null, knownBackAt: string | null, told: Told): RunFacts['handedOut'] {
  if (run.accepted || told.inHandAt !== null) return 'yes';
  if (run.sentAt === null || lastSeenAt === null) return 'no';
  const sent = Temporal.Instant.from(run.sentAt);
  const seen = Temporal.Instant.from(lastSeenAt);
  if (Temporal.Instant.compare(seen, sent.subtract(margin)) < 0) return 'no';
  if (knownBackAt === null) return Temporal.Instant.compare(seen, sent) > 0 ? 'yes' : 'unknown';
  const { emptyHandedAt } = told;
  const proved = emptyHandedAt !== null && Temporal.Instant.compare(emptyHandedAt, Temporal.Instant.from(knownBackAt).add(margin)) > 0;
  return proved ? 'no' : 'unknown';
}
