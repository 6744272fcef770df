/** Enrolment of a device: its key, a token of the client, and nothing that could be taken from another device. */
import { randomBytes } from 'node:crypto';
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { publicKeyFromRaw } from '@fettle/proof/keys';
import { Enrolment } from '@fettle/protocol/agent';
import type { EnrolmentReply } from '@fettle/protocol/agent';
import { appendAudit } from '../audit/index.ts';
import { lockToken, tokenClient, useToken } from '../clients/index.ts';
import { keepSystem } from '../lifecycle/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { ApiRefusal, Context } from '../platform/feature.ts';
import { currentAuthority } from '../trust/index.ts';
import { readMessage } from './read-message.ts';
import { ecosystemOf } from './save-sections.ts';
import { addDevice } from './store.ts';

export async function enrolDevice(context: Context, body: unknown, checkInSeconds: number): Promise<unknown> {
  const message = readEnrolment(body);
  if (isRefusal(message)) return message;
  const clientId = tokenClient(message.token);
  if (clientId === null) return refuse('enrolment.token', 'This is no enrolment token.');
  const key = publicKeyFromRaw(message.publicKey);
  if (!key.ok) return refuse('agent.envelope', key.detail);
  const at = context.now();
  const deviceId = context.newId();
  const ticket = randomBytes(12).toString('base64url');
  const enrolled = await inClients(context.db, [clientId], async (tx) => {
    // Refused before anything is written: who is refused uses no token up.
    const token = await lockToken(tx, message.token, at);
    if (isRefusal(token)) return token;
    const added = await addDevice(tx, {
      clientId,
      id: deviceId,
      siteId: token.siteId,
      keyId: key.keyid,
      publicKey: message.publicKey,
      name: message.system.hostname,
      osName: message.system.os.prettyName,
      ecosystem: ecosystemOf(message.system.os),
      mode: message.mode,
      agentVersion: message.agentVersion,
      ticket,
      at,
    });
    if (!added) return refuse('enrolment.key-known', 'A device with this key is enrolled already, here or at another client.');
    const system = { osName: message.system.os.prettyName, ecosystem: ecosystemOf(message.system.os) };
    await keepSystem(tx, { clientId, deviceId }, system, context.clock.now());
    await useToken(tx, clientId, token.tokenId);
    await appendAudit(tx, clientId, {
      action: 'device.enrolled',
      actor: { kind: 'device', id: deviceId },
      subject: `device:${deviceId}`,
      body: { keyId: key.keyid, tokenId: token.tokenId, siteId: token.siteId, mode: message.mode },
      at,
    });
    await notify(tx, 'changed', JSON.stringify({ clientId, what: 'device', id: deviceId }));
    return token;
  });
  if (isRefusal(enrolled)) return enrolled;
  const reply: EnrolmentReply = {
    type: 'enrolment-reply',
    deviceId,
    clientId,
    clientName: enrolled.clientName,
    siteName: enrolled.siteName,
    zone: enrolled.zone,
    ticket,
    at,
    authority: await currentAuthority(context),
    nextCheckInSeconds: checkInSeconds,
  };
  return seal(payloadTypes.reply, reply, context.serverKey);
}

/** The envelope must be signed by the very key that it shows. */
function readEnrolment(body: unknown): Enrolment | ApiRefusal {
  const shown = shownKey(body);
  if (shown === null) return refuse('agent.envelope', 'The envelope holds no enrolment.');
  const opened = openEnvelope(body, payloadTypes.enrolment, (keyid) => (keyid === shown.keyid ? shown.key : null));
  if (!opened.ok) return refuse('agent.envelope', opened.detail);
  const read = readMessage(opened, Enrolment, 'enrolment');
  return read.ok === true ? read.message : read;
}

function shownKey(body: unknown) {
  try {
    const payload = JSON.parse(Buffer.from((body as { payload: string }).payload, 'base64').toString('utf8')) as { publicKey: string };
    const read = publicKeyFromRaw(String(payload.publicKey));
    return read.ok ? read : null;
  } catch {
    return null;
  }
}
