/** What a simulated future says, read off its end. */
import { describeWaiting, toInstant, toMs } from '../deployment/index.ts';
import type { RunState } from '../deployment/index.ts';
import type { SimDevice } from './device.ts';
import { whyNot } from './look.ts';
import type { DeviceResult, RingResult, SimulationResult, WindowUse } from './types.ts';
import type { SimDeployment, World } from './world.ts';

/** So many reasons for waiting are told of one deployment; the rest stand with the devices. */
const mostWaits = 20;

export function resultOf(world: World, steps: number, complete: boolean): SimulationResult {
  const devices = world.deployments.flatMap((of) => [...of.devices.values()].map((device) => deviceResult(of, device)));
  return {
    seed: world.given.seed,
    from: toInstant(world.from),
    until: toInstant(world.now),
    steps,
    complete,
    deployments: world.deployments.map((of) => ({
      deploymentId: of.state.header.deploymentId,
      title: of.state.header.title,
      status: of.state.status,
      finishedAt: of.finishedAt,
      devices: of.devices.size,
      verified: Object.values(of.state.runs).filter(({ outcome }) => outcome === 'verified').length,
      waiting: of.state.status === 'active' ? of.waitingOn.slice(0, mostWaits).map((one) => describeWaiting(one, of.words).sentence) : [],
    })),
    rings: world.deployments.flatMap(ringResults),
    devices,
    holds: world.deployments.flatMap((of) => of.holds.map(({ id: _, ...hold }) => hold)),
    windows: world.deployments.flatMap(windowsUsed),
    clientVerifiedAt: lastVerified(devices.map(({ outcome, endedAt }) => (outcome === 'verified' ? endedAt : null))),
  };
}

function deviceResult(of: SimDeployment, device: SimDevice): DeviceResult {
  const { deviceId, deadlines } = device.known;
  const run = of.state.runs[deviceId];
  const [deadline] = deadlines;
  const met = run?.outcome === 'verified' && run.settledAt !== null && deadline !== undefined && toMs(run.settledAt) <= toMs(deadline.at);
  const isWell = run?.outcome === 'verified' && (deadline === undefined || met);
  return {
    deploymentId: of.state.header.deploymentId,
    deviceId,
    ring: device.ring,
    outcome: run?.outcome ?? null,
    attempts: run?.attempt ?? 0,
    begunAt: device.begunAt === null ? null : toInstant(device.begunAt),
    endedAt: run?.settledAt ?? null,
    window: run === undefined || run.notBefore === null || run.notAfter === null ? null : { from: run.notBefore, to: run.notAfter },
    deadline: deadline === undefined ? null : { ...deadline, met },
    why: isWell ? null : (of.whyMissed.get(deviceId) ?? whyNot(of, deviceId)),
  };
}

function ringResults(of: SimDeployment): readonly RingResult[] {
  const runs = Map.groupBy(Object.values(of.state.runs), ({ ring }) => ring);
  return of.state.header.rings.map(({ name }, ring) => {
    const inRing = runs.get(ring) ?? [];
    return {
      deploymentId: of.state.header.deploymentId,
      ring,
      name,
      devices: inRing.length,
      verified: inRing.filter(({ outcome }) => outcome === 'verified').length,
      openedAt: of.state.rings[ring]?.openedAt ?? null,
      verifiedAt: lastVerified(inRing.map((run) => (run.outcome === 'verified' ? run.settledAt : null))),
      passedAt: of.ringPassedAt[ring] ?? null,
    };
  });
}

/** The last of them; null where one is missing, or there are none. */
function lastVerified(times: readonly (string | null)[]): string | null {
  let last = -Infinity;
  for (const time of times) {
    if (time === null) return null;
    last = Math.max(last, toMs(time));
  }
  return last === -Infinity ? null : toInstant(last);
}

/** The openings in which devices began, by when they close. */
function windowsUsed(of: SimDeployment): readonly WindowUse[] {
  const used = [...of.devices.values()].flatMap(({ begunAt, known }): readonly (RunState & { notBefore: string; notAfter: string })[] => {
    const run = of.state.runs[known.deviceId];
    return begunAt === null || run === undefined || run.notBefore === null || run.notAfter === null
      ? []
      : [{ ...run, notBefore: run.notBefore, notAfter: run.notAfter }];
  });
  return [...Map.groupBy(used, ({ notAfter }) => notAfter)]
    .map(([to, runs]) => ({
      deploymentId: of.state.header.deploymentId,
      from: toInstant(Math.min(...runs.map(({ notBefore }) => toMs(notBefore)))),
      to,
      devices: runs.length,
    }))
    .toSorted((a, b) => toMs(a.to) - toMs(b.to));
}
