/**
 * A report about an instruction: verified, stored once, and reacted to in the same transaction. Reports that arrive in the same moment share one, whatever devices and clients they are of: each was verified
 * by itself before, and names the client of its key. Where that fails, each is taken by itself.
 */
import { openEnvelopeAside, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { Report } from '@fettle/protocol/agent';
import type { ReportReply } from '@fettle/protocol/agent';
import { takeReports } from '../instructions/index.ts';
import type { GivenReport, ReportReaction, ReportTaken } from '../instructions/index.ts';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Context } from '../platform/feature.ts';
import { gatheredByOwner } from '../platform/gathered.ts';
import type { Gathered } from '../platform/gathered.ts';
import { knownDevice } from './check-in.ts';
import type { DeviceHints } from './hints.ts';
import type { DeviceKeys } from './keys.ts';
import { readMessage } from './read-message.ts';

const maxReportBytes = 16 * 1024 * 1024;

/** `bytes`: of its payload. */
export type VerifiedReport = GivenReport & { readonly bytes: number };

const mostAtOnce = 100;
const mostBytesAtOnce = 4 * 1024 * 1024;
/** A client whose rows somebody else is at, such as a look that issues instructions, holds up its own reports and those of a few others. */
const lanes = 2;

export function reportBook(
  context: Context,
  reactions: readonly ReportReaction[],
  hints: DeviceHints,
): Gathered<VerifiedReport, ReportTaken> {
  return gatheredByOwner(lanes, ({ clientId }) => clientId, {
    together: (given) => takeTogether(context, reactions, hints, given),
    keyOf: ({ report }) => report.deviceId,
    most: mostAtOnce,
    weight: { of: ({ bytes }) => bytes, most: mostBytesAtOnce },
  });
}

async function takeTogether(
  context: Context,
  reactions: readonly ReportReaction[],
  hints: DeviceHints,
  given: readonly VerifiedReport[],
): Promise<readonly ReportTaken[]> {
  let told: [topic: string, payload: string][] = [];
  const taken = await inClients(context.db, [...new Set(given.map(({ clientId }) => clientId))], async (tx) => {
    told = [];
    return takeReports(tx, context, given, reactions, (topic, payload) => void told.push([topic, payload]));
  });
  for (const [topic, payload] of told) hints.tell(topic, payload);
  return taken;
}

export async function takeReportEnvelope(
  context: Context,
  parts: { readonly keys: DeviceKeys; readonly hints: DeviceHints; readonly reports: Gathered<VerifiedReport, ReportTaken> },
  body: unknown,
): Promise<unknown> {
  const device = await knownDevice(parts.keys, body);
  if (device === null) return refuse('agent.unknown-device', 'No device is enrolled here with the key of this envelope.');
  const opened = await openEnvelopeAside(body, payloadTypes.report, () => device.key, { maxPayloadBytes: maxReportBytes });
  if (!opened.ok) return refuse('agent.envelope', opened.detail);
  const read = readMessage(opened, Report, 'report');
  if (read.ok !== true) return read;
  const report = read.message;
  if (report.deviceId !== device.deviceId) return refuse('agent.envelope', 'The report names another device than its key belongs to.');
  const taken = await parts.reports.ask({ clientId: device.clientId, report, envelope: body, bytes: opened.bytes.length });
  // The agent keeps its report and asks again later: once a person has said which device it is, it counts.
  if (taken === 'quarantined') return refuse('agent.quarantined', 'This device is quarantined: two agents seem to speak with its key.');
  if (taken === 'gone') {
    parts.keys.forget(device.keyId);
    return refuse('agent.unknown-device', 'This device was retired.');
  }
  if (taken === 'stored') parts.hints.changed(device.clientId, device.deviceId);
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
