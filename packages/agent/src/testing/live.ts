/** An enrolled agent on a simulated device with a server that speaks the protocol: everything that a story needs, around the present time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Share, SpecHeader } from '@fettle/core/deployment';
import type { CheckClock } from '@fettle/managers/checks';
import { signApproval } from '@fettle/proof/approval';
import { signAuthority } from '@fettle/proof/authority';
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { proveShare, sharesRoot, specHash } from '@fettle/proof/spec-hash';
import type { Instruction, InstructionBody, InstallResult, Report } from '@fettle/protocol/agent';
import { runAgent } from '../agent.ts';
import { now } from '../clock.ts';
import { enrol } from '../contact/enrol.ts';
import type { LimitsRead } from '../limits.ts';
import { patience } from '../patience.ts';
import type { Patience } from '../patience.ts';
import { foldersIn, makeFolders } from '../state/folders.ts';
import type { Folders } from '../state/folders.ts';
import { readDeviceKey } from '../state/identity.ts';
import { readState } from '../state/state.ts';
import { fakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-server.ts';
import { manageLimits, quick } from './quick.ts';
import { simDevice } from './sim-device.ts';
import type { SimDevice } from './sim-device.ts';
import { simMachine } from './sim-machine.ts';
import { simChange, simFile, simManager } from './sim-manager.ts';

export const liveIds = {
  device: '0195f000-0000-7000-8000-000000000001',
  client: '0195f000-0000-7000-8000-0000000000c1',
  deployment: '0195f000-0000-7000-8000-0000000000d1',
  other: '0195f000-0000-7000-8000-0000000000ff',
  policy: '0195f000-0000-7000-8000-0000000000e1',
};
export const liveKeys = {
  root: generateKey(),
  server: generateKey(),
  nextServer: generateKey(),
  approver: generateKey(),
  stranger: generateKey(),
};

export function fromNow(seconds: number): string {
  return Temporal.Now.instant()
    .add({ milliseconds: Math.round(seconds * 1000) })
    .toString({ smallestUnit: 'millisecond' });
}

export function liveAuthority(version = 1, endsIn = 86_400, servers: readonly SigningKey[] = [liveKeys.server]): unknown {
  return signAuthority(
    {
      version,
      provider: 'Provider',
      issuedAt: fromNow(-86_400 * 2),
      expiresAt: fromNow(endsIn),
      servers: servers.map((key) => ({ keyid: key.keyid, publicKey: key.publicKey, name: 'server' })),
      approvers: [
        {
          keyid: liveKeys.approver.keyid,
          publicKey: liveKeys.approver.publicKey,
          name: 'Ada',
          personId: null,
          clients: '*',
          expiresAt: fromNow(86_400),
        },
      ],
    },
    liveKeys.root,
  );
}

export type Order = {
  readonly id?: string;
  readonly sequence?: number;
  readonly verb?: InstructionBody['verb'];
  readonly share?: Partial<Share>;
  readonly header?: Partial<SpecHeader>;
  readonly change?: Partial<Instruction>;
  readonly signer?: SigningKey;
  readonly approver?: SigningKey;
  readonly body?: Record<string, unknown>;
};

export type LifeOptions = {
  readonly limits?: LimitsRead;
  readonly patience?: Partial<Patience>;
  readonly checkClock?: CheckClock;
};

export type Live = {
  readonly server: FakeServer;
  readonly device: SimDevice;
  readonly folders: Folders;
  readonly logs: string[];
  /** An approved change of lab-app from 1 to 2, or another instruction, with the server's key. */
  readonly order: (order?: Order) => unknown;
  /** Starts the agent in this process; a restart of the device ends it, and `restarted` starts the next life. */
  readonly start: (options?: LifeOptions) => { readonly stop: () => Promise<void>; readonly ended: Promise<void> };
  readonly until: (what: () => unknown, words: string, seconds?: number) => Promise<void>;
  /** The end of an instruction as the server has it: exactly one, or it throws. */
  readonly endOf: (id?: string) => Report['body'];
  readonly installOf: (id?: string) => InstallResult;
  readonly close: () => Promise<void>;
};

export async function openLive(self: readonly string[] = [], authority: unknown = liveAuthority()): Promise<Live> {
  const root = mkdtempSync(join(tmpdir(), 'fettle-agent-'));
  const device = simDevice(join(root, 'device'));
  device.put('lab-app', { version: '1', condition: 'installed', reinstall: false });
  const folders = foldersIn(join(root, 'state'));
  makeFolders(folders);
  const server = await fakeServer({ key: liveKeys.server, authority: liveAuthority(), deviceId: liveIds.device, clientId: liveIds.client });
  const enrolled = await enrol(folders, {
    server: server.url,
    token: 'token-token-1',
    trust: liveKeys.root.keyid,
    allowHttp: false,
    mode: 'manage',
    system: systemFacts,
    agentVersion: 'test',
    now: now(),
  });
  if (!enrolled.ok) throw new Error(enrolled.sentence);
  server.say.authority = authority;
  const key = readDeviceKey(folders);
  if (!key.ok || key.value === null) throw new Error('no key');
  const { keyid } = key.value;
  const logs: string[] = [];
  const running = new Set<() => Promise<void>>();

  function start(options: LifeOptions = {}) {
    const ending = new AbortController();
    const read = readState(folders, now());
    if (!read.ok) throw new Error(read.sentence);
    logs.push(...read.notices);
    const ended = runAgent({
      state: read.state,
      machine: simMachine(device, () => ending.abort()),
      managers: [simManager(device)],
      limits: () => options.limits ?? manageLimits,
      self: ['env', `FETTLE_SIM_DEVICE=${device.folder}`, ...self],
      refreshSeconds: 86_400,
      scanSeconds: 86_400,
      once: false,
      patience: { ...patience, ...quick, ...options.patience },
      ...(options.checkClock === undefined ? {} : { checkClock: options.checkClock }),
      log: (line) => logs.push(line),
      signal: ending.signal,
    });
    const stop = async () => {
      ending.abort();
      await ended;
      running.delete(stop);
    };
    running.add(stop);
    return { stop, ended };
  }

  return {
    server,
    device,
    folders,
    logs,
    order: (order = {}) => instructionOf(order, keyid),
    start,
    async until(what, words, seconds = 15) {
      for (let waited = 0; ; waited += 0.01) {
        if (what() === true) return;
        if (waited > seconds) throw new Error(`not within ${seconds} s: ${words}\n${logs.slice(-15).join('\n')}`);
        await sleep(10);
      }
    },
    endOf,
    installOf(id) {
      const body = endOf(id);
      if (body.status !== 'ended' || body.result.verb !== 'install') throw new Error(`no install, but ${JSON.stringify(body)}`);
      return body.result.install;
    },
    async close() {
      for (const stop of running) await stop();
      await server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };

  function endOf(id = 'i-1'): Report['body'] {
    const ends = server.of(id).filter(({ body }) => body.status === 'ended' || body.status === 'refused');
    if (ends.length !== 1 || ends[0] === undefined) throw new Error(`${ends.length} ends of ${id}: ${JSON.stringify(ends)}`);
    return ends[0].body;
  }
}

/** A window that is open now, whatever the hour: of the whole day before and after. */
const openWindow = { zone: 'UTC', rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 2880 };

function instructionOf(order: Order, keyid: string): unknown {
  const { id = 'i-1', sequence = 1, verb = 'install', signer = liveKeys.server, approver = liveKeys.approver } = order;
  const share: Share = {
    deviceId: liveIds.device,
    deviceKeyId: keyid,
    ring: 0,
    direction: 'forward',
    window: openWindow,
    changes: [simChange('lab-app', '1', '2')],
    files: [simFile('lab-app', '2')],
    wayBack: { kind: 'downgrade', changes: [simChange('lab-app', '2', '1')], files: [simFile('lab-app', '1')] },
    simulatedAt: now(),
    expectedSeconds: 60,
    ...order.share,
  };
  const header: SpecHeader = {
    format: 'fettle-spec/1',
    deploymentId: liveIds.deployment,
    clientId: liveIds.client,
    title: 'lab-app',
    reason: '',
    createdAt: fromNow(-7200),
    expiresAt: fromNow(86_400),
    policy: { id: liveIds.policy, version: 1 },
    predecessor: null,
    rings: [{ name: 'test', earliest: fromNow(-3600), gate: { minVerified: 1, minRate: 1, soak: 'PT0S' } }],
    pace: { maxParallel: 5, devicesPerHour: 50 },
    failureBudget: 0,
    restart: 'if-needed',
    rollback: 'automatic',
    startOffline: false,
    checks: [],
    sharesRoot: sharesRoot([share]),
    shareCount: 1,
    ...order.header,
  };
  const approval = signApproval(
    {
      deploymentId: header.deploymentId,
      clientId: header.clientId,
      specHash: specHash(header),
      statement: 'seen',
      at: fromNow(-3600),
      expiresAt: fromNow(86_400),
    },
    approver,
  );
  const approved = { header, share, index: 0, proof: proveShare([share], 0), approvals: [approval], attempt: 1 };
  const bodies: Record<string, Record<string, unknown>> = {
    scan: {},
    simulate: { wanted: [{ manager: 'apt', name: 'lab-app', architecture: 'all', version: '2' }] },
    check: { checks: [] },
    probe: {},
  };
  const payload = {
    type: 'instruction',
    id,
    deviceId: liveIds.device,
    deviceKeyId: keyid,
    clientId: liveIds.client,
    sequence,
    issuedAt: fromNow(-60),
    notBefore: fromNow(-60),
    notAfter: fromNow(3600),
    body: { verb, ...(bodies[verb] ?? approved), ...order.body },
    ...order.change,
  };
  return seal(payloadTypes.instruction, payload, signer);
}

const systemFacts = {
  hostname: 'device',
  machineId: null,
  os: { id: 'debian', versionId: '12', prettyName: 'Debian' },
  kernel: '6.1',
  architecture: 'x86_64',
  virtualisation: null,
  cpus: 1,
  memoryBytes: 1,
  addresses: [],
  timeZone: null,
};
