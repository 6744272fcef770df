/** What follows from a deployment's events for its client's contacts: notices in the outbox, in the transaction that records the events. */
import { messageFor } from '@fettle/core/messages';
import { bindingFreezes } from '../deployments/index.ts';
import type { DeploymentReaction, Happened } from '../deployments/index.ts';
import { notify } from '../platform/database/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { deploymentPolicy } from '../policies/index.ts';
import { devicesOf, placedDevices, readNames, untold } from './audience.ts';
import type { ContactRow, PlacedDevice } from './audience.ts';
import { expectedStart, factsOf } from './facts.ts';
import type { TellAbout } from './facts.ts';
import { occasionsOf } from './occasions.ts';
import type { Occasion } from './occasions.ts';
import { personNames } from './people.ts';
import { announcements } from './schedule.ts';
import { addNotice, withdrawAnnouncements } from './store.ts';

/** Servers tell each other by this topic that something may be due. */
export const noticeTopic = 'notice';

/** Writes each contact's notice once; a repeat of the same events writes nothing. */
export const noticeReaction: DeploymentReaction = async (tx, context, happened) => {
  const { clientId, deploymentId, events, state } = happened;
  if (events.some((event) => event.kind === 'finished'))
    await withdrawAnnouncements(tx, clientId, deploymentId, context.now(), 'The deployment ended before this notice was due.');
  for (const occasion of occasionsOf(events, state)) await tell(tx, context, happened, occasion);
};

async function tell(tx: Tx, context: Context, happened: Happened, occasion: Occasion): Promise<void> {
  const { clientId, deploymentId } = happened;
  const contacts = await untold(tx, clientId, `${deploymentId}:${occasion.name}`);
  if (contacts.length === 0) return;
  const devices = await placedDevices(tx, clientId, deploymentId, Object.keys(happened.state.runs));
  const concerned = contacts.filter((contact) => isConcerned(contact, devices, occasion));
  if (concerned.length === 0) return;
  const told = await toldAbout(tx, context, happened, occasion, devices);
  let written = 0;
  for (const contact of concerned) written += await tellContact(tx, context, happened, told(contact));
  if (written === 0) return;
  await notify(tx, noticeTopic, '');
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'notice', id: null }));
}

function isConcerned(contact: ContactRow, devices: readonly PlacedDevice[], occasion: Occasion): boolean {
  const own = devicesOf(contact, devices);
  return occasion.deviceIds === null ? own.length > 0 : own.some(({ id }) => occasion.deviceIds?.includes(id));
}

async function toldAbout(
  tx: Tx,
  context: Context,
  { clientId, deploymentId, state, shares }: Happened,
  occasion: Occasion,
  devices: readonly PlacedDevice[],
): Promise<(contact: ContactRow) => TellAbout> {
  const byDevice = new Map((await shares()).map((share) => [share.deviceId, share]));
  const people = [occasion.hold?.by, state.cancelled?.by].filter((id) => id !== undefined);
  const known = new Map([...devices.map(({ id, name }) => [id, name] as const), ...(await personNames(tx, people))]);
  const names = await readNames(tx, clientId);
  const freezesOf = await bindingFreezes(tx, clientId, deploymentId, context.now());
  return (contact) => ({
    occasion,
    contact,
    devices: devicesOf(contact, devices),
    shares: byDevice,
    state,
    names,
    nameOf: (id) => known.get(id) ?? names.provider,
    now: context.clock.now(),
    freezesOf: ({ siteId }, ring) => freezesOf(siteId, ring),
  });
}

/** Returns how many notices were written. */
async function tellContact(tx: Tx, context: Context, happened: Happened, about: TellAbout): Promise<number> {
  const { contact, occasion } = about;
  const message = messageFor(factsOf(about), 'client', contact.language);
  let written = 0;
  for (const { name, dueAt } of await timesOf(tx, happened, about)) {
    const added = await addNotice(tx, {
      id: context.newId(),
      clientId: happened.clientId,
      deploymentId: happened.deploymentId,
      occasion: `${happened.deploymentId}:${name}`,
      kind: occasion.kind,
      contactId: contact.id,
      recipient: contact.mail,
      recipientName: contact.name,
      subject: message.subject,
      text: message.text,
      html: message.html,
      at: context.now(),
      dueAt: timestamp(dueAt),
    });
    written += added ? 1 : 0;
  }
  return written;
}

/** A planned change is announced when its policy says, and again where it says so; everything else is told at once. */
async function timesOf(
  tx: Tx,
  { clientId, deploymentId }: Happened,
  about: TellAbout,
): Promise<readonly { readonly name: string; readonly dueAt: Temporal.Instant }[]> {
  const { occasion, now } = about;
  if (occasion.kind !== 'planned') return [{ name: occasion.name, dueAt: now }];
  const policy = await deploymentPolicy(tx, clientId, deploymentId);
  // A policy that can not be read any more says nothing about hours; people are told all the same.
  const hours = policy?.read.ok === true ? policy.read.policy.notices.plannedHoursBefore : [0];
  return announcements(hours, expectedStart(about), now).map((one, index) => ({
    name: index === 0 ? occasion.name : `${occasion.name}:${one.hours}h`,
    dueAt: one.dueAt,
  }));
}
