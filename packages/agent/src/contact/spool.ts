/**
 * The spool: reports that the server has not confirmed, sent in the order of each instruction. A server that is away only makes them wait. A report
 * goes out of the spool when a server says so whose authority is in force; one that the server will never take is put aside, and a final one
 * is told once more in its short form.
 */
import { join } from 'node:path';
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { agentPaths, agentProtocol, ReportReply } from '@fettle/protocol/agent';
import type { Report } from '@fettle/protocol/agent';
import type { Outgoing } from '../journal/entry.ts';
import type { Unsent } from '../journal/journal.ts';
import { writeJson } from '../state/durable.ts';
import { fileNameOf } from '../state/folders.ts';
import type { State } from '../state/state.ts';
import { openReply } from './open-reply.ts';
import { post } from './transport.ts';

export type Spool = {
  /** Sends what waits. What kept it from leaving, or null. */
  readonly send: (now: () => string) => Promise<string | null>;
};

/** Answers that say that the content will never be taken, whenever it is sent. Everything else may pass. */
const hopeless: readonly string[] = ['agent.envelope', 'request.too-large'];
/** A report that the server answers with an error of its own this often keeps the next ones of its instruction from leaving no longer. */
const mostErrors = 20;

/** `closed` is called for each instruction of which nothing is left. */
export function openSpool(state: State, closed: (id: string) => void, log: (line: string) => void): Spool {
  // Sent to a server whose authority is over: not to be repeated each minute, and not confirmed either.
  const unconfirmed = new Set<string>();
  const errors = new Map<string, number>();

  async function sendOne(id: string, report: Outgoing, now: () => string): Promise<SentOne> {
    const name = `${id} ${report.seq}`;
    if (unconfirmed.has(name) && state.authority.inForce(now()) === null) return { how: 'unconfirmed' };
    const message = messageOf(state, id, report);
    const answer = await post(state.identity, agentPaths.report, seal(payloadTypes.report, message, state.key));
    if (!answer.ok) {
      if (answer.status === null) return { how: 'unreachable', trouble: answer.detail };
      const count = (errors.get(name) ?? 0) + 1;
      errors.set(name, count);
      const isFinal = report.body.status === 'ended' || report.body.status === 'refused';
      if (!hopeless.includes(answer.code) && (isFinal || count < mostErrors)) return { how: 'not-taken', trouble: answer.detail };
      writeJson(join(state.folders.aside, `report-${fileNameOf(id)}-${report.seq}.json`), { answer, report: message });
      log(
        `the server does not take report ${report.seq} of ${id} (${answer.code}: ${answer.detail}); it is kept in ${state.folders.aside}`,
      );
      return { how: 'aside' };
    }
    const opened = openReply(answer.body, state.authority, now());
    if (!opened.ok) return { how: 'not-taken', trouble: opened.detail };
    const reply = ReportReply.safeParse(opened.payload);
    if (
      !reply.success ||
      reply.data.deviceId !== state.identity.deviceId ||
      reply.data.instructionId !== id ||
      reply.data.seq !== report.seq
    )
      return { how: 'not-taken', trouble: 'the reply is not the answer to this report' };
    if (opened.believed) return { how: 'confirmed' };
    unconfirmed.add(name);
    return { how: 'unconfirmed' };
  }

  /** Sends one instruction's reports in their order, as far as they are taken. */
  async function sendAll({ id, reports }: Unsent, now: () => string): Promise<SentOne> {
    const confirmed: number[] = [];
    let last: SentOne = { how: 'confirmed' };
    for (const report of reports) {
      last = await sendOne(id, report, now);
      if (last.how === 'confirmed') confirmed.push(report.seq);
      if (last.how === 'aside' && state.journal.rejected(id, report.seq, now())) closed(id);
      if (last.how === 'unreachable' || last.how === 'not-taken') break;
    }
    if (state.journal.confirmed(id, confirmed)) closed(id);
    return last;
  }

  return {
    async send(now) {
      let trouble: string | null = null;
      for (const unsent of state.journal.unsent()) {
        const last = await sendAll(unsent, now);
        if ('trouble' in last) trouble ??= last.trouble;
        // What one instruction's reports meet, others need not; that nobody is there, they do.
        if (last.how === 'unreachable') break;
      }
      return trouble;
    },
  };
}

type SentOne =
  | { readonly how: 'confirmed' | 'unconfirmed' | 'aside' }
  | { readonly how: 'unreachable' | 'not-taken'; readonly trouble: string };

function messageOf(state: State, instructionId: string, { seq, at, body }: Outgoing): Report {
  return { type: 'report', protocol: agentProtocol, deviceId: state.identity.deviceId, instructionId, seq, at, body };
}
