/**
 * A device as the server meets it: opens what it is given with the server's key, answers with reports. It keeps to the protocol and changes nothing;
 * what becomes of its changes is told by its behaviour.
 */
import { rulesOf, wayBackFailed, wayWords } from '@fettle/core/deployment';
import type { Change, Share, Wanted } from '@fettle/core/deployment';
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { verifyShare } from '@fettle/proof/spec-hash';
import { agentProtocol } from '@fettle/protocol/agent';
import type { InstallResult, Report, SimulationSchema } from '@fettle/protocol/agent';
import type { z } from 'zod';
import { InstructionSchema } from '@fettle/protocol/instruction';
import type { InstructionRead } from '@fettle/protocol/instruction';

export type Behaviour = {
  simulate:
    | 'answers'
    | 'answers at length'
    | 'brings more'
    | 'brings a gigabyte'
    | 'no way back'
    | 'as an older agent'
    | 'fails'
    | 'silent';
  /** `no rates`: its agent is older than rates, and can not read an instruction that has one. */
  get: 'secures' | 'fails' | 'silent' | 'no rates';
  install:
    | InstallResult['how']
    | 'silent'
    | 'accepts only'
    | 'not verified'
    | 'done without a scan'
    | 'failed and is in'
    | 'could not go back';
  check: 'passed' | 'failed' | 'cannot tell' | 'silent';
  /** What its probe writes. */
  probe: string;
};

export type FakeDevice = {
  readonly id: string;
  readonly name: string;
  readonly key: SigningKey;
  readonly behaviour: Behaviour;
  /** Instructions that it has taken, by id, in order. */
  readonly taken: Map<string, InstructionRead>;
  /** What it really did: installs, each time. */
  readonly installs: string[];
  readonly seen: Map<string, number>;
  /** Instructions that it has ended. */
  readonly ended: Set<string>;
  /** Reports that did not get through yet. */
  readonly held: { readonly report: Report; readonly envelope: unknown }[];
};

export function fakeDevice(id: string, name: string, behaviour: Partial<Behaviour> = {}): FakeDevice {
  const usual: Behaviour = { simulate: 'answers', get: 'secures', install: 'done', check: 'passed', probe: 'silent' };
  return {
    id,
    name,
    key: generateKey(),
    behaviour: { ...usual, ...behaviour },
    taken: new Map(),
    installs: [],
    seen: new Map(),
    ended: new Set(),
    held: [],
  };
}

/** What its journal says: taken, and not ended. */
export function inHandOf({ taken, ended }: FakeDevice): string[] {
  return [...taken.keys()].filter((id) => !ended.has(id));
}

export const oldVersion = '1.0-1';

/** What a device says to an instruction that it has not taken yet. */
export function work(device: FakeDevice, envelope: unknown, server: SigningKey, now: string): Report['body'][] {
  const opened = openEnvelope(envelope, payloadTypes.instruction, (keyid) => (keyid === server.keyid ? server.verifyKey : null), {
    maxPayloadBytes: 32 * 1024 * 1024,
  });
  if (!opened.ok) throw new Error(opened.detail);
  const instruction = InstructionSchema.parse(opened.payload);
  if (instruction.deviceId !== device.id) throw new Error('the instruction is for another device');
  if (device.taken.has(instruction.id)) return [];
  device.taken.set(instruction.id, instruction);
  return answer(device, instruction, now);
}

function answer(device: FakeDevice, { body }: InstructionRead, now: string): Report['body'][] {
  const { behaviour } = device;
  switch (body.verb) {
    case 'scan':
      return [{ status: 'ended', result: { verb: 'scan', ok: true, trouble: null } }];
    case 'simulate':
      if (behaviour.simulate === 'silent') return [];
      return [
        {
          status: 'ended',
          result: {
            verb: 'simulate',
            simulation: behaviour.simulate === 'fails' ? null : simulationOf(atLength(behaviour, body.wanted), now, behaviour),
            trouble: behaviour.simulate === 'fails' ? trouble : null,
          },
        },
      ];
    case 'get':
      if (behaviour.get === 'silent') return [];
      if (behaviour.get === 'no rates' && body.bytesPerSecond !== undefined)
        return [{ status: 'refused', code: 'refused.malformed', detail: 'Unrecognized key: "bytesPerSecond"' }];
      return [
        {
          status: 'ended',
          result: {
            verb: 'get',
            ok: behaviour.get !== 'fails',
            trouble: behaviour.get === 'fails' ? trouble : null,
            receipts: [],
          },
        },
      ];
    case 'check':
      const said = behaviour.check;
      if (said === 'silent') return [];
      return [
        {
          status: 'ended',
          result: {
            verb: 'check',
            answers: body.checks.map(({ name }) => ({
              name,
              answer: answerOfCheck[said],
              detail: '',
              durationMs: 1,
            })),
          },
        },
      ];
    case 'probe':
      return behaviour.probe === 'silent'
        ? []
        : [{ status: 'ended', result: { verb: 'probe', ok: true, output: behaviour.probe, code: 'ok', detail: 'It ended.' } }];
    case 'install':
    case 'rollback': {
      if (!verifyShare(body)) throw new Error('the share does not belong to the spec');
      if (behaviour.install === 'silent') return [];
      if (behaviour.install === 'accepts only')
        return [{ status: 'accepted' }, { status: 'progress', phase: 'changing', line: 'changing' }];
      device.installs.push(`${body.header.deploymentId} ${body.attempt}`);
      return [
        { status: 'accepted' },
        { status: 'progress', phase: 'changing', line: 'changing' },
        {
          status: 'ended',
          result: {
            verb: 'install',
            install: drilled(
              body.header.drill === true,
              body.share,
              now,
              installResult(
                behaviour.install,
                body.share.changes,
                now,
                rulesOf(body.header, body.share).checks.map(({ name }) => name),
              ),
            ),
          },
        },
      ];
    }
  }
}

const answerOfCheck = { passed: 'passed', failed: 'failed', 'cannot tell': 'could-not-measure' } as const;

const trouble = {
  code: 'apt.fetch-failed',
  cause: 'The archive does not answer.',
  retry: 'later',
  nextStep: 'Try again.',
  excerpt: '',
} as const;

/** Megabytes of dependencies; or one that nobody asked for. */
function atLength({ simulate }: Behaviour, wanted: readonly Wanted[]): readonly Wanted[] {
  if (simulate === 'brings more') return [{ manager: 'apt', name: 'lab-needed', architecture: 'amd64', version: '3.0-1' }, ...wanted];
  if (simulate !== 'answers at length') return wanted;
  const more = Array.from({ length: 12_000 }, (_, index): Wanted => ({
    manager: 'apt',
    name: `dependency-${index}`,
    architecture: 'amd64',
    version: '2.0-1',
  }));
  return [...wanted, ...more];
}

function simulationOf(wanted: readonly Wanted[], at: string, { simulate }: Behaviour): z.infer<typeof SimulationSchema> {
  const changes = wanted.map(({ manager, name, architecture, version }): Change => ({
    manager,
    name,
    architecture,
    from: version === oldVersion ? '2.0-1' : oldVersion,
    to: version,
  }));
  return {
    at,
    changes,
    files: changes.map(({ name, architecture, to }) => ({
      name,
      architecture,
      version: to ?? '',
      sha256: 'ab'.repeat(32),
      bytes: simulate === 'brings a gigabyte' ? 1_000_000_000 : 1000,
      from: 'archive',
    })),
    downloadBytes: 1000,
    diskBytes: 0,
    wayBack:
      simulate === 'no way back'
        ? { kind: 'none', because: 'The archive has no older version.' }
        : { kind: 'downgrade', changes: changes.map((change) => ({ ...change, from: change.to, to: change.from })), files: [] },
    restart: 'not-needed',
    reinstall: { possible: true },
    ...(simulate === 'as an older agent' ? {} : { understands: [...wayWords] }),
  };
}

function installResult(
  how: Exclude<Behaviour['install'], 'silent' | 'accepts only'>,
  changes: readonly Change[],
  now: string,
  checks: readonly string[],
): InstallResult {
  const at = Temporal.Instant.from(now);
  const before = (seconds: number) => at.subtract({ seconds }).toString({ smallestUnit: 'millisecond' });
  const answers = checks.map((name) => ({ name, answer: 'passed' as const, detail: '', durationMs: 1 }));
  const isIn = how === 'done' || how === 'done without a scan' || how === 'failed and is in' || how === 'could not go back';
  return {
    how:
      how === 'not verified' || how === 'done without a scan'
        ? 'done'
        : how === 'failed and is in' || how === 'could not go back'
          ? 'failed'
          : how,
    code: how === 'could not go back' ? wayBackFailed : how,
    detail: `It went ${how}.`,
    bootIdBefore: 'boot-1',
    startedAt: before(60),
    appliedAt: before(30),
    restartDue: false,
    checksBefore: answers,
    checksAfter: answers,
    checksRolledBack: null,
    receipts: [],
    after:
      how === 'done without a scan'
        ? null
        : {
            at: now,
            bootId: 'boot-1',
            packages: changes.map(({ name, architecture, from, to }) => ({
              name,
              architecture,
              version: (isIn ? to : from) ?? '',
              condition: 'installed',
            })),
            offers: isIn ? [] : changes.map(({ name, architecture, to }) => ({ name, architecture, to: to ?? '' })),
            restartPending: false,
          },
  };
}

/** Of a drill: forward, and back within a minute. */
function drilled(isDrill: boolean, { wayBack }: Pick<Share, 'wayBack'>, now: string, install: InstallResult): InstallResult {
  if (!isDrill || install.how !== 'done' || install.after === null || !('changes' in wayBack)) return install;
  const startedAt = Temporal.Instant.from(now).subtract({ seconds: 42 }).toString({ smallestUnit: 'millisecond' });
  const packages = wayBack.changes.map(({ name, architecture, to }) => ({
    name,
    architecture,
    version: to ?? '',
    condition: 'installed' as const,
  }));
  return {
    ...install,
    code: 'drill.back',
    checksRolledBack: install.checksAfter,
    receipts: [{ step: 'roll-back', startedAt, endedAt: now, ok: true, commands: [], trouble: null, detail: '' }],
    after: { ...install.after, packages },
  };
}

/** The report with its place among those about this instruction, signed by the device. */
export function reportOf(
  device: FakeDevice,
  instructionId: string,
  body: Report['body'],
  at: string,
): { readonly report: Report; readonly envelope: unknown } {
  if (body.status === 'ended' || body.status === 'refused') device.ended.add(instructionId);
  const seq = (device.seen.get(instructionId) ?? 0) + 1;
  device.seen.set(instructionId, seq);
  const report: Report = { type: 'report', protocol: agentProtocol, deviceId: device.id, instructionId, seq, at, body };
  return { report, envelope: seal(payloadTypes.report, report, device.key) };
}
