/** What follows from a deployment's events for its client's contacts: notices in the outbox, in the transaction that records the events. */
import { isPlanned } from '@fettle/core/deployment';
import type { RunOutcome } from '@fettle/core/deployment';
import { messageFor } from '@fettle/core/messages';
import type { NoticeKind } from '@fettle/core/messages';
import { bindingFreezes } from '../deployments/index.ts';
import type { DeploymentReaction, Happened } from '../deployments/index.ts';
import { notify } from '../platform/database/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { deploymentPolicy } from '../policies/index.ts';
import { devicesOf, placedDevices, readNames, untold } from './audience.ts';
import type { ContactRow, PlacedDevice } from './audience.ts';
import { openingAhead } from './expected.ts';
import type { Span } from './expected.ts';
import { factsOf, tellsAhead } from './facts.ts';
import type { TellAbout } from './facts.ts';
import { invitationFor } from './invitation.ts';
import { occasionsOf } from './occasions.ts';
import type { Occasion } from './occasions.ts';
import { personNames } from './people.ts';
import { announcements, comparedEvery } from './schedule.ts';
import type { Announcement } from './schedule.ts';
import { addNotice, announcedTo, compareNoMore, withdrawAnnouncements } from './store.ts';
import type { Announced } from './store.ts';

/** Servers tell each other by this topic that something may be due. */
export const noticeTopic = 'notice';

/** What notices are written from: a deployment as it is now. */
export type Deployed = Pick<Happened, 'clientId' | 'deploymentId' | 'state' | 'shares'>;

/** Writes each contact's notice once; a repeat of the same events writes nothing. */
export const noticeReaction: DeploymentReaction = async (tx, context, happened) => {
  const { clientId, deploymentId, events, state } = happened;
  if (events.some((event) => event.kind === 'finished')) {
    const of = { clientId, deploymentId, contactId: null, at: context.now() };
    await withdrawAnnouncements(tx, of, 'The deployment ended before this notice was due.');
    await compareNoMore(tx, clientId, deploymentId, null);
  }
  for (const occasion of occasionsOf(events, state)) await tell(tx, context, happened, occasion);
};

async function tell(tx: Tx, context: Context, happened: Happened, occasion: Occasion): Promise<void> {
  const { clientId, deploymentId } = happened;
  const contacts = await untold(tx, clientId, `${deploymentId}:${occasion.name}`);
  if (contacts.length === 0) return;
  const devices = await placedDevices(tx, clientId, deploymentId, Object.keys(happened.state.runs));
  const concerned = contacts.filter((contact) => isConcerned(contact, devices, occasion));
  if (concerned.length === 0) return;
  if (occasion.kind === 'started')
    await compareNoMore(
      tx,
      clientId,
      deploymentId,
      concerned.map(({ id }) => id),
    );
  const told = await toldAbout(tx, context, happened, occasion, devices);
  let written = 0;
  for (const contact of concerned) written += await tellContact(tx, context, happened, told(contact));
  if (written > 0) await saySo(tx, clientId);
}

/** Something new is in the outbox. */
export async function saySo(tx: Tx, clientId: string): Promise<void> {
  await notify(tx, noticeTopic, '');
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'notice', id: null }));
}

function isConcerned(contact: ContactRow, devices: readonly PlacedDevice[], occasion: Occasion): boolean {
  const own = devicesOf(contact, devices);
  return occasion.deviceIds === null ? own.length > 0 : own.some(({ id }) => occasion.deviceIds?.includes(id));
}

/** What is known of a deployment, for each of its contacts. */
export async function toldAbout(
  tx: Tx,
  context: Context,
  { clientId, deploymentId, state, shares }: Deployed,
  occasion: Occasion,
  devices: readonly PlacedDevice[],
): Promise<(contact: ContactRow) => TellAbout> {
  const byDevice = new Map((await shares()).map((share) => [share.deviceId, share]));
  const people = [occasion.hold?.by, state.cancelled?.by].filter((id) => id !== undefined);
  const known = new Map([...devices.map(({ id, name }) => [id, name] as const), ...(await personNames(tx, people))]);
  const names = await readNames(tx, clientId);
  const freezesOf = await bindingFreezes(tx, clientId, deploymentId, context.now());
  const announced = await announcedTo(tx, clientId, deploymentId, context.now());
  return (contact) => {
    const own = devicesOf(contact, devices);
    return {
      occasion: { ...occasion, kind: kindFor(occasion, own, state) },
      contact,
      devices: own,
      shares: byDevice,
      state,
      names,
      nameOf: (id) => known.get(id) ?? names.provider,
      now: context.clock.now(),
      freezesOf: ({ siteId }, ring) => freezesOf(siteId, ring),
      ...announcedSpan(announced.get(contact.id)),
    };
  };
}

function announcedSpan(announced: Announced | undefined): { readonly announced?: Span; readonly invited: number } {
  if (announced === undefined) return { invited: 0 };
  const { opens_at: opensAt, closes_at: closesAt, invited } = announced;
  return { announced: opensAt === null || closesAt === null ? null : { opensAt, closesAt }, invited };
}

/** The change has not begun on a device of which this is the end; of all others it did, or nobody knows. */
const neverBegan: readonly RunOutcome[] = ['cancelled', 'missed', 'refused'];

/** What ended otherwise than well, and began on none of a contact's devices, is cancelled to that contact. */
function kindFor(occasion: Occasion, own: readonly PlacedDevice[], state: Deployed['state']): NoticeKind {
  if (occasion.kind !== 'failed' || occasion.hold !== null) return occasion.kind;
  const began = own.some(({ id }) => {
    const run = state.runs[id];
    return run !== undefined && !isPlanned(run) && !neverBegan.includes(run.outcome ?? 'unknown');
  });
  return began ? 'failed' : 'cancelled';
}

/** Returns how many notices were written. Who was told nothing of a change is not told that it does not take place. */
async function tellContact(tx: Tx, context: Context, deployed: Deployed, about: TellAbout): Promise<number> {
  const { occasion, now } = about;
  if (occasion.kind === 'cancelled' && about.announced === undefined) return 0;
  if (!takes(about)) return 0;
  if (occasion.kind !== 'planned') return write(tx, context, deployed, about, [{ name: occasion.name, kind: occasion.kind, dueAt: now }]);
  const times = await timesAhead(tx, deployed, about);
  return write(
    tx,
    context,
    deployed,
    about,
    times.map(({ hours, dueAt }, index) =>
      index === 0 ? { name: occasion.name, kind: 'planned', dueAt } : { name: `${occasion.name}:${hours}h`, kind: 'reminder', dueAt },
    ),
  );
}

const outcomes: readonly NoticeKind[] = ['finished', 'failed', 'cancelled'];

/** What was announced to a place is closed there, whatever else it is told. */
function takes({ contact: { kinds }, occasion: { kind }, announced }: TellAbout): boolean {
  return kinds === null || kinds.includes(kind) || (outcomes.includes(kind) && announced !== undefined);
}

export type ToWrite = { readonly name: string; readonly kind: NoticeKind; readonly dueAt: Temporal.Instant };

/** Writes notices of one contact, each once by its name. Returns how many were new. */
export async function write(
  tx: Tx,
  context: Context,
  { clientId, deploymentId }: Deployed,
  about: TellAbout,
  notices: readonly ToWrite[],
): Promise<number> {
  const { contact } = about;
  let written = 0;
  for (const { name, kind, dueAt } of notices) {
    const facts = factsOf({ ...about, occasion: { ...about.occasion, kind } });
    // In a calendar the link would outlive the mail: it stands in this alone.
    const isMail = contact.channel === 'mail';
    const plain = messageFor(facts, isMail ? 'client' : 'provider', contact.language);
    // A link to acknowledge is one person's: in a shared place anybody who reads along could confirm in their name.
    const message = isMail && tellsAhead(kind) ? messageFor({ ...facts, acknowledge: true }, 'client', contact.language) : plain;
    const opens = tellsAhead(kind) ? facts.window : null;
    const from = context.config.mail.from;
    const { invited: told } = about;
    const added = await addNotice(tx, {
      id: context.newId(),
      clientId,
      deploymentId,
      occasion: `${deploymentId}:${name}`,
      kind,
      contactId: contact.id,
      channel: contact.channel,
      recipient: contact.mail,
      recipientName: contact.name,
      subject: message.subject,
      text: message.text,
      html: message.html,
      at: context.now(),
      dueAt: timestamp(dueAt),
      announces: opens,
      calendar: isMail
        ? invitationFor(about, { kind, deploymentId, opens, message: plain, from, providerName: facts.providerName, told })
        : null,
      compareAt: kind === 'planned' ? timestamp(about.now.add(comparedEvery)) : null,
    });
    written += added ? 1 : 0;
  }
  return written;
}

/** A planned change is announced when its policy says, and again where it says so. */
export async function timesAhead(tx: Tx, { clientId, deploymentId }: Deployed, about: TellAbout): Promise<readonly Announcement[]> {
  const policy = await deploymentPolicy(tx, clientId, deploymentId);
  // A policy that can not be read any more says nothing about hours; people are told all the same.
  const hours = policy?.read.ok === true ? policy.read.policy.notices.plannedHoursBefore : [0];
  return announcements(hours, openingAhead(about, about.devices)?.opensAt ?? null, about.now);
}
