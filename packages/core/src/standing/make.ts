/** The grant of a policy version for one client: what holds for its devices just now, laid together from all levels. */
import type { FourEyes } from '../deployment/four-eyes.ts';
import { noHooks } from '../deployment/signed-commands.ts';
import { laneNames, policyInLane, windowForPlan, windowInLane } from '../policy/index.ts';
import type { DeviceSettings, Policy, PolicyWindow } from '../policy/index.ts';
import { isSame, sortedText } from './same.ts';
import type { Grant, GrantLane, GrantRules } from './types.ts';

export type GrantDevice = {
  readonly deviceId: string;
  readonly zone: string;
  /** Null: its policy is not whole. */ readonly settings: DeviceSettings | null;
};

export type GrantInput = {
  readonly clientId: string;
  readonly policy: { readonly id: string; readonly version: number };
  /** The client's policy; where provider and client leave settings of devices open, with those of one device lent to it. */
  readonly whole: Policy;
  /** False where they are lent: then nothing holds for devices that are not named. */
  readonly isWhole: boolean;
  readonly devices: readonly GrantDevice[];
  /** The zone of the client's first site, for a client without devices. */
  readonly zone: string;
  /** The days of these lists of holidays, as far as the grant can last. */
  readonly closedDaysOf: (lists: readonly string[]) => readonly string[];
  /** Days before this one are over. */
  readonly firstDay: string;
};

/** Lays it together. The same input gives the same grant, in whatever order devices come. */
export function makeGrant(input: GrantInput): Grant {
  const { whole } = input;
  const zone = mostCommon(input.devices.map((device) => device.zone)) ?? input.zone;
  const usual = input.isWhole ? rulesOf(whole, zone, input) : null;
  const governed = input.devices.flatMap(({ deviceId, zone: own, settings }) =>
    settings === null ? [] : [{ deviceId, rules: rulesOf(settings, own, input) }],
  );
  const named = usual === null ? governed : governed.filter(({ rules }) => !isSame(rules, usual));
  const others = [...Map.groupBy(named, ({ rules }) => sortedText(rules)).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ deviceIds: group.map(({ deviceId }) => deviceId).toSorted(), rules: first.rules }];
  });
  return {
    format: 'fettle-grant/1',
    clientId: input.clientId,
    policy: { ...input.policy, name: whole.name },
    approvalsNeeded: mayNeedTwo(whole.fourEyes) ? 2 : 1,
    failureBudget: whole.failureBudget,
    lanes: lanesOf(whole),
    usual,
    others: others.toSorted((a, b) => ((a.deviceIds[0] ?? '') < (b.deviceIds[0] ?? '') ? -1 : 1)),
    without: input.devices.flatMap(({ deviceId, settings }) => (settings === null ? [deviceId] : [])).toSorted(),
  };
}

/**
 * Whether any deployment within it could need two approvers. A device can not tell how large a deployment is beside what it is shown, nor who is mission-critical: where
 * the policy asks for two in some of them, two must have signed what stands. Nothing is removed under a standing approval, so that removals count for nothing.
 */
function mayNeedTwo(rule: FourEyes | undefined): boolean {
  return rule !== undefined && (rule.devices !== null || rule.clients !== null || rule.missionCritical);
}

function lanesOf(policy: Policy): readonly GrantLane[] {
  const names = laneNames(policy);
  return (names.length === 0 ? [null] : names).map((name) => {
    const { rings, maxParallel, devicesPerHour } = policyInLane(policy, name);
    return {
      name,
      takes: policy.lanes?.find((lane) => lane.name === name)?.takes ?? null,
      rings: rings.map((ring) => ({
        name: ring.name,
        gate: { ...ring.gate, soak: ring.soak },
        pace: { maxParallel: ring.maxParallel ?? null, devicesPerHour: ring.devicesPerHour ?? null },
      })),
      pace: { maxParallel, devicesPerHour },
    };
  });
}

function rulesOf(settings: DeviceSettings, zone: string, { whole, closedDaysOf, firstDay }: GrantInput): GrantRules {
  const names = laneNames(whole);
  const isUsual = isSame(settings.window, whole.window);
  const shapeOf = (window: PolicyWindow) => windowForPlan(window, closedDaysOf(window.closedOn ?? []), firstDay);
  return {
    zone,
    windows: (names.length === 0 ? [null] : names).map((name) => shapeOf(windowInLane(whole, name, settings.window, isUsual))),
    select: { classes: [...settings.select.classes], exclude: [...settings.select.exclude] },
    rules: settings.rules ?? [],
    pins: settings.pins ?? [],
    restart: settings.restart,
    restartWhen: settings.restartWhen ?? { kind: 'at-once' },
    missed: settings.missed ?? { kind: 'next-window' },
    checks: settings.checks,
    hooks: settings.hooks ?? noHooks,
    withoutWayBack: settings.withoutWayBack ?? 'allow',
    rollback: settings.rollback,
    startOffline: settings.startOffline,
  };
}

/** Of several that are as common the first by name. */
function mostCommon(values: readonly string[]): string | null {
  const counted = [...Map.groupBy(values, (value) => value)].map(([value, all]) => ({ value, count: all.length }));
  return counted.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))[0]?.value ?? null;
}

/** What holds for a device under a grant; null: nothing is granted there. */
export function grantedTo(grant: Grant, deviceId: string): GrantRules | null {
  if (grant.without.includes(deviceId)) return null;
  return grant.others.find(({ deviceIds }) => deviceIds.includes(deviceId))?.rules ?? grant.usual;
}

/** Whether two grants say the same of all devices. Days on which a window does not open pass by: they are no difference. */
export function isSameReach(one: Grant, other: Grant): boolean {
  return isSame(withoutDays(one), withoutDays(other));
}

/** The same of one device: whether it would act by what was granted there. Of rings, pace and gates the version of the policy answers. */
export function isSameThere(one: Grant, other: Grant, deviceId: string): boolean {
  const [granted, asked] = [grantedTo(one, deviceId), grantedTo(other, deviceId)];
  return granted !== null && asked !== null && isSame(rulesWithoutDays(granted), rulesWithoutDays(asked));
}

function rulesWithoutDays(rules: GrantRules): unknown {
  return { ...rules, windows: rules.windows.map(({ except: _, ...shape }) => shape) };
}

function withoutDays(grant: Grant): unknown {
  return {
    ...grant,
    policy: { id: grant.policy.id, version: grant.policy.version },
    usual: grant.usual === null ? null : rulesWithoutDays(grant.usual),
    others: grant.others.map(({ deviceIds, rules }) => ({ deviceIds, rules: rulesWithoutDays(rules) })),
  };
}
