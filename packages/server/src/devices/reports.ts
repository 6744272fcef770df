/** A report about an instruction: verified, stored once, and reacted to in the same transaction. */
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { Report } from '@fettle/protocol/agent';
import type { ReportReply } from '@fettle/protocol/agent';
import { takeReport } from '../instructions/index.ts';
import type { ReportReaction } from '../instructions/index.ts';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context } from '../platform/feature.ts';
import { knownDevice } from './check-in.ts';
import type { DeviceHints } from './hints.ts';
import type { DeviceKeys } from './keys.ts';
import { readMessage } from './read-message.ts';

const maxReportBytes = 16 * 1024 * 1024;

export async function takeReportEnvelope(
  context: Context,
  { keys, hints }: { readonly keys: DeviceKeys; readonly hints: DeviceHints },
  reactions: readonly ReportReaction[],
  body: unknown,
): Promise<unknown> {
  const device = await knownDevice(keys, body);
  if (device === null) return refuse('agent.unknown-device', 'No device is enrolled here with the key of this envelope.');
  const opened = openEnvelope(body, payloadTypes.report, () => device.key, { maxPayloadBytes: maxReportBytes });
  if (!opened.ok) return refuse('agent.envelope', opened.detail);
  const read = readMessage(opened, Report, 'report');
  if (read.ok !== true) return read;
  const report = read.message;
  if (report.deviceId !== device.deviceId) return refuse('agent.envelope', 'The report names another device than its key belongs to.');
  let told: [topic: string, payload: string][] = [];
  const taken = await inClients(context.db, [device.clientId], async (tx) => {
    told = [];
    return takeReport(tx, context, device.clientId, report, body, reactions, (topic, payload) => void told.push([topic, payload]));
  });
  // The agent keeps its report and asks again later: once a person has said which device it is, it counts.
  if (taken === 'quarantined') return refuse('agent.quarantined', 'This device is quarantined: two agents seem to speak with its key.');
  if (taken === 'gone') {
    keys.forget(device.keyId);
    return refuse('agent.unknown-device', 'This device was retired.');
  }
  if (taken === 'stored') hints.changed(device.clientId, device.deviceId);
  for (const [topic, payload] of told) hints.tell(topic, payload);
  const reply: ReportReply = {
    type: 'report-reply',
    deviceId: device.deviceId,
    instructionId: report.instructionId,
    seq: report.seq,
    taken,
    at: context.now(),
  };
  return seal(payloadTypes.reply, reply, context.serverKey);
}
