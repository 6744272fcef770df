/**
 * Tells the contacts when what was announced is expected at another time by now: a freeze came or went, a window passed, a hold has no end. Announcements that nobody has seen
 * yet are written anew; whoever was told is told of the new time, and who became a contact meanwhile is told what the others know. Looked at every few minutes until the change
 * began or is over.
 */
import type { DeploymentState } from '@fettle/core/deployment';
import { isInFlight, isPlanned } from '@fettle/core/deployment';
import { readFold, readShares } from '../deployments/index.ts';
import { timestamp } from '../platform/clock.ts';
import { allClientIds, inClients } from '../platform/database/index.ts';
import type { Context, Stop, Tx } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { contactsToCompare, devicesOf, placedDevices } from './audience.ts';
import { openingAhead } from './expected.ts';
import type { TellAbout } from './facts.ts';
import { noticeTopic, saySo, timesAhead, toldAbout, write } from './reaction.ts';
import type { Deployed, ToWrite } from './reaction.ts';
import { comparedEvery } from './schedule.ts';
import { claimToCompare, compareNoMore, lockDeployment, waitsToTell, withdrawAnnouncements, withLateContacts } from './store.ts';

const atOnce = 50;
const lookEveryMs = 60_000;

/** Compares what was announced with what is expected, of deployments that are due for it. Returns how many were looked at. */
export async function tellMoved(context: Context, isStopping: () => boolean = () => false): Promise<number> {
  const clients = await allClientIds(context.db);
  const now = context.clock.now();
  const due = await inClients(context.db, clients, async (tx) => {
    const claimed = await claimToCompare(tx, { now: timestamp(now), next: timestamp(now.add(comparedEvery)), limit: atOnce });
    const late = await withLateContacts(tx, atOnce);
    return [...claimed, ...late.filter((one) => !claimed.some(({ deployment_id: id }) => id === one.deployment_id))];
  });
  for (const { client_id: clientId, deployment_id: deploymentId } of due) {
    if (isStopping()) break;
    try {
      await inClients(context.db, [clientId], (tx) => compare(tx, context, clientId, deploymentId));
    } catch (error) {
      // One deployment that can not be compared keeps no other from it.
      context.log.error({ err: error, deploymentId }, 'it could not be told whether an announced change has moved; it is tried again');
    }
  }
  return due.length;
}

async function compare(tx: Tx, context: Context, clientId: string, deploymentId: string): Promise<void> {
  // Whoever looks at the deployment has it locked: it may begin just now. The next time will do.
  if (!(await lockDeployment(tx, clientId, deploymentId))) return;
  const state = await readFold(tx, clientId, deploymentId);
  if (state === null) return;
  if (state.status !== 'active' || state.cancelled !== null) return compareNoMore(tx, clientId, deploymentId, null);
  if (state.holds.some(({ reason }) => reason === 'approval')) return;
  const devices = await placedDevices(tx, clientId, deploymentId, Object.keys(state.runs));
  const contacts = await contactsToCompare(tx, clientId, deploymentId);
  if (contacts.length === 0) return;
  const shares = await readShares(tx, clientId, deploymentId, null);
  const deployed: Deployed = { clientId, deploymentId, state, shares: async () => shares };
  const occasion = { kind: 'rescheduled', name: 'rescheduled', deviceIds: null, hold: null } as const;
  const about = await toldAbout(tx, context, deployed, occasion, devices);
  let written = 0;
  for (const contact of contacts) {
    const own = devicesOf(contact, devices);
    // What was sent may have begun, and nobody has heard of it yet: there is nothing to tell before that is known.
    if (own.some(({ id }) => isSent(state, id))) continue;
    written += await compareFor(tx, context, deployed, about(contact));
  }
  if (written > 0) await saySo(tx, clientId);
}

function isWaiting(state: DeploymentState, deviceId: string): boolean {
  const run = state.runs[deviceId];
  return run !== undefined && isPlanned(run);
}

function isSent(state: DeploymentState, deviceId: string): boolean {
  const run = state.runs[deviceId];
  return run !== undefined && isInFlight(run);
}

async function compareFor(tx: Tx, context: Context, deployed: Deployed, about: TellAbout): Promise<number> {
  const { announced, state, now } = about;
  if (!about.devices.some(({ id }) => isWaiting(state, id))) return 0;
  const isHeld = state.holds.length > 0;
  const told = announced ?? null;
  // A hold may be over long before: it is news once the time is there that people were told.
  if (isHeld && told !== null && Temporal.Instant.compare(told.closesAt, now) > 0) return 0;
  const expected = openingAhead({ ...about, held: isHeld }, about.devices);
  const isSame = announced !== undefined && sameInstant(told?.opensAt ?? null, expected?.opensAt ?? null);
  if (isSame) return 0;
  // Nobody was told yet: the announcements that wait are for this time, or are written anew.
  const { clientId, deploymentId } = deployed;
  if (announced === undefined && (expected === null || (await waitsToTell(tx, deployed, about.contact.id, expected.opensAt)))) return 0;
  await withdrawAnnouncements(
    tx,
    { clientId, deploymentId, contactId: about.contact.id, at: context.now() },
    'The start has moved; another notice tells of it.',
  );
  return write(tx, context, deployed, { ...about, held: isHeld }, await anew(tx, deployed, { ...about, held: isHeld }));
}

/** What is told of the new time: to whoever was told of another that it has moved, at once, and the reminders; to others the announcements. */
async function anew(tx: Tx, deployed: Deployed, about: TellAbout): Promise<readonly ToWrite[]> {
  const [first, ...later] = await timesAhead(tx, deployed, about);
  // The deployment is locked, and the time of the last telling is compared: by this moment the names are of one telling alone.
  const at = timestamp(about.now);
  const reminders = later.map(({ hours, dueAt }): ToWrite => ({ name: `planned:${hours}h:${at}`, kind: 'reminder', dueAt }));
  if (about.announced === undefined)
    return first === undefined ? [] : [{ name: `planned:${at}`, kind: 'planned', dueAt: first.dueAt }, ...reminders];
  return [{ name: `rescheduled:${at}`, kind: 'rescheduled', dueAt: about.now }, ...reminders];
}

function sameInstant(a: string | null, b: string | null): boolean {
  return a === null || b === null ? a === b : Temporal.Instant.compare(a, b) === 0;
}

/** Keeps comparing: at hints of the outbox, and every minute. */
export function startComparing(context: Context): Stop {
  return keepWorking(context, {
    topic: noticeTopic,
    everyMs: lookEveryMs,
    round: (signal) => tellMoved(context, () => signal.aborted),
    failed: 'it could not be told whether announced changes have moved; it is tried again',
  });
}
