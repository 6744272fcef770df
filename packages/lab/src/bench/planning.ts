/**
 * Planning and deciding through the pure core, without server and database: a plan for many devices, one look at a large deployment, and a week of a whole campaign in fast
 * time. It says where the time goes; what it measures is algorithm, so that ratios hold on any machine.
 */
import { Worker } from 'node:worker_threads';
import { applyAll, approve, checkPlan, createdEvent, decide, isRefusal, plan } from '@fettle/core/deployment';
import type { DeploymentState, Facts, PlanDevice, PlanInput, RunFacts, Share, Simulation } from '@fettle/core/deployment';
import { canonicalise } from '@fettle/proof/canonical';
import { sharesRoot, specHash } from '@fettle/proof/spec-hash';
import type { CampaignAnswer, CampaignPart } from './planning-thread.ts';

const now = '2026-03-02T08:00:00Z';
const packages = 20;
const campaign = { clients: 500, devices: 200 } as const;
const threads = 2;

/** `devices`: of the plan and of the look. */
export async function benchPlanning(devices = 20_000): Promise<void> {
  const input = planInput(devices);
  const { header, shares } = timed(`plan of ${devices} devices with ${packages} changes each`, () => plan(input));
  const root = timed('their Merkle root (canonical texts and hashes)', () => sharesRoot(shares));
  const signed = { ...header, sharesRoot: root };
  const problems = timed('the contradictions of it (check)', () =>
    checkPlan({ spec: { header: signed, shares }, devices: input.devices, nameOf: (id) => id }),
  );
  console.log(`${problems.length} problems named; header of ${canonicalise(signed).length} bytes`);
  looks(signed, shares);
  console.log(`peak RSS of this process so far: ${memory()} MB`);
  await week();
}

/** What one look costs at a deployment of this size: the first, which secures everything, and one after a single report. */
function looks(header: ReturnType<typeof plan>['header'], shares: readonly Share[]): void {
  const hash = specHash(header);
  const created = applyAll(null, [createdEvent({ header, shares }, hash, 'person', now)]);
  const approval = approve(created, { specHash: hash, keyid: 'k', name: 'Anna', personId: null }, now);
  if (isRefusal(approval)) throw new Error(approval.sentence);
  const facts = factsOf(shares);
  const first = timed('first look after the approval (secures every device)', () => look(applyAll(created, approval), facts));
  const one = shares[0]?.deviceId ?? '';
  const told: Facts = { ...facts, runs: { ...facts.runs, [one]: { ...(facts.runs[one] as RunFacts), securedOk: true } } };
  timed('a look after one report', () => look(first, told));
  timed('a look at which nothing happened', () => look(first, facts));
}

function look(state: DeploymentState, facts: Facts): DeploymentState {
  const { events } = decide(state, facts);
  return events.length === 0 ? state : applyAll(state, events);
}

/** A week of a campaign: every client a deployment over three rings, some devices away, some failing; on two threads. */
async function week(): Promise<void> {
  const { clients, devices } = campaign;
  const start = performance.now();
  const each = Math.ceil(clients / threads);
  const parts = Array.from({ length: threads }, (_, index): CampaignPart => ({
    first: index * each,
    clients: Math.min(each, clients - index * each),
    devices,
  }));
  const answers = await Promise.all(parts.map(runPart));
  const seconds = (performance.now() - start) / 1000;
  const sum = (pick: (answer: CampaignAnswer) => number): number => answers.reduce((total, answer) => total + pick(answer), 0);
  console.log(
    `a week of ${clients} clients with ${devices} devices each on ${threads} threads: ${seconds.toFixed(1)} s (CPU ${sum((a) => a.cpuSeconds).toFixed(1)} s), ` +
      `${sum((a) => a.steps)} steps, ${sum((a) => a.events)} events, ${sum((a) => a.verified)} of ${clients * devices} devices verified, peak RSS ${memory()} MB`,
  );
}

function runPart(part: CampaignPart): Promise<CampaignAnswer> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./planning-thread.ts', import.meta.url), { workerData: part });
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}

function planInput(count: number): PlanInput {
  const devices = Array.from({ length: count }, (_, n): PlanDevice => ({
    deviceId: idOf(n),
    keyId: 'a'.repeat(64),
    zone: ['Europe/London', 'Europe/Berlin', 'America/New_York'][n % 3] ?? 'UTC',
    tier: n % 10 === 0 ? 'important' : 'standard',
    dependsOn: [],
    ring: n % 20 === 0 ? 0 : n % 5 === 0 ? 1 : 2,
    simulation: simulationOf(n),
  }));
  const gate = { minVerified: 10, minRate: 0.9, soak: 'P1D' };
  return {
    deploymentId: idOf(1_000_001),
    clientId: idOf(1_000_002),
    title: 'Bench',
    reason: '',
    policy: {
      id: idOf(1_000_003),
      version: 1,
      rings: ['test', 'pilot', 'broad'].map((name) => ({ name, gate })),
      window: { rule: 'FREQ=DAILY', start: '22:00', durationMinutes: 240 },
      pace: { maxParallel: 500, devicesPerHour: 5_000 },
      failureBudget: 50,
      restart: 'if-needed',
      rollback: 'automatic',
      startOffline: false,
      checks: [],
    },
    devices,
    now,
    expiresAt: '2026-03-16T08:00:00Z',
    predecessor: null,
    rootOf: () => '0'.repeat(64),
  };
}

function simulationOf(n: number): Simulation {
  const changes = Array.from({ length: packages }, (_, p) => ({
    manager: 'apt' as const,
    name: `lab-package-${p}`,
    architecture: 'amd64',
    from: '1.0-1',
    to: '1.1-1',
  }));
  const files = changes.map(({ name }) => ({
    name,
    architecture: 'amd64',
    version: '1.1-1',
    sha256: 'b'.repeat(64),
    bytes: 1_000_000,
    from: 'archive' as const,
  }));
  return {
    at: now,
    changes,
    files,
    downloadBytes: 20_000_000,
    diskBytes: null,
    wayBack:
      n % 50 === 0 ? { kind: 'none', because: 'The archive has the old version no more.' } : { kind: 'downgrade', changes: [], files: [] },
    restart: 'unknown',
  };
}

function factsOf(shares: readonly Share[]): Facts {
  const runs = shares.map(({ deviceId }): RunFacts => ({
    deviceId,
    attempt: 1,
    handedOut: 'no',
    deviceUsable: 'yes',
    lastSeenAt: now,
    emptyHandedAt: now,
    reportedPhase: null,
    reportedPhaseAt: null,
    securedOk: null,
    securedTrouble: null,
    ended: null,
    verification: null,
    checksNow: null,
    checksOf: null,
    busyWith: null,
    apartFrom: [],
    apartBusy: null,
    barred: null,
    calledBack: false,
    freezes: [],
  }));
  return {
    now,
    runs: Object.fromEntries(runs.map((facts) => [facts.deviceId, facts])),
    shares: Object.fromEntries(shares.map((share) => [share.deviceId, share])),
    freeze: null,
    panicStop: false,
    clientSentLastHour: 0,
    clientDevicesPerHour: 100_000,
  };
}

function idOf(n: number): string {
  return `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

function timed<T>(what: string, act: () => T): T {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const made = act();
  const used = process.cpuUsage(cpu);
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(2)} s (CPU ${((used.user + used.system) / 1e6).toFixed(2)} s)`);
  return made;
}

function memory(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
