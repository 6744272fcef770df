/**
 * A check-in, from the envelope to the signed reply. An unchanged one costs one batched statement: no inventory work at all.
 *   open the envelope (signature before content) → move contact on → save sections → say what is wanted, told, held
 */
import { claimedKeyId, openEnvelopeAside, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { sha256 } from '@fettle/proof/hash';
import { agentBodyLimit, sectionNames } from '@fettle/protocol/agent';
import type { CheckIn, CheckInReply } from '@fettle/protocol/agent';
import { appendAudit } from '../audit/index.ts';
import type { ReportTaken } from '../instructions/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context, Tx } from '../platform/feature.ts';
import type { Gathered } from '../platform/gathered.ts';
import type { Contact, ContactAnswer, ContactBook } from './contact.ts';
import type { DeviceHints } from './hints.ts';
import type { DeviceKeys, KnownDevice } from './keys.ts';
import type { VerifiedReport } from './reports.ts';
import type { Standing } from './standing.ts';
import { nothingTold } from './told.ts';
import type { Listener, Told } from './told.ts';
import type { Turns } from './turns.ts';
import { readCheckIn } from './read-message.ts';
import { saveSections } from './save-sections.ts';
import { quarantine, saveAgent } from './store.ts';

/** What follows for what devices of these clients take part in. */
export type DeviceChanged = (tx: Tx, context: Context, clientIds: readonly string[]) => Promise<void>;

export type CheckInParts = {
  /** What is told to devices that check in. */
  readonly told: Gathered<Listener, Told>;
  /** Takes reports. */
  readonly reports: Gathered<VerifiedReport, ReportTaken>;
  readonly changed: DeviceChanged;
  readonly hints: DeviceHints;
  /** For reading and for saving what is large. */
  readonly large: Turns;
  readonly saves: Turns;
  readonly keys: DeviceKeys;
  readonly contacts: ContactBook;
  readonly standing: Standing;
  readonly checkInSeconds: number;
};

/** A payload of more characters is read in turns: it takes many times its size meanwhile. */
const largePayload = 1024 * 1024;
/**
 * Sections of more bytes are saved in turns. Their contact is moved on before that: who has to wait for long is not overtaken by its own next check-in, which
 * would look like a second holder of its key.
 */
const largeSections = 64 * 1024;

/** An agent names no more. */
const mostInFlight = 200;
/** What an instruction of this server may be called. */
const instructionId = /^[\w:-]+$/;

export async function takeCheckIn(context: Context, parts: CheckInParts, body: unknown): Promise<unknown> {
  const device = await knownDevice(parts.keys, body);
  if (device === null) return refuse('agent.unknown-device', 'No device is enrolled here with the key of this envelope.');
  const work = () => takeFrom(context, parts, device, body);
  return payloadLength(body) > largePayload ? parts.large.take(work) : work();
}

async function takeFrom(context: Context, parts: CheckInParts, device: KnownDevice, body: unknown): Promise<unknown> {
  const opened = await openEnvelopeAside(body, payloadTypes.checkIn, () => device.key, { maxPayloadBytes: agentBodyLimit });
  if (!opened.ok) return refuse('agent.envelope', opened.detail);
  const read = await readCheckIn(opened);
  if (read.ok !== true) return read;
  const { message } = read;
  if (message.deviceId !== device.deviceId) return refuse('agent.envelope', 'The check-in names another device than its key belongs to.');

  const inTurn = message.sections !== undefined && opened.bytes.length > largeSections;
  if (inTurn && parts.saves.isLong()) return refuse('unavailable', 'Many large reports are being taken just now.');

  const sent: Contact = {
    clientId: device.clientId,
    deviceId: device.deviceId,
    counter: message.counter,
    ticket: message.ticket,
    payloadHash: sha256(opened.bytes),
    bootId: message.bootId,
    power: message.power ?? null,
    // Inventory goes with later exchanges of one contact, before the device takes what came with the first.
    inHand: message.sections === undefined ? message.inFlight.filter((id) => instructionId.test(id)) : null,
    saidAll: message.spooled === 0 && message.inFlight.length < mostInFlight,
  };
  const contact = await parts.contacts.move(sent);
  if (contact.kind === 'gone') {
    parts.keys.forget(device.keyId);
    return refuse('agent.unknown-device', 'This device was retired.');
  }
  if (contact.kind === 'late') {
    if (await parts.contacts.noteLate(sent))
      return refuse('agent.late', `A later check-in than number ${message.counter} was taken already.`);
    return quarantineDevice(context, parts, device, message, {
      kind: 'diverged',
      status: 'active',
      detail: `it came with counter ${message.counter} twice`,
    });
  }
  if (contact.kind === 'diverged') return quarantineDevice(context, parts, device, message, contact);
  return reply(context, parts, device, message, contact, inTurn);
}

async function reply(
  context: Context,
  parts: CheckInParts,
  device: KnownDevice,
  message: CheckIn,
  contact: Extract<ContactAnswer, { kind: 'moved' | 'repeated' }>,
  inTurn: boolean,
): Promise<unknown> {
  let digests = contact.digests;
  const said = { clientId: device.clientId, deviceId: device.deviceId, agentVersion: message.agentVersion, mode: message.mode };
  if (message.sections !== undefined && contact.kind === 'moved' && contact.status === 'active') {
    const { sections, scannedAt } = message;
    const save = () => saveSections(context, { ...said, scannedAt, known: contact.known }, sections);
    const saved = await (inTurn ? parts.saves.take(save) : save());
    if (saved === null) return refuse('conflict.changed', 'This device was retired or quarantined just now; nothing of it was taken.');
    digests = saved;
    parts.hints.changed(device.clientId, device.deviceId);
  } else if (contact.status === 'active' && (said.agentVersion !== contact.known.agentVersion || said.mode !== contact.known.mode)) {
    await inClients(context.db, [said.clientId], (tx) => saveAgent(tx, said.clientId, said.deviceId, said.agentVersion, said.mode));
  }
  const asks = contact.told && contact.status === 'active';
  // A device that has nothing in hand and is told nothing has nothing that it could begin.
  const whose = { clientId: device.clientId, deviceId: device.deviceId };
  const told = asks || message.inFlight.length > 0 ? await parts.told.ask({ ...whose, asks, inFlight: message.inFlight }) : nothingTold;
  const standing = told.standing ?? (await parts.standing.of(device.clientId));
  const answer: CheckInReply = {
    type: 'reply',
    deviceId: device.deviceId,
    counter: message.counter,
    ticket: contact.ticket,
    at: context.now(),
    status: contact.status === 'active' ? 'ok' : 'quarantined',
    wants: sectionNames.flatMap((section) => {
      const has = digests[section] ?? null;
      return message.digests[section] === undefined || message.digests[section] === has ? [] : [{ section, have: has }];
    }),
    instructions: told.instructions.map((row) => row.envelope as CheckInReply['instructions'][number]),
    authority: message.authorityVersion < standing.authorityVersion ? standing.authority : null,
    stops: standing.stops.filter(({ stop }) => stop.version > message.stopVersion).map(({ envelope }) => envelope),
    held: [...new Set([...standing.held, ...told.frozen])],
    nextCheckInSeconds: parts.checkInSeconds,
  };
  return seal(payloadTypes.reply, answer, context.serverKey);
}

/** Two holders of one key: nothing is taken and nothing told until a person says which it is. */
async function quarantineDevice(
  context: Context,
  { changed }: Pick<CheckInParts, 'changed'>,
  device: KnownDevice,
  message: CheckIn,
  contact: Extract<ContactAnswer, { kind: 'diverged' }>,
): Promise<unknown> {
  if (contact.status === 'active') {
    const at = context.now();
    await inClients(context.db, [device.clientId], async (tx) => {
      const because = `Two agents seem to speak with the key of this device: ${contact.detail}.`;
      if (!(await quarantine(tx, device.clientId, device.deviceId, because, at))) return;
      await appendAudit(tx, device.clientId, {
        action: 'device.quarantined',
        actor: { kind: 'device', id: device.deviceId },
        subject: `device:${device.deviceId}`,
        body: { because: contact.detail, bootId: message.bootId },
        at,
      });
      await notify(tx, 'changed', JSON.stringify({ clientId: device.clientId, what: 'device', id: device.deviceId }));
      await changed(tx, context, [device.clientId]);
    });
  }
  const answer: CheckInReply = {
    type: 'reply',
    deviceId: device.deviceId,
    counter: message.counter,
    ticket: message.ticket,
    at: context.now(),
    status: 'quarantined',
    wants: [],
    instructions: [],
    authority: null,
    stops: [],
    held: [],
    nextCheckInSeconds: 60,
  };
  return seal(payloadTypes.reply, answer, context.serverKey);
}

export async function knownDevice(keys: DeviceKeys, body: unknown): Promise<KnownDevice | null> {
  const keyId = claimedKeyId(body);
  return keyId === null ? null : keys.find(keyId);
}

function payloadLength(body: unknown): number {
  const payload: unknown = typeof body === 'object' && body !== null && 'payload' in body ? body.payload : null;
  return typeof payload === 'string' ? payload.length : 0;
}
