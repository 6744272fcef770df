/**
 * A device as the server meets it over HTTP: enrols, checks in with an inventory of two packages, simulates, and says that it did what it was told.
 * It changes nothing; whether it says that it went well is the test's to choose.
 */
import type { Change } from '@fettle/core/deployment';
import { seal } from '@fettle/proof/envelope';
import type { Envelope, PayloadType } from '@fettle/proof/envelope-bytes';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { digestOf } from '@fettle/proof/hash';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { setDigest } from '@fettle/proof/set-digest';
import { agentPaths, agentProtocol, CheckInReply, EnrolmentReply } from '@fettle/protocol/agent';
import type { CheckIn, Report, Sections } from '@fettle/protocol/agent';
import { InstructionSchema } from '@fettle/protocol/instruction';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { installResult, inventoryOf, simulationOf } from './device-words.ts';
import type { Inventory } from './device-words.ts';

export type TestDevice = {
  readonly id: string;
  readonly name: string;
  /** Checks in, and answers everything that it is told. Returns the verbs. */
  readonly speak: () => Promise<readonly string[]>;
};

export type TestDeviceOptions = {
  readonly agents: string;
  readonly token: string;
  readonly name: string;
  readonly how?: 'done' | 'failed';
};

const now = (): string => Temporal.Now.instant().toString({ smallestUnit: 'millisecond' });

export async function enrolDevice({ agents, token, name, how = 'done' }: TestDeviceOptions): Promise<TestDevice> {
  const key = generateKey();
  const inventory = inventoryOf(name);
  const { system } = inventory;
  const common = { protocol: agentProtocol, agentVersion: '0.1.0-test', mode: 'manage' as const };
  const enrolment = { type: 'enrolment', ...common, token, publicKey: key.publicKey, at: now(), system };
  const reply = EnrolmentReply.parse(await post(agents, agentPaths.enrol, payloadTypes.enrolment, enrolment, key));
  const taken = new Set<string>();
  let { ticket } = reply;
  let counter = 0;

  async function checkIn(sections?: Sections): Promise<CheckInReply> {
    counter += 1;
    const message: CheckIn = {
      type: 'check-in',
      ...common,
      deviceId: reply.deviceId,
      counter,
      ticket,
      at: now(),
      bootId: inventory.runtime.bootId,
      scannedAt: now(),
      authorityVersion: 0,
      stopVersion: 0,
      inFlight: [],
      spooled: 0,
      digests: Object.fromEntries(Object.entries(sectionsOf(inventory)).map(([section, { digest }]) => [section, digest])),
      ...(sections === undefined ? {} : { sections }),
    };
    const answer = CheckInReply.parse(await post(agents, agentPaths.checkIn, payloadTypes.checkIn, message, key));
    ticket = answer.ticket;
    return answer;
  }

  async function report(instruction: InstructionRead, bodies: readonly Report['body'][]): Promise<void> {
    let seq = 0;
    for (const body of bodies) {
      seq += 1;
      const message: Report = {
        type: 'report',
        protocol: agentProtocol,
        deviceId: reply.deviceId,
        instructionId: instruction.id,
        seq,
        at: now(),
        body,
      };
      await post(agents, agentPaths.report, payloadTypes.report, message, key);
    }
  }

  return {
    id: reply.deviceId,
    name,
    async speak() {
      const first = await checkIn();
      const answer = first.wants.length === 0 ? first : await checkIn(sectionsOf(inventory));
      const verbs: string[] = [];
      for (const envelope of [...first.instructions, ...answer.instructions]) {
        const instruction = InstructionSchema.parse(payloadOf(envelope));
        if (taken.has(instruction.id)) continue;
        taken.add(instruction.id);
        verbs.push(instruction.body.verb);
        await report(instruction, bodiesFor(instruction, how));
      }
      return verbs;
    },
  };
}

function bodiesFor({ body }: InstructionRead, how: 'done' | 'failed'): readonly Report['body'][] {
  switch (body.verb) {
    case 'simulate':
      return [{ status: 'ended', result: { verb: 'simulate', simulation: simulationOf(body.wanted, now()), trouble: null } }];
    case 'get':
      return [{ status: 'ended', result: { verb: 'get', ok: true, trouble: null, receipts: [] } }];
    case 'install':
    case 'rollback': {
      const changes: readonly Change[] = body.share.changes;
      return [{ status: 'accepted' }, { status: 'ended', result: { verb: 'install', install: installResult(how, changes, now()) } }];
    }
    case 'scan':
      return [{ status: 'ended', result: { verb: 'scan', ok: true, trouble: null } }];
    case 'check':
      return [{ status: 'ended', result: { verb: 'check', answers: [] } }];
    case 'probe':
      return [];
  }
}

function sectionsOf(inventory: Inventory) {
  const value = <T>(of: T) => ({ kind: 'value' as const, digest: digestOf(of), value: of });
  const set = <T>(added: T[]) => ({ kind: 'set' as const, digest: setDigest(added), base: null, added, removed: [] });
  return {
    system: value(inventory.system),
    runtime: value(inventory.runtime),
    'apt.state': value(inventory.state),
    'apt.installed': set(inventory.installed),
    'apt.offers': set(inventory.offers),
    'apt.changelogs': set(inventory.changelogs),
  };
}

async function post(server: string, path: string, type: PayloadType, message: unknown, key: SigningKey): Promise<unknown> {
  const answer = await fetch(new URL(path, server), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(seal(type, message, key)),
  });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(body)}`);
  // The agent's own tests verify what comes back; here it only needs to be read.
  return payloadOf(body as Pick<Envelope, 'payload'>);
}

function payloadOf({ payload }: Pick<Envelope, 'payload'>): unknown {
  return JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
}
