/** Lanes: updates of one kind go in deployments of their own, with rings, pace and notices of their own. Each update is in exactly one. */
import { alwaysOpen } from '../../windows/index.ts';
import type { Policy, PolicyWindow, Ring } from '../types.ts';
import { holds } from './match.ts';
import type { UpdateCondition, UpdateFacts } from './types.ts';

/** What is left out is as the policy says it. */
export type Lane = {
  readonly name: string;
  readonly takes: UpdateCondition;
  readonly rings?: readonly Ring[];
  /** Instead of the client’s window; a device for which a narrower level says another keeps that. */
  readonly window?: PolicyWindow;
  /** These updates harm nothing at any time: the window is always open, on every device. Freezes still hold. */
  readonly anyTime?: boolean;
  readonly maxParallel?: number;
  readonly devicesPerHour?: number;
  readonly notices?: Policy['notices'];
  /** After so many days an approval that is waited for is shown as late. */
  readonly approvalDays?: number;
};

/** The lane of all that no other takes. */
export const restLane = 'rest';

/** The first lane that takes it; the rest's where none does. */
export function laneOf(lanes: readonly Lane[], facts: UpdateFacts): string {
  return lanes.find(({ takes }) => holds(takes, facts))?.name ?? restLane;
}

/** All of a policy's lanes in their order, the rest last; none where the policy names none. */
export function laneNames({ lanes = [] }: Pick<Policy, 'lanes'>): readonly string[] {
  return lanes.length === 0 ? [] : [...lanes.map(({ name }) => name), restLane];
}

/** The policy as it is for one lane. */
export function policyInLane(policy: Policy, name: string | null): Policy {
  const lane = policy.lanes?.find((one) => one.name === name);
  if (lane === undefined) return policy;
  const { rings, maxParallel, devicesPerHour, notices } = lane;
  return {
    ...policy,
    window: windowOf(lane) ?? policy.window,
    ...(rings === undefined ? {} : { rings }),
    ...(maxParallel === undefined ? {} : { maxParallel }),
    ...(devicesPerHour === undefined ? {} : { devicesPerHour }),
    ...(notices === undefined ? {} : { notices }),
  };
}

/** The window of a device in a lane. `isUsual`: no narrower level gives it another than the client's. */
export function windowInLane(policy: Pick<Policy, 'lanes'>, name: string | null, own: PolicyWindow, isUsual: boolean): PolicyWindow {
  const lane = policy.lanes?.find((one) => one.name === name);
  if (lane === undefined) return own;
  if (lane.anyTime === true) return alwaysOpen;
  return isUsual ? (lane.window ?? own) : own;
}

function windowOf({ anyTime, window }: Lane): PolicyWindow | undefined {
  return anyTime === true ? alwaysOpen : window;
}

/** When an approval that is waited for since then is late (RFC 3339); null: the lane sets no time. */
export function approvalLateAt({ lanes = [] }: Pick<Policy, 'lanes'>, name: string | null, since: string): string | null {
  const days = lanes.find((one) => one.name === name)?.approvalDays;
  return days === undefined
    ? null
    : Temporal.Instant.from(since)
        .add({ hours: days * 24 })
        .toString({ smallestUnit: 'millisecond' });
}
