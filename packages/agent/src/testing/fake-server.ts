/** A server that speaks the agent's protocol, with real keys and envelopes, and that a test can make fail, forge and forget. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { PayloadType } from '@fettle/proof/envelope-bytes';
import { publicKeyFromRaw } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { sha256Hex } from '@fettle/proof/hash';
import { agentPaths, CheckIn, Enrolment, Report, sectionNames } from '@fettle/protocol/agent';
import type { CheckInReply, EnrolmentReply, ReportReply } from '@fettle/protocol/agent';

export type FakeServer = {
  readonly url: string;
  /** Every report that was stored, in the order in which it came. */
  readonly reports: Report[];
  readonly checkIns: CheckIn[];
  /** What agents are told; a test changes it as it goes. */
  readonly say: {
    key: SigningKey;
    instructions: unknown[];
    authority: unknown;
    stops: unknown[];
    held: string[];
    quarantined: boolean;
    /** Handed out although the agent says that it has them. */
    insist: boolean;
    /** Whether it asks for sections that differ from what it was sent. */
    wantsSections: boolean;
    /** Added to the counter of its answers. */
    counterOff: number;
  };
  /** How requests go wrong, by path: `null` as they should. */
  fault: (path: string, payload: unknown) => 'lose the answer' | 'away' | { status: number; code: string } | null;
  /** Reports of one instruction, each sequence once. */
  readonly of: (id: string) => Report[];
  readonly close: () => Promise<void>;
};

export type ServerParts = { readonly key: SigningKey; readonly authority: unknown; readonly deviceId: string; readonly clientId: string };

export async function fakeServer(parts: ServerParts): Promise<FakeServer> {
  const say: FakeServer['say'] = {
    key: parts.key,
    instructions: [],
    authority: parts.authority,
    stops: [],
    held: [],
    quarantined: false,
    insist: false,
    wantsSections: false,
    counterOff: 0,
  };
  const reports: Report[] = [];
  const checkIns: CheckIn[] = [];
  const had = new Map<string, string>();
  const counters = new Set<number>();
  const contact = { counter: 0, ticket: 't0', before: '', hash: '', given: 0, quarantined: false };
  let device: ReturnType<typeof publicKeyFromRaw> | null = null;

  const listener = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const path = request.url ?? '';
      const payload = peek(body);
      const fault = server.fault(path, payload);
      if (fault === 'away') return request.socket.destroy();
      if (fault !== null && typeof fault === 'object')
        return answer(response, fault.status, { code: fault.code, detail: fault.code, title: fault.code });
      const said = path === agentPaths.enrol ? enrol(body) : path === agentPaths.checkIn ? checkIn(body) : report(body);
      if (fault === 'lose the answer') return request.socket.destroy();
      if ('status' in said && 'code' in said) return answer(response, Number(said.status), said);
      return answer(response, 200, seal(payloadTypes.reply, said, say.key));
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));

  function opened(body: unknown, type: PayloadType): { payload: unknown; bytes: Uint8Array } | null {
    const key = device?.ok === true ? device : null;
    const read = openEnvelope(body, type, (keyid) => (key !== null && keyid === key.keyid ? key.key : null), { maxPayloadBytes: 1e8 });
    return read.ok ? read : null;
  }

  function enrol(body: unknown): EnrolmentReply | { status: number; code: string } {
    const message = Enrolment.parse(peek(body));
    if (message.token === 'used-token-0') return { status: 403, code: 'enrolment.token' };
    device = publicKeyFromRaw(message.publicKey);
    contact.ticket = 't0';
    return {
      type: 'enrolment-reply',
      deviceId: parts.deviceId,
      clientId: parts.clientId,
      clientName: 'Client',
      siteName: 'Site',
      zone: 'UTC',
      ticket: 't0',
      at: Temporal.Now.instant().toString({ smallestUnit: 'millisecond' }),
      authority: say.authority as EnrolmentReply['authority'],
      nextCheckInSeconds: 1,
    };
  }

  /**
   * Counter and ticket as the real server compares them (devices/contact.ts): the last ticket or the one before, and the very same message again. What was held up
   * on the way has no effect.
   */
  function checkIn(body: unknown): CheckInReply | { status: number; code: string } {
    const read = opened(body, payloadTypes.checkIn);
    if (read === null) return { status: 401, code: 'agent.unknown-device' };
    const message = CheckIn.parse(read.payload);
    const hash = sha256Hex(read.bytes);
    const follows = message.counter > contact.counter && (message.ticket === contact.ticket || message.ticket === contact.before);
    const again = message.counter === contact.counter && hash === contact.hash;
    if (!again && message.counter < contact.counter && !counters.has(message.counter)) {
      counters.add(message.counter);
      return { status: 409, code: 'agent.late' };
    }
    if (!again && (!follows || contact.quarantined)) contact.quarantined = true;
    else if (!again) {
      contact.given += 1;
      Object.assign(contact, { counter: message.counter, before: message.ticket, ticket: `t${contact.given}`, hash });
      checkIns.push(message);
      counters.add(message.counter);
    }
    const quarantined = say.quarantined || contact.quarantined;
    return {
      type: 'reply',
      deviceId: parts.deviceId,
      counter: message.counter + say.counterOff,
      ticket: contact.quarantined ? message.ticket : contact.ticket,
      at: Temporal.Now.instant().toString({ smallestUnit: 'millisecond' }),
      status: quarantined ? 'quarantined' : 'ok',
      wants: say.wantsSections ? wantsOf(message) : [],
      instructions: (quarantined ? [] : say.instructions).filter(
        (one) => say.insist || isOpen(one, message),
      ) as CheckInReply['instructions'],
      authority: versionOf(say.authority) > message.authorityVersion ? (say.authority as CheckInReply['authority']) : null,
      stops: say.stops as CheckInReply['stops'],
      held: contact.quarantined ? [] : say.held,
      nextCheckInSeconds: 0.1,
    };
  }

  /** Keeps the digests of what arrives, and asks for what differs. */
  function wantsOf(message: CheckIn): CheckInReply['wants'] {
    for (const [section, content] of Object.entries(message.sections ?? {})) if (content !== undefined) had.set(section, content.digest);
    return sectionNames.flatMap((section) => {
      const has = had.get(section) ?? null;
      return message.digests[section] === undefined || message.digests[section] === has ? [] : [{ section, have: has }];
    });
  }

  function isOpen(envelope: unknown, message: CheckIn): boolean {
    const { id } = peek(envelope) as { id: string };
    const closed = reports.some((one) => one.instructionId === id && ['ended', 'refused'].includes(one.body.status));
    return !closed && !message.inFlight.includes(id);
  }

  function report(body: unknown): ReportReply | { status: number; code: string } {
    const read = opened(body, payloadTypes.report);
    const parsed = read === null ? null : Report.safeParse(read.payload);
    if (parsed?.success !== true) return { status: 400, code: 'agent.envelope' };
    const { instructionId, seq } = parsed.data;
    const known = reports.some((one) => one.instructionId === instructionId && one.seq === seq);
    if (!known) reports.push(parsed.data);
    const at = Temporal.Now.instant().toString({ smallestUnit: 'millisecond' });
    return { type: 'report-reply', deviceId: parts.deviceId, instructionId, seq, taken: known ? 'known' : 'stored', at };
  }

  const server: FakeServer = {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    reports,
    checkIns,
    say,
    fault: () => null,
    of: (id) => reports.filter((one) => one.instructionId === id).toSorted((a, b) => a.seq - b.seq),
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        listener.closeAllConnections();
      }),
  };
  return server;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const whole = Buffer.concat(chunks);
  return JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole).toString('utf8'));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** What an envelope says, unverified: for the test's own bookkeeping. */
export function peek(envelope: unknown): unknown {
  const { payload } = envelope as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
}

function versionOf(envelope: unknown): number {
  return (peek(envelope) as { version: number }).version;
}
