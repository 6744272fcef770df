/** A report about an instruction: verified, stored once, and reacted to in the same transaction. */
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { agentProtocol, Report } from '@fettle/protocol/agent';
import type { ReportReply } from '@fettle/protocol/agent';
import { z } from 'zod';
import { takeReport } from '../instructions/index.ts';
import type { ReportReaction } from '../instructions/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context } from '../platform/feature.ts';
import { knownDevice } from './check-in.ts';
import type { DeviceKeys } from './keys.ts';

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
  const parsed = Report.safeParse(opened.payload);
  if (!parsed.success) return refuse('agent.envelope', `The report can not be read: ${z.prettifyError(parsed.error).slice(0, 1000)}`);
  const report = parsed.data;
  if (report.protocol !== agentProtocol)
    return refuse('agent.protocol', `The agent speaks protocol ${report.protocol}, this server ${agentProtocol}.`);
  if (report.deviceId !== device.deviceId) return refuse('agent.envelope', 'The report names another device than its key belongs to.');
  const taken = await inClients(context.db, [device.clientId], async (tx) => {
    const how = await takeReport(tx, context, device.clientId, report, body, reactions);
    if (how === 'stored') await notify(tx, 'changed', JSON.stringify({ clientId: device.clientId, what: 'device', id: device.deviceId }));
    return how;
  });
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
