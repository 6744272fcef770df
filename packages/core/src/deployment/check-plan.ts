/** Contradictions in a spec, found before anybody approves it. Each rule is a function of the whole spec; the list is the lint. */
import { parseWindow } from '../windows/index.ts';
import { spansOf } from './freezes.ts';
import { count } from './holds.ts';
import { isDuration, minute, toMs } from './instants.ts';
import { firstFit } from './openings.ts';
import type { PlanDevice, PlanProblem } from './plan-types.ts';
import { rulesOf } from './spec.ts';
import type { Share, Spec } from './spec.ts';
import type { FrozenSpan } from './types.ts';

export type PlanToCheck = {
  readonly spec: Spec;
  /** What is known of the devices beyond the spec. */
  readonly devices: readonly Pick<PlanDevice, 'deviceId' | 'tier' | 'simulation'>[];
  readonly nameOf: (deviceId: string) => string;
  /** Freezes that this deployment is not let through, of each device; undefined: none. */
  readonly freezesOf?: (deviceId: string, ring: string) => readonly FrozenSpan[];
};

/** All contradictions; empty: none. `failing` ones must keep the spec from being approved. */
export function checkPlan(toCheck: PlanToCheck): readonly PlanProblem[] {
  return rules.flatMap((rule) => rule(toCheck));
}

type Rule = (toCheck: PlanToCheck) => readonly PlanProblem[];

const rules: readonly Rule[] = [
  noDevices,
  countsOfHeader,
  deviceTwice,
  ringUnknown,
  ringEmpty,
  gateUnreachable,
  soakUnreadable,
  pacedToNothing,
  endsTooEarly,
  nothingOrRemovals,
  windowClosed,
  noWayBack,
  restartForbidden,
];

function noDevices({ spec }: PlanToCheck): readonly PlanProblem[] {
  return spec.shares.length === 0 ? [failing('plan.no-devices', 'No device would be changed.')] : [];
}

function countsOfHeader({ spec }: PlanToCheck): readonly PlanProblem[] {
  const { shareCount } = spec.header;
  if (shareCount === spec.shares.length) return [];
  return [failing('plan.share-count', `The spec says ${count(shareCount, 'device')} and holds ${spec.shares.length}.`)];
}

function deviceTwice({ spec, nameOf }: PlanToCheck): readonly PlanProblem[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { deviceId } of spec.shares) (seen.has(deviceId) ? twice : seen).add(deviceId);
  return [...twice].map((id) => failing('plan.device-twice', `${nameOf(id)} is in the spec more than once.`, id));
}

function ringUnknown({ spec, nameOf }: PlanToCheck): readonly PlanProblem[] {
  return spec.shares
    .filter(({ ring }) => spec.header.rings[ring] === undefined)
    .map(({ deviceId }) => failing('plan.ring-unknown', `${nameOf(deviceId)} is in a ring that the spec does not have.`, deviceId));
}

function ringEmpty({ spec }: PlanToCheck): readonly PlanProblem[] {
  return spec.header.rings
    .filter((_, index) => sizeOf(spec, index) === 0)
    .map(({ name }) => failing('plan.ring-empty', `Ring ${name} has no device: it would pass without having shown anything.`));
}

function gateUnreachable({ spec }: PlanToCheck): readonly PlanProblem[] {
  return spec.header.rings.flatMap(({ name, gate }, index): readonly PlanProblem[] => {
    const size = sizeOf(spec, index);
    if (gate.minVerified > size)
      return [
        failing('plan.gate-unreachable', `The gate of ring ${name} wants ${gate.minVerified} verified devices and the ring has ${size}.`),
      ];
    if (!(gate.minRate >= 0 && gate.minRate <= 1))
      return [failing('plan.gate-unreachable', `The gate of ring ${name} wants a rate of ${gate.minRate}; a rate lies between 0 and 1.`)];
    return [];
  });
}

function soakUnreadable({ spec }: PlanToCheck): readonly PlanProblem[] {
  return spec.header.rings
    .filter(({ gate }) => !isDuration(gate.soak))
    .map(({ name }) => failing('plan.soak-unreadable', `The soak of ring ${name} can not be read.`));
}

function pacedToNothing({ spec }: PlanToCheck): readonly PlanProblem[] {
  const { maxParallel, devicesPerHour } = spec.header.pace;
  return maxParallel >= 1 && devicesPerHour >= 1 ? [] : [failing('plan.pace-zero', 'The pace lets no device begin.')];
}

function endsTooEarly({ spec }: PlanToCheck): readonly PlanProblem[] {
  const { expiresAt, rings } = spec.header;
  return rings
    .filter(({ earliest }) => toMs(earliest) >= toMs(expiresAt))
    .map(({ name }) =>
      failing('plan.ends-too-early', `The deployment ends before ring ${name} may begin: the soaks before it take longer.`),
    );
}

function nothingOrRemovals({ spec, nameOf }: PlanToCheck): readonly PlanProblem[] {
  return spec.shares.flatMap(({ deviceId, changes }): readonly PlanProblem[] => {
    if (changes.length === 0) return [failing('plan.nothing-to-do', `${nameOf(deviceId)} has nothing to do.`, deviceId)];
    const removed = changes.filter(({ to }) => to === null).map(({ name }) => name);
    if (removed.length === 0) return [];
    return [failing('plan.removal', `On ${nameOf(deviceId)} the change would remove ${removed.join(', ')}.`, deviceId)];
  });
}

function windowClosed({ spec, nameOf, freezesOf }: PlanToCheck): readonly PlanProblem[] {
  return spec.shares.flatMap((share): readonly PlanProblem[] => {
    const problem = closedBecause(spec, share, freezesOf?.(share.deviceId, spec.header.rings[share.ring]?.name ?? '') ?? []);
    return problem === null ? [] : [failing(problem.code, `${nameOf(share.deviceId)}: ${problem.sentence}`, share.deviceId)];
  });
}

function closedBecause(
  spec: Spec,
  share: Share,
  freezes: readonly FrozenSpan[],
): { readonly code: string; readonly sentence: string } | null {
  if (!parseWindow(share.window).ok) return { code: 'plan.window-unreadable', sentence: 'its window can not be read, so it is closed.' };
  const need = share.expectedSeconds * 1_000;
  const { missed } = rulesOf(spec.header, share);
  // It needs no opening of its window: only the hours of its own.
  if (missed?.kind === 'rolling') {
    if (need <= missed.hours * 60 * minute) return null;
    const minutes = Math.ceil(share.expectedSeconds / 60);
    return {
      code: 'plan.window-too-short',
      sentence: `the change is expected to take ${minutes} minutes and its rolling window has ${missed.hours * 60}.`,
    };
  }
  if (need > share.window.durationMinutes * minute) {
    const minutes = Math.ceil(share.expectedSeconds / 60);
    return {
      code: 'plan.window-too-short',
      sentence: `the change is expected to take ${minutes} minutes and its window has ${share.window.durationMinutes}.`,
    };
  }
  const earliest = spec.header.rings[share.ring]?.earliest ?? spec.header.createdAt;
  const span = firstFit(share.window, toMs(earliest), need, toMs(spec.header.expiresAt));
  if (span !== null) {
    if (firstFit(share.window, toMs(earliest), need, toMs(spec.header.expiresAt), spansOf(freezes)) !== null) return null;
    const freeze = freezes.find(({ from, until }) => toMs(from) < span.to && span.from < toMs(until));
    return {
      code: 'plan.freeze',
      sentence: `until the deployment ends its window opens only in a freeze${freeze === undefined ? '' : ` (“${freeze.name}”)`}. End the freeze, or give the deployment more days.`,
    };
  }
  return { code: 'plan.window-never', sentence: 'its window does not open in time for its ring before the deployment ends.' };
}

function noWayBack({ spec, devices, nameOf }: PlanToCheck): readonly PlanProblem[] {
  const tierOf = new Map(devices.map(({ deviceId, tier }) => [deviceId, tier]));
  return spec.shares.flatMap(({ deviceId, direction, wayBack }): readonly PlanProblem[] => {
    if (direction === 'back' || wayBack.kind !== 'none') return [];
    const critical = tierOf.get(deviceId) === 'mission-critical';
    const sentence = `${nameOf(deviceId)} has no way back: ${wayBack.because}`;
    if (critical) return [failing('plan.no-way-back', `${sentence} It is mission-critical.`, deviceId)];
    return [attention('plan.no-way-back', sentence, deviceId)];
  });
}

function restartForbidden({ spec, devices, nameOf }: PlanToCheck): readonly PlanProblem[] {
  const simulationOf = new Map(devices.map((device) => [device.deviceId, device.simulation]));
  return spec.shares.flatMap((share): readonly PlanProblem[] => {
    if (rulesOf(spec.header, share).restart !== 'never') return [];
    const { deviceId } = share;
    const simulation = simulationOf.get(deviceId);
    if (simulation === undefined || !('changes' in simulation) || simulation.restart !== 'needed') return [];
    const sentence = `${nameOf(deviceId)} needs a restart for this change and the policy forbids restarts: it would not be verified.`;
    return [attention('plan.restart-forbidden', sentence, deviceId)];
  });
}

function sizeOf(spec: Spec, ring: number): number {
  return spec.shares.filter((share) => share.ring === ring).length;
}

function failing(code: string, sentence: string, deviceId: string | null = null): PlanProblem {
  return { code, severity: 'failing', sentence, deviceId };
}

function attention(code: string, sentence: string, deviceId: string): PlanProblem {
  return { code, severity: 'attention', sentence, deviceId };
}
