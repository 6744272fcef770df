/** A report about an instruction: verified, stored once, and reacted to in the same transaction. */
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { Report } from '@fettle/protocol/agent';
import type { ReportReply } from '@fettle/protocol/agent';
import { takeReport } from '../instructions/index.ts';
import type { ReportReaction } from '../instructions/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Context } from '../platform/feature.ts';
import { knownDevice } from './check-in.ts';
import type { DeviceKeys } from './keys.ts';
import { readMessage } from './read-message.ts';
import { deviceStatus } from './store.ts';

const maxReportBytes = 16 * 1024 * 1024;

export async function takeReportEnvelope(
  context: Context,
  keys: DeviceKeys,
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
  const taken = await inClients(context.db, [device.clientId], async (tx) => {
    const status = await deviceStatus(tx, device.clientId, device.deviceId);
    // The agent keeps its report and asks again later: once a person has said which device it is, it counts.
    if (status === 'quarantined') return refuse('agent.quarantined', 'This device is quarantined: two agents seem to speak with its key.');
    if (status !== 'active') return refuse('agent.unknown-device', 'This device was retired.');
    const how = await takeReport(tx, context, device.clientId, report, body, reactions);
    if (how === 'stored') await notify(tx, 'changed', JSON.stringify({ clientId: device.clientId, what: 'device', id: device.deviceId }));
    return how;
  });
  if (isRefusal(taken)) return taken;
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
