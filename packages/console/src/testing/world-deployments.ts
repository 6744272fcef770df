/** Made-up deployments, one in each state that looks different, with specs whose hashes are true. */
import type { Spec } from '@fettle/core/deployment';
import { wayBackFailed } from '@fettle/core/deployment';
import { sharesRoot, specHash } from '@fettle/proof/spec-hash';
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices, id, patchRisks, updateRisk } from './world.ts';

export type Deployment = CallOutput<'getDeployment'>;
type Run = Deployment['runs'][number];

const client = clients[1];
if (client === undefined) throw new Error('the made-up world has clients');
const mine = devices.filter((device) => device.clientId === client.id);
const ringNames = ['test', 'pilot', 'broad'];
const ringOf = (n: number): number => (n === 0 ? 0 : n < 3 ? 1 : 2);
const openssl = { manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.15-1~deb12u1', to: '3.0.17-1~deb12u2' } as const;
const file = {
  name: 'openssl',
  architecture: 'amd64',
  version: '3.0.17-1~deb12u2',
  sha256: 'ab'.repeat(32),
  bytes: 1_420_000,
  from: 'archive',
} as const;

/** A spec over the client's devices, as the planner would make it. */
export function specOf(deploymentId: string, title: string): Spec {
  const shares = mine.map((device, n): Spec['shares'][number] => ({
    deviceId: device.id,
    deviceKeyId: device.keyId,
    ring: ringOf(n),
    window: { zone: device.zone, rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240 },
    direction: 'forward',
    changes: n % 2 === 0 ? [openssl] : [openssl, { ...openssl, name: 'libssl3' }],
    files: [file],
    wayBack:
      n === 5
        ? { kind: 'none', because: 'The archive has 3.0.15-1~deb12u1 no more, and the device has not kept it.' }
        : n === 2
          ? {
              kind: 'rebuild',
              rebuild: {
                by: 'operations on duty',
                from: 'share images, folder mail-2026',
                minutes: 90,
                steps: 'Wiki, page “A mail server anew”',
              },
              changes: [{ ...openssl, from: openssl.to, to: openssl.from }],
              files: [],
            }
          : {
              kind: 'downgrade',
              changes: [{ ...openssl, from: openssl.to, to: openssl.from }],
              files: [{ ...file, version: '3.0.15-1~deb12u1', from: 'store' }],
            },
    simulatedAt: at(-70),
    expectedSeconds: 240,
  }));
  const header: Spec['header'] = {
    format: 'fettle-spec/1',
    deploymentId,
    clientId: client?.id ?? '',
    title,
    reason: 'CVE-2026-1000 is being used.',
    createdAt: at(-60),
    expiresAt: at(20_000),
    policy: { id: id(5, 1), version: 4 },
    predecessor: null,
    rings: ringNames.map((name, ring) => ({
      name,
      earliest: at(-60 + ring * 1440),
      gate: { minVerified: 1, minRate: ring === 0 ? 1 : 0.9, soak: ring === 2 ? 'PT0S' : 'P1D' },
    })),
    pace: { maxParallel: 5, devicesPerHour: 50 },
    failureBudget: 1,
    restart: 'if-needed',
    rollback: 'automatic',
    startOffline: false,
    checks: [
      { kind: 'service', name: 'shop', unit: 'nginx.service', timeoutSeconds: 30 },
      { kind: 'http', name: 'shop answers', url: 'http://127.0.0.1:8080/health', expectStatus: 200, timeoutSeconds: 20 },
    ],
    sharesRoot: sharesRoot(shares),
    shareCount: shares.length,
  };
  return { header, shares };
}

const command = (kind: string, allowed: boolean, sentence: string | null = null) => ({ kind, label: kind, allowed, sentence });
const commands = (can: Readonly<Record<string, string | null>>) =>
  ['approve', 'test', 'release', 'hold', 'cancel', 'roll-back'].map((kind) =>
    can[kind] === null ? command(kind, true) : command(kind, false, can[kind] ?? 'The deployment has ended.'),
  );

const planned = (n: number): Run => ({
  deviceId: mine[n]?.id ?? '',
  deviceName: mine[n]?.name ?? '',
  ring: ringOf(n),
  attempt: 1,
  label: 'planned',
  phase: 'planned',
  outcome: null,
  code: null,
  detail: null,
  waiting: null,
  waitingUntil: null,
  progressAt: null,
  secured: false,
  result: null,
  ...(n === 0
    ? {
        waysAfter: [
          {
            way: 'reinstall',
            sentence: 'Order a roll-back by reinstall: the device simulates first whether it can, and a person approves it.',
          },
        ],
      }
    : {}),
});
const verified = (n: number): Run => ({
  ...planned(n),
  label: 'verified',
  phase: 'reported',
  outcome: 'verified',
  code: 'run.verified',
  detail: 'A scan taken after the change saw the new versions.',
  progressAt: at(-30),
  secured: true,
  result: {
    ...failure,
    how: 'done',
    code: 'done',
    detail: 'Done.',
    checksAfter: failure.checksBefore,
    checksRolledBack: null,
    receipts: failure.receipts.slice(0, 1),
    configuration: {
      before: 'c0'.repeat(32),
      after: 'c1'.repeat(32),
      files: 812,
      notLookedAt: 1,
      differs: [
        { path: '/etc/ssl/openssl.cnf', how: 'changed', package: 'openssl' },
        { path: '/etc/ssl/openssl.cnf.dpkg-dist', how: 'new', package: null },
      ],
      more: 0,
      kept: [{ path: '/etc/ssl/openssl.cnf', package: 'openssl' }],
    },
    people: [
      { at: at(-33), what: 'shown', user: 'ada', session: '3', way: 'desktop', detail: 'shown with its choices' },
      { at: at(-33), what: 'shown', user: 'bob', session: 'pts/0', way: 'terminal', detail: 'written to all terminals' },
      { at: at(-32), what: 'postponed', user: 'ada', session: '3', way: 'desktop', detail: 'put off until 2026-11-22T20:40:00Z' },
      { at: at(-30), what: 'agreed', user: 'ada', session: '3', way: 'desktop', detail: 'restart now' },
    ],
    after: scan,
  },
  expected: { seconds: 240, from: 'learned from 7 runs of this device' },
  order: { turn: 2, why: 'urgent, due 24 Nov 2026, important; after db-02, which it depends on' },
});

const scan = {
  at: at(-28),
  bootId: 'boot-1',
  packages: [{ name: 'openssl', architecture: 'amd64', version: '3.0.17-1~deb12u2', condition: 'installed' as const }],
  offers: [],
  restartPending: false,
};
const passed = { name: 'shop', answer: 'passed' as const, detail: 'nginx.service is active.', durationMs: 40 };
const trouble = {
  code: 'apt.no-space',
  cause: 'The disk is full: 12 MB are free in /var where 48 MB are needed.',
  retry: 'after-repair' as const,
  nextStep: 'Free space in /var, then make another deployment for this device.',
  excerpt: "E: You don't have enough free space in /var/cache/apt/archives/.",
};
const failure: NonNullable<Run['result']> = {
  how: 'rolled back',
  code: 'apt.no-space',
  detail: 'The disk is full; it was taken back.',
  bootIdBefore: 'boot-1',
  startedAt: at(-34),
  appliedAt: null,
  restartDue: false,
  checksBefore: [passed, { name: 'shop answers', answer: 'passed', detail: 'Answered 200 in 12 ms.', durationMs: 12 }],
  checksAfter: [{ name: 'shop', answer: 'could-not-measure', detail: 'systemd did not answer within 30 s.', durationMs: 30_000 }],
  checksRolledBack: [passed],
  receipts: [
    { step: 'check-before', startedAt: at(-34), endedAt: at(-33.9), ok: true, commands: [], trouble: null, detail: 'Both checks passed.' },
    {
      step: 'apply',
      startedAt: at(-33.9),
      endedAt: at(-33),
      ok: false,
      commands: [{ argv: ['apt-get', '-y', '--no-remove', 'install', 'openssl=3.0.17-1~deb12u2'], exitCode: 100 }],
      trouble,
      detail: 'apt-get ended with 100.',
    },
    {
      step: 'roll-back',
      startedAt: at(-33),
      endedAt: at(-32),
      ok: true,
      commands: [{ argv: ['dpkg', '--configure', '-a'], exitCode: 0 }],
      trouble: null,
      detail: 'Back at 3.0.15-1~deb12u1.',
    },
  ],
  after: null,
};
const rolledBack = (n: number): Run => ({
  ...planned(n),
  label: 'rolled back',
  phase: 'reported',
  outcome: 'rolled back',
  code: 'apt.no-space',
  detail: 'The disk is full: 12 MB are free in /var where 48 MB are needed. It was taken back.',
  progressAt: at(-32),
  secured: true,
  result: failure,
});
const couldNotGoBack = (n: number): Run => ({
  ...rolledBack(n),
  label: 'failed',
  outcome: 'failed',
  code: wayBackFailed,
  detail: 'Its check failed. The way back did not work either. Not at its old version: openssl.',
  wayBackFailed: {
    tried: 'downgrade',
    next: [
      { way: 'history', can: null, sentence: 'It is for right after the change, and only where it was approved with it.' },
      {
        way: 'a rebuild by operations on duty',
        can: 'rebuild',
        sentence: 'Have it built anew: it is awaited of a person from then on.',
        rebuild: { by: 'operations on duty', from: 'share images, folder shop-2026', minutes: 60, steps: 'Wiki, page “A shop anew”' },
      },
    ],
  },
});
const changing = (n: number): Run => ({
  ...planned(n),
  label: 'changing',
  phase: 'changing',
  waiting: `${mine[n]?.name} is at work.`,
  progressAt: at(-1),
  secured: true,
});
const waits = (n: number): Run => ({
  ...planned(n),
  label: 'waiting for window',
  phase: 'waiting for window',
  waiting: `${mine[n]?.name} waits for its window, which opens on Sunday at 02:00.`,
  waitingUntil: at(2880),
  progressAt: at(-20),
  secured: true,
});
const lost = (n: number): Run => ({
  ...planned(n),
  label: 'unknown',
  phase: 'changing',
  outcome: 'unknown',
  code: 'run.silent',
  detail: 'It began and has not been in contact for two hours.',
  progressAt: at(-130),
  secured: true,
});
const refused = (n: number): Run => ({
  ...planned(n),
  label: 'refused',
  phase: 'sent',
  outcome: 'refused',
  code: 'refused.limits',
  detail: 'The limits on the device do not allow it: no restarts on weekdays.',
  progressAt: at(-25),
});

const count = (runs: readonly Run[], outcomes: readonly (string | null)[]): number =>
  runs.filter((run) => outcomes.includes(run.outcome)).length;

function deployment(n: number, title: string, runs: readonly Run[], change: Partial<Deployment>): Deployment {
  const spec = specOf(id(7, n), title);
  const rings = spec.header.rings.map((ring, index) => ({
    index,
    name: ring.name,
    phase: index === 0 ? ('passed' as const) : index === 1 ? ('open' as const) : ('closed' as const),
    answer: index === 0 ? ('passed' as const) : null,
    earliest: ring.earliest,
    soakUntil: null,
    gate: ring.gate,
    devices: runs.filter((run) => run.ring === index).length,
    verified: count(
      runs.filter((run) => run.ring === index),
      ['verified'],
    ),
    failed: count(
      runs.filter((run) => run.ring === index),
      ['failed', 'rolled back'],
    ),
  }));
  return {
    id: id(7, n),
    clientId: client?.id ?? '',
    clientName: client?.name ?? '',
    title,
    status: 'active',
    createdAt: at(-60 - n * 300),
    createdBy: 'Anna Müller',
    devices: runs.length,
    verified: count(runs, ['verified']),
    failed: count(runs, ['failed', 'rolled back']),
    inFlight: runs.filter((run) => run.outcome === null && run.phase !== 'planned').length,
    open: count(runs, [null]),
    ring: 'pilot',
    holds: [],
    waiting: null,
    wakeAt: at(4),
    predecessorId: null,
    lane: null,
    approvalLateAt: null,
    reason: spec.header.reason,
    proposal: null,
    specHash: specHash(spec.header),
    spec: { header: spec.header, shares: [...spec.shares] },
    approvals: [{ keyid: 'cd'.repeat(32), name: 'Anna Müller', at: at(-50), standing: false }],
    rings,
    dependants: [],
    acceptable: [],
    runs: [...runs],
    waitingOn: [],
    commands: commands({
      approve: 'The spec is approved already.',
      release: 'Nothing holds this deployment.',
      hold: null,
      cancel: null,
      'roll-back': 'Devices are still changing: wait until they have finished, or hold or cancel the deployment first.',
    }),
    canRollBack: { allowed: true, sentence: null },
    policy: { id: id(5, 1), name: 'Servers', version: 4 },
    campaign: null,
    successorIds: [],
    patchRisks: [],
    lint: [],
    ...change,
  };
}

const hold = {
  id: 'hold-1',
  reason: 'failure budget' as const,
  since: at(-31),
  ring: 1,
  detail: 'The budget of 1 failure is spent: 2 of 3 devices of ring pilot failed.',
  by: 'engine',
};
const approval = {
  id: 'hold-0',
  reason: 'approval' as const,
  since: at(-60),
  ring: null,
  detail: 'Nobody has approved the spec yet.',
  by: 'engine',
};

const all = [...mine.keys()];
const toldOfTest = {
  result: 'failed' as const,
  by: 'Anna Müller',
  detail: 'No receipt came.',
  at: at(-2700),
  accepted: true,
  attachments: [{ name: 'till of the front desk.png', bytes: 183_204, sha256: '4c'.repeat(32) }],
};

export const deployments: readonly Deployment[] = [
  deployment(
    1,
    'November security',
    [verified(0), rolledBack(1), changing(2), ...all.slice(3).map((n) => (n === 4 ? refused(n) : n === 5 ? lost(n) : waits(n)))],
    {
      holds: [hold],
      tests: [
        {
          name: 'book a guest',
          kind: 'manual',
          what: 'Book a guest on the test desk.',
          expected: 'A booking number.',
          packages: [],
          onFailure: 'hold',
          whatToDo: 'Call the maker of the desk.',
          said: null,
        },
      ],
      proposal: {
        ready: true,
        warnings: [],
        problems: [],
        devices: [
          {
            deviceId: devices[0]?.id ?? '',
            deviceName: 'backup-01',
            state: 'no answer',
            because: 'The device was asked to simulate the change and has not answered.',
            leftOut: [],
            simulation: null,
          },
        ],
      },
      dependants: [
        {
          deviceId: devices[0]?.id ?? '',
          deviceName: 'till-03',
          changedId: mine[0]?.id ?? '',
          changedName: mine[0]?.name ?? '',
          answer: 'failed',
          accepted: false,
          beforeAt: at(-60),
          afterAt: at(-20),
          before: [{ name: 'sells', answer: 'passed', detail: '', durationMs: 12 }],
          after: [{ name: 'sells', answer: 'failed', detail: 'http://127.0.0.1/sell answered 500, expected 200', durationMs: 31 }],
        },
        {
          deviceId: devices[0]?.id ?? '',
          deviceName: 'till-03',
          changedId: mine[2]?.id ?? '',
          changedName: mine[2]?.name ?? '',
          answer: null,
          accepted: false,
          beforeAt: at(-4),
          afterAt: null,
          before: [{ name: 'sells', answer: 'could-not-measure', detail: 'systemd does not answer', durationMs: 12 }],
          after: [],
        },
      ],
      acceptable: [{ holdId: hold.id, deviceIds: [mine[1]?.id ?? '', mine[5]?.id ?? ''] }],
      waiting: { sentence: 'Too many failures in ring pilot since 01:20: The budget of 1 failure is spent.', until: null, deviceId: null },
      waitingOn: [
        { sentence: 'Too many failures in ring pilot since 01:20: The budget of 1 failure is spent.', until: null, deviceId: null },
        { sentence: `${mine[2]?.name} is at work.`, until: null, deviceId: mine[2]?.id ?? null },
        {
          sentence: `${mine[6]?.name} waits for its window, which opens on Sunday at 02:00.`,
          until: at(2880),
          deviceId: mine[6]?.id ?? null,
        },
      ],
      commands: commands({
        approve: 'The spec is approved already.',
        test: null,
        release: null,
        hold: null,
        cancel: null,
        'roll-back': null,
      }),
      lint: [
        {
          code: 'plan.no-way-back',
          severity: 'attention',
          sentence: `${mine[5]?.name} has no way back: the archive has the old version no more.`,
        },
      ],
    },
  ),
  deployment(2, 'December security', all.map(planned), {
    holds: [approval],
    lane: 'urgent',
    approvalLateAt: at(-12),
    approvals: [],
    ring: 'test',
    rings: specOf(id(7, 2), 'December security').header.rings.map((ring, index) => ({
      index,
      name: ring.name,
      phase: 'closed',
      answer: null,
      earliest: ring.earliest,
      soakUntil: null,
      gate: ring.gate,
      devices: index + 1,
      verified: 0,
      failed: 0,
    })),
    waiting: { sentence: 'Waiting for approval since 00:50: Nobody has approved the spec yet.', until: null, deviceId: null },
    waitingOn: [
      { sentence: 'Waiting for approval since 00:50: Nobody has approved the spec yet.', until: null, deviceId: null },
      {
        sentence: `${mine[2]?.name} waits: openssl, every version is held back by an exception, by a decision of Ida Roth since 00:40.`,
        until: at(2880),
        deviceId: mine[2]?.id ?? null,
      },
    ],
    commands: commands({
      approve: null,
      release: 'The deployment waits for its approval: approve it, or cancel it.',
      hold: null,
      cancel: null,
      'roll-back': 'No device was changed by this deployment, or each is back already.',
    }),
    patchRisks: [
      { manager: 'apt', name: 'openssl', version: '3.0.17-1~deb12u2', patchRisk: updateRisk },
      {
        manager: 'apt',
        name: 'linux-image-amd64',
        version: '6.1.158-1',
        patchRisk: { level: 'raised', reasons: patchRisks[1].reasons.slice(1) },
      },
    ],
  }),
  deployment(3, 'tzdata', all.map(verified), {
    approvals: [{ keyid: 'cd'.repeat(32), name: 'Anna Müller', at: at(-50), standing: true }],
    status: 'succeeded',
    ring: null,
    wakeAt: null,
    rings: specOf(id(7, 3), 'tzdata').header.rings.map((ring, index) => ({
      index,
      name: ring.name,
      phase: 'passed',
      answer: 'passed',
      earliest: ring.earliest,
      soakUntil: null,
      gate: ring.gate,
      devices: 1,
      verified: 1,
      failed: 0,
      ...(index > 0
        ? {}
        : {
            evidence: {
              devices: 1,
              counted: 1,
              verified: 1,
              failed: 0,
              notMeasured: 0,
              unknown: 0,
              accepted: 0,
              keptOut: 0,
              rate: 1,
              wanted: ring.gate,
              soakedFrom: at(-4000),
              soakedUntil: at(-2560),
              checksPassed: 1,
              tests: [{ step: 'sell something', kind: 'manual' as const, ...toldOfTest }],
              notCovered: ['1 of 3 devices of ring “broad” has a system that no ring before it has: debian 11 (1).'],
              goOn: [{ reason: 'test' as const, by: 'Jörg', at: at(-2600), because: 'The printer is broken, not the till.' }],
            },
          }),
    })),
    tests: [
      {
        name: 'sell something',
        kind: 'manual',
        what: 'Sell a cup of tea on the test till.',
        expected: 'A receipt is printed.',
        packages: ['postgresql-*'],
        onFailure: 'hold',
        whatToDo: 'Roll the test till back and call its maker.',
        said: toldOfTest,
      },
      {
        name: 'the shop answers',
        kind: 'check',
        what: 'shop',
        expected: null,
        packages: [],
        onFailure: 'stop',
        whatToDo: 'Look at its log.',
        said: null,
      },
    ],
    testStanding: {
      level: 'attention',
      sentence: 'It was tried on 1 device before ring “broad”; people let it go on once, 1 test step did not pass.',
    },
    commands: commands({ 'roll-back': null }),
    successorIds: [id(7, 4)],
  }),
  deployment(4, 'Kernel, \u202Eagain', [verified(0), couldNotGoBack(1), lost(2), refused(3), ...all.slice(4).map(verified)], {
    status: 'ended with failures',
    ring: null,
    wakeAt: null,
    predecessorId: id(7, 3),
    commands: commands({ 'roll-back': null }),
  }),
  {
    ...deployment(5, 'All that the policy selects', [], {}),
    status: 'proposed',
    lane: 'urgent',
    devices: 0,
    ring: null,
    rings: [],
    specHash: null,
    spec: null,
    approvals: [],
    commands: commands({ cancel: null, 'roll-back': 'There is no spec yet: a proposal can be planned or cancelled.' }),
    proposal: {
      ready: false,
      warnings: [
        {
          code: 'plan.no-way-back',
          severity: 'attention',
          sentence: `${mine[5]?.name} has no way back: the archive has the old version no more.`,
        },
      ],
      problems: [],
      devices: mine.map((device, n) => ({
        deviceId: device.id,
        deviceName: device.name,
        state: n === 6 ? 'asked' : n === 3 ? 'failed' : n === 7 ? 'no answer' : 'answered',
        leftOut:
          n === 2
            ? [
                {
                  what: 'nginx 1.22.1-9+deb12u4',
                  why: 'An exception until 2026-12-24, decided by Jörg: Their shop runs an old module.',
                  decisionId: '01900000-0000-7000-8000-0000000c0005',
                },
              ]
            : [],
        because:
          n === 3
            ? 'The lists are older than a day and could not be refreshed: the archive does not answer.'
            : n === 7
              ? 'The device has not been in contact for a day or more.'
              : null,
        simulation:
          n === 3 || n > 5
            ? null
            : {
                at: at(-3),
                changes: [openssl],
                files: [file],
                downloadBytes: 1_420_000,
                diskBytes: n === 1 ? -40_000 : null,
                wayBack:
                  n === 5
                    ? { kind: 'none', because: 'the archive has the old version no more' }
                    : { kind: 'downgrade', changes: [{ ...openssl, from: openssl.to, to: openssl.from }], files: [] },
                restart: n === 2 ? 'needed' : n === 4 ? 'unknown' : 'not-needed',
              },
      })),
    },
  },
];

export const events: CallOutput<'getDeploymentEvents'>['items'] = [
  { seq: 1, at: at(-60), kind: 'created', sentence: 'Anna Müller made the deployment "November security" for 8 devices in 3 rings.' },
  {
    seq: 2,
    at: at(-60),
    kind: 'hold-placed',
    sentence: 'Fettle held the deployment (waiting for approval): Nobody has approved the spec yet.',
  },
  { seq: 3, at: at(-50), kind: 'approved', sentence: 'Anna Müller approved the spec.' },
  { seq: 4, at: at(-49), kind: 'ring-opened', sentence: 'Ring test began.' },
  { seq: 5, at: at(-30), kind: 'run-settled', sentence: 'db-02: rolled back. The disk is full.' },
];
