/** From what devices simulated to a spec that can be approved: exact, complete, and without choices left for later. */
import { changeEstimate, restartEstimate } from '../durations/index.ts';
import type { Estimate, History } from '../durations/index.ts';
import type { Simulation } from './change.ts';
import { dependantsIn, dependantWarnings } from './plan-dependants.ts';
import { excludedBecause } from './exclude.ts';
import { orderDevices } from './order.ts';
import { count } from './holds.ts';
import { whyTwoApprovers } from './four-eyes.ts';
import { addDuration } from './instants.ts';
import type { Excluded, Plan, PlanDevice, PlanInput, PlanPolicy, PlanProblem } from './plan-types.ts';
import { matchesPattern } from '../policy/pattern.ts';
import { timingOf } from './spec.ts';
import type { DeviceRules, RestartRule, Share, SpecHeader, SpecRing } from './spec.ts';

/**
 * Makes the spec. Devices that can not be part of it are left out with the reason. A ring that has no device left is dropped with a warning, and
 * a gate never wants more verified devices than its ring has.
 */
export function plan(input: PlanInput): Plan {
  const firstOf = new Map(input.devices.toReversed().map((device) => [device.deviceId, device]));
  const judged = input.devices.map((device) => ({ device, excluded: excludedBecause(device, input, firstOf) }));
  const taken = judged.filter(({ excluded }) => excluded === null).map(({ device }) => device);
  const used = input.policy.rings.map((_, index) => index).filter((index) => taken.some(({ ring }) => ring === index));
  const ofPolicy = deviceRules(input.policy);
  const shares = taken
    .flatMap((device) => shareOf(device, used.indexOf(device.ring), { input, ofPolicy }) ?? [])
    .toSorted((a, b) => a.ring - b.ring || (a.deviceId < b.deviceId ? -1 : 1));
  const critical = taken.filter(({ tier }) => tier === 'mission-critical').length;
  const two = whyTwoApprovers(input.policy.fourEyes, { shares, missionCritical: critical, clients: input.campaignClients ?? 0 });
  return {
    header: headerOf(input, ringsOf(input, used, shares), shares, two !== null),
    shares,
    expected: expectedOf(taken, input.policy),
    turns: turnsOf(taken, used),
    excluded: judged.flatMap(({ excluded }): readonly Excluded[] => (excluded === null ? [] : [excluded])),
    warnings: [
      ...droppedRings(input.policy, used),
      ...loweredGates(input.policy, used, shares),
      ...dependantWarnings(input, shares),
      ...hostWarnings(taken, input.policy),
      ...untested(input, used),
      ...twoApprovers(two),
    ],
  };
}

/** Changes beyond this are not expected to take longer: the rule is made for small batches, and a window of two hours must do. */
export const longestExpectedSeconds = 2 * 3_600;

/** How long a change is expected to take, restart included where one may come. Seconds. */
export function expectedSeconds(simulation: Simulation, restart: RestartRule, history?: History): number {
  return expectation(simulation, restart, history).seconds;
}

/** The same with where it is known from: the source of the change, which mostly takes the longer part. */
export function expectation(simulation: Simulation, restart: RestartRule, history?: History): Estimate {
  const mayRestart = restart === 'always' || (restart === 'if-needed' && simulation.restart !== 'not-needed');
  const change = changeEstimate(history, simulation.changes.length);
  const whole = change.seconds + (mayRestart ? restartEstimate(history).seconds : 0);
  return { seconds: Math.min(whole, longestExpectedSeconds), from: change.from };
}

function expectedOf(devices: readonly PlanDevice[], policy: PlanPolicy): Plan['expected'] {
  return devices.flatMap(({ deviceId, simulation, own, history }) => {
    if (!('changes' in simulation)) return [];
    return [{ deviceId, ...expectation(simulation, (own ?? policy).restart, history) }];
  });
}

function turnsOf(devices: readonly PlanDevice[], used: readonly number[]): Plan['turns'] {
  return orderDevices(
    devices
      .filter(({ simulation }) => 'changes' in simulation)
      .map(({ deviceId, ring, tier, dependsOn, hostId = null, urgent = null, deadline = null }) => ({
        deviceId,
        ring: used.indexOf(ring),
        urgent,
        deadline,
        tier,
        dependsOn,
        hostId,
      })),
  );
}

type ForAll = { readonly input: PlanInput; readonly ofPolicy: DeviceRules };

function shareOf(device: PlanDevice, ring: number, { input, ofPolicy }: ForAll): Share | null {
  const { simulation } = device;
  if (!('changes' in simulation)) return null;
  const rules = device.own === undefined ? ofPolicy : deviceRules(device.own);
  return {
    deviceId: device.deviceId,
    deviceKeyId: device.keyId,
    ring,
    window: { ...(device.own?.window ?? input.policy.window), zone: device.zone },
    direction: input.predecessor?.kind === 'rollback' ? 'back' : 'forward',
    ...(input.by === undefined ? {} : { by: input.by }),
    changes: simulation.changes,
    files: simulation.files,
    wayBack: simulation.wayBack,
    simulatedAt: simulation.at,
    expectedSeconds: expectedSeconds(simulation, rules.restart, device.history),
    ...(isSame(rules, ofPolicy) ? {} : { rules }),
  };
}

function deviceRules(rules: DeviceRules): DeviceRules {
  const { restart, rollback, startOffline, checks } = rules;
  return { restart, rollback, startOffline, checks, ...timingOf(rules) };
}

function isSame(a: DeviceRules, b: DeviceRules): boolean {
  if (a === b) return true;
  if (a.restart !== b.restart || a.rollback !== b.rollback || a.startOffline !== b.startOffline) return false;
  return sortedText(a.checks) === sortedText(b.checks) && sortedText(timingOf(a)) === sortedText(timingOf(b));
}

/** The same whatever the order of their fields: a database gives them back in an order of its own. */
function sortedText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

function headerOf(input: PlanInput, rings: readonly SpecRing[], shares: readonly Share[], two: boolean): SpecHeader {
  const { policy } = input;
  return {
    format: 'fettle-spec/1',
    deploymentId: input.deploymentId,
    clientId: input.clientId,
    title: input.title,
    reason: input.reason,
    createdAt: input.now,
    expiresAt: input.expiresAt,
    policy: { id: policy.id, version: policy.version },
    predecessor: input.predecessor,
    rings,
    pace: policy.pace,
    failureBudget: policy.failureBudget,
    restart: policy.restart,
    ...timingOf(policy),
    rollback: policy.rollback,
    startOffline: policy.startOffline,
    checks: policy.checks,
    ...dependantsIn(input, shares),
    ...(input.drill === true ? { drill: true as const } : {}),
    ...testStepsIn(input, rings, shares),
    ...(two ? { approvalsNeeded: 2 } : {}),
    sharesRoot: input.rootOf(shares),
    shareCount: shares.length,
  };
}

/** A host of an earlier ring takes its guests down before they have been changed themselves. */
function hostWarnings(devices: readonly PlanDevice[], policy: PlanPolicy): readonly PlanProblem[] {
  const ringOf = new Map(devices.map(({ deviceId, ring }) => [deviceId, ring]));
  const early = new Map<string, number>();
  for (const { hostId = null, ring } of devices) {
    if (hostId === null || (ringOf.get(hostId) ?? ring) >= ring) continue;
    early.set(hostId, (early.get(hostId) ?? 0) + 1);
  }
  return [...early].slice(0, 20).map(([deviceId, guests]) => ({
    code: 'plan.host-before-guests',
    severity: 'attention',
    sentence: `It changes in ring ${policy.rings[ringOf.get(deviceId) ?? 0]?.name ?? ''}, before ${count(guests, 'device')} that ${guests === 1 ? 'runs' : 'run'} on it: if it restarts, so do they.`,
    deviceId,
  }));
}

/** The steps that are about what changes here. Where nothing follows the first ring they would open nothing. */
function testStepsIn(
  { policy, predecessor, drill }: PlanInput,
  rings: readonly SpecRing[],
  shares: readonly Share[],
): Pick<SpecHeader, 'testSteps'> {
  // A drill goes back by itself: nothing of it stays that could be tested.
  if (rings.length < 2 || predecessor?.kind === 'rollback' || drill === true) return {};
  const steps = policy.testSteps ?? [];
  if (steps.length === 0) return {};
  const names = new Set<string>();
  for (const { changes } of shares) for (const { name } of changes) names.add(name);
  const due = steps.filter(
    ({ packages }) => packages === undefined || [...names].some((name) => packages.some((pattern) => matchesPattern(pattern, name))),
  );
  return due.length === 0 ? {} : { testSteps: due };
}

/** A test plan of which nothing is asked is told, so that nobody believes that it was. */
function untested({ policy, predecessor, drill }: PlanInput, used: readonly number[]): readonly PlanProblem[] {
  if ((policy.testSteps ?? []).length === 0 || used.length !== 1 || predecessor?.kind === 'rollback' || drill === true) return [];
  const sentence = 'The steps of the test plan are not asked for: there is one ring, so that nothing would come after them.';
  return [{ code: 'plan.test-without-ring', severity: 'attention', sentence, deviceId: null }];
}

function twoApprovers(why: string | null): readonly PlanProblem[] {
  return why === null ? [] : [{ code: 'plan.two-approvers', severity: 'attention', sentence: why, deviceId: null }];
}

/** A ring's earliest time is signed: even a stolen server can not hurry a ring past the soaks of those before it. */
function ringsOf(input: PlanInput, used: readonly number[], shares: readonly Share[]): readonly SpecRing[] {
  let earliest = input.now;
  return used.flatMap((index, position): readonly SpecRing[] => {
    const ring = input.policy.rings[index];
    if (ring === undefined) return [];
    const size = shares.filter((share) => share.ring === position).length;
    const planned = {
      name: ring.name,
      earliest,
      gate: { ...ring.gate, minVerified: Math.min(ring.gate.minVerified, size) },
      ...(ring.pace === undefined ? {} : { pace: ring.pace }),
    };
    earliest = addDuration(earliest, ring.gate.soak);
    return [planned];
  });
}

function droppedRings(policy: PlanPolicy, used: readonly number[]): readonly PlanProblem[] {
  return policy.rings.flatMap(({ name }, index): readonly PlanProblem[] => {
    if (used.includes(index)) return [];
    const next = used.map((other) => policy.rings[other]?.name).find((_, position) => (used[position] ?? 0) > index);
    const goes = next === undefined ? 'The change ends before it.' : `The change goes to ring ${next} without it.`;
    return [
      {
        code: 'plan.ring-without-devices',
        severity: 'attention',
        sentence: `Ring ${name} has no device that takes part. ${goes}`,
        deviceId: null,
      },
    ];
  });
}

function loweredGates(policy: PlanPolicy, used: readonly number[], shares: readonly Share[]): readonly PlanProblem[] {
  return used.flatMap((index, position): readonly PlanProblem[] => {
    const ring = policy.rings[index];
    const size = shares.filter((share) => share.ring === position).length;
    if (ring === undefined || ring.gate.minVerified <= size) return [];
    const sentence = `The gate of ring ${ring.name} wants ${ring.gate.minVerified} verified devices; the ring has ${size}, so it wants ${size}.`;
    return [{ code: 'plan.gate-lowered', severity: 'attention', sentence, deviceId: null }];
  });
}
