/** An agent as the server meets it on the wire: its key, its counter and ticket, what it says of itself. Real envelopes, no machine behind them. */
import type { ChangelogFacts, InstalledPackage, Offer, RuntimeState, SystemFacts } from '@fettle/core/inventory';
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { PayloadType } from '@fettle/proof/envelope-bytes';
import { digestOf } from '@fettle/proof/hash';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { setDigest } from '@fettle/proof/set-digest';
import { agentPaths, agentProtocol, CheckInReply, EnrolmentReply, ReportReply } from '@fettle/protocol/agent';
import type { CheckIn, Enrolment, ManagerState, Report, SectionName, Sections } from '@fettle/protocol/agent';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';

export type Contents = {
  system: SystemFacts;
  runtime: RuntimeState;
  'apt.state': ManagerState;
  'apt.installed': readonly InstalledPackage[];
  'apt.offers': readonly Offer[];
  'apt.changelogs': readonly ChangelogFacts[];
  /** Of a device that has a second package manager. */
  'dnf.state'?: ManagerState;
  'dnf.installed'?: readonly InstalledPackage[];
  'dnf.offers'?: readonly Offer[];
  'dnf.changelogs'?: readonly ChangelogFacts[];
};
export type Server = { readonly app: FastifyInstance; readonly serverKey: SigningKey; readonly now: () => string };
/** The verified reply, or the problem document's status and code. */
export type Answer<T> =
  | { readonly status: 200; readonly code: null; readonly reply: T; readonly detail: null }
  | { readonly status: number; readonly code: string; readonly reply: null; readonly detail: string };

export type TestAgent = {
  readonly key: SigningKey;
  deviceId: string;
  clientId: string;
  counter: number;
  ticket: string;
  contents: Contents;
  /** What the server is known to have, for differences. */
  sent: Contents | null;
};

const at = '2026-03-02T08:00:00.000Z';

export function contentsOf(hostname: string, installed: readonly InstalledPackage[] = [], offers: readonly Offer[] = []): Contents {
  return {
    system: {
      hostname,
      machineId: null,
      os: { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
      kernel: '6.1.0',
      architecture: 'amd64',
      virtualisation: null,
      cpus: 2,
      memoryBytes: 1024,
      addresses: ['192.0.2.1'],
      timeZone: 'Europe/Zurich',
    },
    runtime: { bootId: 'boot-1', restartPending: [], staleServices: [] },
    'apt.state': { ok: true, trouble: null, lists: { refreshedAt: at, lastAttempt: { at, ok: true, trouble: null } }, problems: [] },
    'apt.installed': installed,
    'apt.offers': offers,
    'apt.changelogs': [],
  };
}

export function installed(name: string, version = '1.0-1', more: Partial<InstalledPackage> = {}): InstalledPackage {
  return { name, version, architecture: 'amd64', sourceName: name, sourceVersion: version, condition: 'installed', pinned: false, ...more };
}

export function offer(name: string, to = '2.0-1', more: Partial<Offer> = {}): Offer {
  return {
    name,
    architecture: 'amd64',
    from: '1.0-1',
    to,
    sourceName: name,
    sourceVersion: to,
    class: 'security',
    origin: { label: 'Debian-Security', archive: 'stable-security', codename: 'bookworm-security' },
    bytes: 1000,
    withheld: null,
    ...more,
  };
}

export function newAgent(contents: Contents, key: SigningKey = generateKey()): TestAgent {
  return { key, deviceId: '', clientId: '', counter: 0, ticket: '', contents, sent: null };
}

/** The same agent on another machine: a copied disk. */
export function cloneOf(agent: TestAgent): TestAgent {
  return { ...agent };
}

export function digestsOf(contents: Contents): CheckIn['digests'] {
  return Object.fromEntries(
    Object.entries(contents).map(([section, value]) => [section, Array.isArray(value) ? setDigest(value) : digestOf(value)]),
  );
}

/** Sends a body to a path of the agents' listener, as it stands. */
export async function send<T>(
  server: Server,
  path: string,
  body: unknown,
  schema: z.ZodType<T>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<T>> {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const got = await server.app.inject({ method: 'POST', url: path, headers: { 'content-type': 'application/json', ...headers }, payload });
  const json: unknown = got.json();
  if (got.statusCode !== 200) {
    const problem = json as { code: string; detail: string };
    return { status: got.statusCode, code: problem.code, reply: null, detail: problem.detail };
  }
  const opened = openEnvelope(json, payloadTypes.reply, (keyid) => (keyid === server.serverKey.keyid ? server.serverKey.verifyKey : null), {
    maxPayloadBytes: 64 * 1024 * 1024,
  });
  if (!opened.ok) throw new Error(`the reply does not verify: ${opened.detail}`);
  return { status: 200, code: null, reply: schema.parse(opened.payload), detail: null };
}

export function enrolmentOf(agent: TestAgent, token: string, change: Partial<Enrolment> = {}): Enrolment {
  return {
    type: 'enrolment',
    protocol: agentProtocol,
    token,
    publicKey: agent.key.publicKey,
    at,
    agentVersion: '0.1.0',
    mode: 'manage',
    system: agent.contents.system,
    ...change,
  };
}

export async function enrol(
  server: Server,
  agent: TestAgent,
  token: string,
  change: Partial<Enrolment> = {},
): Promise<Answer<EnrolmentReply>> {
  const answer = await send(
    server,
    agentPaths.enrol,
    seal(payloadTypes.enrolment, enrolmentOf(agent, token, change), agent.key),
    EnrolmentReply,
  );
  if (answer.reply !== null)
    Object.assign(agent, { deviceId: answer.reply.deviceId, clientId: answer.reply.clientId, ticket: answer.reply.ticket });
  return answer;
}

export function checkInOf(agent: TestAgent, server: Server, change: Partial<CheckIn> = {}): CheckIn {
  return {
    type: 'check-in',
    protocol: agentProtocol,
    deviceId: agent.deviceId,
    counter: agent.counter + 1,
    ticket: agent.ticket,
    at: server.now(),
    bootId: agent.contents.runtime.bootId,
    scannedAt: server.now(),
    agentVersion: '0.1.0',
    mode: 'manage',
    authorityVersion: 1,
    stopVersion: 0,
    inFlight: [],
    spooled: 0,
    digests: digestsOf(agent.contents),
    ...change,
  };
}

export function sealed(agent: TestAgent, message: unknown, type: PayloadType = payloadTypes.checkIn): unknown {
  return seal(type, message, agent.key);
}

/** One message; counter and ticket move on as an agent's would. */
export async function checkIn(server: Server, agent: TestAgent, change: Partial<CheckIn> = {}): Promise<Answer<CheckInReply>> {
  const message = checkInOf(agent, server, change);
  agent.counter = message.counter;
  const answer = await send(server, agentPaths.checkIn, sealed(agent, message), CheckInReply);
  if (answer.reply !== null) agent.ticket = answer.reply.ticket;
  return answer;
}

/** Digests first, then what the server wants, as differences where it has what was sent last. Returns the last reply. */
export async function sync(server: Server, agent: TestAgent, change: Partial<CheckIn> = {}): Promise<CheckInReply> {
  let answer = await checkIn(server, agent, change);
  for (let round = 0; round < 3 && answer.reply !== null && answer.reply.wants.length > 0; round += 1) {
    const sections = sectionsFor(agent, answer.reply.wants);
    answer = await checkIn(server, agent, { ...change, sections });
  }
  if (answer.reply === null) throw new Error(`refused: ${answer.code}: ${answer.detail}`);
  if (answer.reply.wants.length > 0) throw new Error(`still wanted: ${answer.reply.wants.map(({ section }) => section).join(', ')}`);
  agent.sent = agent.contents;
  return answer.reply;
}

export function sectionsFor(agent: TestAgent, wants: readonly { section: SectionName; have: string | null }[]): Sections {
  const digests = digestsOf(agent.contents);
  const sections: Record<string, unknown> = {};
  for (const { section, have } of wants) {
    const digest = digests[section];
    const value = agent.contents[section];
    if (!Array.isArray(value)) {
      sections[section] = { kind: 'value', digest, value };
      continue;
    }
    const before = agent.sent !== null && digestsOf(agent.sent)[section] === have ? agent.sent[section] : null;
    sections[section] = Array.isArray(before)
      ? { kind: 'set', digest, base: have, ...difference(before, value) }
      : { kind: 'set', digest, base: null, added: value, removed: [] };
  }
  // Made of the same contents whose types the schema states.
  return sections as Sections;
}

function difference(before: readonly unknown[], now: readonly unknown[]): { added: unknown[]; removed: unknown[] } {
  const had = new Set(before.map((item) => digestOf(item)));
  const has = new Set(now.map((item) => digestOf(item)));
  return { added: now.filter((item) => !had.has(digestOf(item))), removed: before.filter((item) => !has.has(digestOf(item))) };
}

export async function report(
  server: Server,
  agent: TestAgent,
  instructionId: string,
  seq: number,
  body: Report['body'],
  change: Partial<Report> = {},
): Promise<Answer<ReportReply>> {
  const message: Report = {
    type: 'report',
    protocol: agentProtocol,
    deviceId: agent.deviceId,
    instructionId,
    seq,
    at: server.now(),
    body,
    ...change,
  };
  return send(server, agentPaths.report, sealed(agent, message, payloadTypes.report), ReportReply);
}
