/**
 * Reports waiting for the server, each a signed envelope in a file of its own: written before the journal goes on, removed when the server has said that
 * it has them. Sent in order; a server that is away only makes them wait.
 */
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { openEnvelope, seal } from '@fettle/proof/envelope';
import type { SigningKey } from '@fettle/proof/keys';
import { agentPaths, agentProtocol, ReportReply } from '@fettle/protocol/agent';
import type { Report } from '@fettle/protocol/agent';
import type { KeyObject } from 'node:crypto';
import { basename, join } from 'node:path';
import { listFiles, readJson, removeDurably, writeJson } from './durable.ts';
import { fileNameOf } from './folders.ts';
import type { Folders } from './folders.ts';
import { post } from './transport.ts';

/** Writes a report to the spool and gives its sequence. `lastSeq` is what the journal knows; a spooled later one wins. */
export function spoolReport(
  folders: Folders,
  key: SigningKey,
  deviceId: string,
  instructionId: string,
  lastSeq: number,
  body: Report['body'],
  at: string,
): number {
  const spooled = listFiles(folders.spool)
    .map((file) => basename(file).match(/-([0-9a-f]{32})-(\d+)\.json$/))
    .filter((match) => match?.[1] === fileNameOf(instructionId))
    .map((match) => Number(match?.[2]));
  const seq = Math.max(lastSeq, ...spooled) + 1;
  const report: Report = { type: 'report', protocol: agentProtocol, deviceId, instructionId, seq, at, body };
  // The time first, so that the order of names is the order of events.
  const name = `${at.replaceAll(/[^0-9]/g, '').padEnd(20, '0')}-${fileNameOf(instructionId)}-${String(seq).padStart(5, '0')}.json`;
  writeJson(join(folders.spool, name), seal(payloadTypes.report, report, key));
  return seq;
}

export function spooled(folders: Folders): number {
  return listFiles(folders.spool).length;
}

export type Drained = { readonly sent: number; readonly trouble: string | null };

/** Sends what waits, oldest first. Stops at the first that the server could not take; one that it will never take is put aside. */
export async function drainSpool(folders: Folders, server: string, findServerKey: (keyid: string) => KeyObject | null): Promise<Drained> {
  let sent = 0;
  for (const file of listFiles(folders.spool)) {
    const answer = await post(server, agentPaths.report, readJson(file));
    if (!answer.ok) {
      // A refusal of the content itself will not change by asking again; it would dam up everything behind it.
      if (answer.status === null || answer.status >= 500 || [401, 408, 429].includes(answer.status))
        return { sent, trouble: answer.detail };
      writeJson(join(folders.root, `refused-${basename(file)}`), { answer, report: readJson(file) });
      removeDurably(file);
      continue;
    }
    const opened = openEnvelope(answer.body, payloadTypes.reply, findServerKey);
    if (!opened.ok || !ReportReply.safeParse(opened.payload).success)
      return { sent, trouble: opened.ok ? 'the reply can not be read' : opened.detail };
    removeDurably(file);
    sent += 1;
  }
  return { sent, trouble: null };
}
