/**
 * A device that keeps to the agents' protocol against a real server: it enrols, checks in, simulates and "changes" one package, and tells what
 * it then sees. Its package manager is a variable; everything that crosses the border is real and signed.
 */
import type { Change } from '@fettle/core/deployment';
import { openAuthority } from '@fettle/proof/authority';
import { verifyApproval } from '@fettle/proof/approval';
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { type Envelope, payloadTypes } from '@fettle/proof/envelope-bytes';
import { digestOf } from '@fettle/proof/hash';
import { generateKey, publicKeyFromRaw } from '@fettle/proof/keys';
import { setDigest } from '@fettle/proof/set-digest';
import { specHash, verifyShare } from '@fettle/proof/spec-hash';
import { agentPaths, agentProtocol, CheckInReply, EnrolmentReply, type Report } from '@fettle/protocol/agent';
import { InstructionSchema, type InstructionRead } from '@fettle/protocol/instruction';

export type RealDevice = {
  readonly id: string;
  /** What its package manager would say is installed. */
  readonly version: () => string;
  /** One contact: says how it stands, does what it is told, reports. */
  readonly contact: () => Promise<void>;
};

const old = '3.0.15-1~deb12u1';
const fixed = '3.0.17-1~deb12u2';
const name = { name: 'openssl', architecture: 'amd64', sourceName: 'openssl' };
const now = (): string => ago(0);
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** Enrols a device of this name; it misses one security update of openssl. */
export async function enrolDevice(agentUrl: string, token: string, hostname: string, rootKeyId: string): Promise<RealDevice> {
  const key = generateKey();
  const system = {
    hostname,
    machineId: null,
    os: { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
    kernel: '6.1.0-41-amd64',
    architecture: 'x86_64',
    virtualisation: null,
    cpus: 2,
    memoryBytes: 2_000_000_000,
    addresses: ['192.0.2.10'],
    timeZone: 'Etc/UTC',
  };
  const post = async (path: string, envelope: unknown): Promise<unknown> => {
    const answer = await fetch(`${agentUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(envelope),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const enrolment = {
    type: 'enrolment',
    protocol: agentProtocol,
    token,
    publicKey: key.publicKey,
    at: now(),
    agentVersion: '0.1.0',
    mode: 'manage',
    system,
  };
  const claimed = (await post(agentPaths.enrol, seal(payloadTypes.enrolment, enrolment, key))) as Envelope; // opened below by the key that the authority names
  const reply = EnrolmentReply.parse(JSON.parse(Buffer.from(claimed.payload, 'base64').toString('utf8')));
  let authority = authorityOf(reply.authority, rootKeyId);
  let { ticket } = reply;
  let counter = 0;
  let installed = old;
  const taken = new Set<string>();
  const open = (envelope: unknown, type: (typeof payloadTypes)['reply' | 'instruction']): unknown => {
    const opened = openEnvelope(envelope, type, (keyid) => {
      const server = authority.servers.find((one) => one.keyid === keyid);
      const read = server === undefined ? null : publicKeyFromRaw(server.publicKey);
      return read?.ok === true ? read.key : null;
    });
    if (!opened.ok) throw new Error(opened.detail);
    return opened.payload;
  };

  async function contact(): Promise<void> {
    const sections = sectionsOf(system, installed);
    const digests = Object.fromEntries(Object.entries(sections).map(([section, { digest }]) => [section, digest]));
    const send = async (parts: object): Promise<CheckInReply> => {
      counter += 1;
      const message = {
        type: 'check-in',
        protocol: agentProtocol,
        deviceId: reply.deviceId,
        counter,
        ticket,
        at: now(),
        bootId: 'boot-1',
        scannedAt: now(),
        agentVersion: '0.1.0',
        mode: 'manage',
        authorityVersion: authority.version,
        stopVersion: 0,
        inFlight: [...taken],
        spooled: 0,
        digests,
        ...parts,
      };
      const answer = CheckInReply.parse(open(await post(agentPaths.checkIn, seal(payloadTypes.checkIn, message, key)), payloadTypes.reply));
      ticket = answer.ticket;
      return answer;
    };
    let answer = await send({});
    if (answer.wants.length > 0) {
      const wanted = answer.wants.map(({ section }) => [section, sections[section]] as const);
      answer = await send({ sections: Object.fromEntries(wanted) });
    }
    if (answer.authority !== null) authority = authorityOf(answer.authority, rootKeyId);
    for (const envelope of answer.instructions) await obey(InstructionSchema.parse(open(envelope, payloadTypes.instruction)));
  }

  async function obey(instruction: InstructionRead): Promise<void> {
    if (taken.has(instruction.id)) return;
    taken.add(instruction.id);
    let seq = 0;
    for (const body of answersTo(instruction)) {
      seq += 1;
      const report: Report = {
        type: 'report',
        protocol: agentProtocol,
        deviceId: reply.deviceId,
        instructionId: instruction.id,
        seq,
        at: now(),
        body,
      };
      await post(agentPaths.report, seal(payloadTypes.report, report, key));
    }
    taken.delete(instruction.id);
    done.add(instruction.id);
  }

  const done = new Set<string>();
  function answersTo({ id, body, clientId }: InstructionRead): Report['body'][] {
    if (done.has(id)) return [];
    switch (body.verb) {
      case 'simulate':
        return [{ status: 'ended', result: { verb: 'simulate', simulation: simulation(installed), trouble: null } }];
      case 'get':
        return [{ status: 'ended', result: { verb: 'get', ok: true, trouble: null, receipts: [] } }];
      case 'install':
      case 'rollback': {
        // As an agent: the share is in the spec, and an approver of the authority has signed exactly this spec.
        const subject = { clientId, deploymentId: body.header.deploymentId, specHash: specHash(body.header), now: now() };
        const approved = body.approvals.some((envelope) => verifyApproval(envelope, authority, subject).ok);
        if (!verifyShare(body) || !approved)
          return [{ status: 'refused', code: 'refused.not-approved', detail: 'No valid approval of this spec came with it.' }];
        installed = body.share.changes[0]?.to ?? installed;
        return [
          { status: 'accepted' },
          { status: 'progress', phase: 'changing', line: 'Setting up openssl' },
          { status: 'ended', result: { verb: 'install', install: result(installed) } },
        ];
      }
      case 'check':
        return [{ status: 'ended', result: { verb: 'check', answers: [] } }];
      case 'probe':
        return [];
      case 'scan':
        return [{ status: 'ended', result: { verb: 'scan', ok: true, trouble: null } }];
    }
  }
  await contact();
  return { id: reply.deviceId, version: () => installed, contact };
}

function authorityOf(envelope: unknown, rootKeyId: string) {
  const opened = openAuthority(envelope, rootKeyId);
  if (!opened.ok) throw new Error(opened.detail);
  return opened.authority;
}

function sectionsOf(system: object, version: string): Record<string, { readonly kind: string; readonly digest: string }> {
  const value = (content: unknown) => ({ kind: 'value', digest: digestOf(content), value: content });
  const set = (items: readonly unknown[]) => ({ kind: 'set', digest: setDigest(items), base: null, added: items, removed: [] });
  const origin = { label: 'Debian-Security', archive: 'oldstable-security', codename: 'bookworm-security' };
  const offers =
    version === fixed
      ? []
      : [{ ...name, from: version, to: fixed, sourceVersion: fixed, class: 'security', origin, bytes: 1_400_000, withheld: null }];
  return {
    system: value(system),
    runtime: value({ bootId: 'boot-1', restartPending: [], staleServices: [] }),
    'apt.state': value({
      ok: true,
      trouble: null,
      lists: { refreshedAt: startOfTest, lastAttempt: { at: startOfTest, ok: true, trouble: null } },
      problems: [],
    }),
    'apt.installed': set([{ ...name, version, sourceVersion: version, condition: 'installed', pinned: false }]),
    'apt.offers': set(offers),
    'apt.changelogs': set([{ sourceName: 'openssl', from: old, to: fixed, cves: ['CVE-2026-1000'] }]),
  };
}
const startOfTest = now();

function simulation(version: string) {
  const change: Change = { manager: 'apt', name: 'openssl', architecture: 'amd64', from: version, to: fixed };
  const file = { name: 'openssl', architecture: 'amd64', sha256: 'ab'.repeat(32), bytes: 1_400_000 } as const;
  return {
    at: now(),
    changes: [change],
    files: [{ ...file, version: fixed, from: 'archive' as const }],
    downloadBytes: 1_400_000,
    diskBytes: 0,
    wayBack: {
      kind: 'downgrade' as const,
      changes: [{ ...change, from: fixed, to: version }],
      files: [{ ...file, version, from: 'store' as const }],
    },
    restart: 'not-needed' as const,
  };
}

/** The scan comes after the change, by the device's clock. */
function result(version: string) {
  const startedAt = ago(900);
  return {
    how: 'done' as const,
    code: 'done',
    detail: 'openssl is in.',
    bootIdBefore: 'boot-1',
    startedAt,
    appliedAt: ago(300),
    restartDue: false,
    checksBefore: [],
    checksAfter: [],
    checksRolledBack: null,
    receipts: [
      {
        step: 'apply' as const,
        startedAt,
        endedAt: ago(300),
        ok: true,
        commands: [{ argv: ['apt-get', 'install', `openssl=${version}`], exitCode: 0 }],
        trouble: null,
        detail: 'Set up openssl.',
      },
    ],
    after: {
      at: now(),
      bootId: 'boot-1',
      packages: [{ name: 'openssl', architecture: 'amd64', version, condition: 'installed' as const }],
      offers: [],
      restartPending: false,
    },
  };
}
