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

/** What one look costs at a deployment of this size: the first, which secures everything, and others after so many reports; beside that the same of a small deployment. */
function looks(header: ReturnType<typeof plan>['header'], shares: readonly Share[]): void {
  const large = secured(header, shares, `first look after the approval of ${shares.length} devices (secures every one)`);
  const small = secured(header, shares.slice(0, few), `the same of ${few}`);
  const [one] = reportsMade.map((reports) => {
    const ms = msOfLook(large, reports);
    console.log(`a look after ${reports} reports among ${shares.length} devices: CPU ${ms.toFixed(1)} ms`);
    return ms;
  });
  const ofFew = msOfLook(small, 1);
  console.log(`a look at which nothing happened, among ${shares.length}: CPU ${msOfLook(large, 0).toFixed(1)} ms`);
  console.log(
    `a look after 1 report among ${few}: CPU ${ofFew.toFixed(2)} ms; ${shares.length / few} times the devices cost ${((one ?? 0) / ofFew).toFixed(0)} times as much`,
  );
}

const few = 200;
const reportsMade = [1, 10, 100, 1_000] as const;
/** The same look so often: the first ones are slower, for the code is compiled meanwhile. */
const repeats = 20;

type Secured = { readonly state: DeploymentState; readonly facts: Facts };

function secured(header: ReturnType<typeof plan>['header'], shares: readonly Share[], what: string): Secured {
  const hash = specHash(header);
  const created = applyAll(null, [createdEvent({ header, shares }, hash, 'person', now)]);
  const approval = approve(created, { specHash: hash, keyid: 'k', name: 'Anna', personId: null }, now);
  if (isRefusal(approval)) throw new Error(approval.sentence);
  const facts = factsOf(shares);
  return { state: timed(what, () => look(applyAll(created, approval), facts)), facts };
}

function msOfLook({ state, facts }: Secured, reports: number): number {
  const told = Object.values(facts.runs)
    .slice(0, reports)
    .map((run) => [run.deviceId, { ...run, securedOk: true }] as const);
  const news: Facts = { ...facts, runs: { ...facts.runs, ...Object.fromEntries(told) } };
  for (let warm = 0; warm < 3; warm += 1) look(state, news);
  const before = process.cpuUsage();
  for (let again = 0; again < repeats; again += 1) look(state, news);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / repeats;
}

function look(state: DeploymentState, facts: Facts): DeploymentState {
  return decide(state, facts).after;
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
