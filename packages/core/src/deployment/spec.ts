/**
 * The immutable content of a deployment. Approval binds to the hash of `header`, which holds the Merkle root of all shares:
 * a device can check its own share against the approved hash without seeing the shares of others.
 * A changed mind is a new deployment that names its predecessor.
 */
import type { RestartWhen } from '../restarts/index.ts';
import type { MissedRule, WindowRule } from '../windows/index.ts';
import type { HealthCheck } from './checks.ts';
import type { TestStep } from './test-steps.ts';
import { hasHooks } from './signed-commands.ts';
import type { Hooks } from './signed-commands.ts';
import type { Change, LaterWay, PackageFile, WayBack } from './change.ts';

export type RestartRule = 'never' | 'if-needed' | 'always';

/**
 * Rules of time beside the window, and what is run around the change. Not there: a due restart takes place at once, a device that missed its window waits for
 * the next one, and no command is run.
 */
export type TimingRules = {
  readonly restartWhen?: RestartWhen | undefined;
  readonly missed?: MissedRule | undefined;
  readonly hooks?: Hooks | undefined;
};

/** What a ring must show before the next may open. All of it is required. */
export type Gate = {
  /** Verified devices at least; never more than the ring has. */
  readonly minVerified: number;
  /** Verified of all settled devices, 0 to 1. */
  readonly minRate: number;
  /** How long the ring must stay healthy once its devices are settled: ISO 8601 duration. */
  readonly soak: string;
};

export type SpecRing = {
  readonly name: string;
  /** No device of this ring may start before this instant, whatever the server says (RFC 3339). */
  readonly earliest: string;
  readonly gate: Gate;
  /** Devices of this ring at once and within an hour, where it has limits of its own. */
  readonly pace?: RingPace | undefined;
};

export type RingPace = { readonly maxParallel?: number | undefined; readonly devicesPerHour?: number | undefined };

export type SpecHeader = TimingRules & {
  readonly format: 'fettle-spec/1';
  readonly deploymentId: string;
  readonly clientId: string;
  readonly title: string;
  readonly reason: string;
  readonly createdAt: string;
  /** Nothing of this spec may start after this instant (RFC 3339). */
  readonly expiresAt: string;
  readonly policy: { readonly id: string; readonly version: number };
  readonly predecessor: { readonly deploymentId: string; readonly kind: 'rollback' | 'successor' } | null;
  readonly rings: readonly SpecRing[];
  readonly pace: { readonly maxParallel: number; readonly devicesPerHour: number };
  readonly failureBudget: number;
  readonly restart: RestartRule;
  readonly rollback: 'automatic' | 'by-person';
  readonly startOffline: boolean;
  readonly checks: readonly HealthCheck[];
  /** Who is asked for its checks before and after a device changes that it depends on; by id. Not there: nobody. */
  readonly dependants?: readonly Dependant[];
  /** A drill: each device that was changed and is well goes back by its way back, and is looked at again. Not there: it stays changed. */
  readonly drill?: true | undefined;
  /** What must be shown on the first ring before the second begins, in this order; not there: nothing beyond gate, soak and checks. */
  readonly testSteps?: readonly TestStep[];
  /** So many different approvers must sign, and every device counts them; not there: one. */
  readonly approvalsNeeded?: number | undefined;
  /** Hex SHA-256, RFC 6962 root over the canonical bytes of the shares in their order. */
  readonly sharesRoot: string;
  readonly shareCount: number;
};

/** `of`: the devices of this spec that it depends on, by id. */
export type Dependant = { readonly deviceId: string; readonly of: readonly string[]; readonly checks: readonly HealthCheck[] };

/** What may differ from device to device, beside the window: by the policy that holds for each. */
export type DeviceRules = TimingRules & {
  readonly restart: RestartRule;
  readonly rollback: SpecHeader['rollback'];
  readonly startOffline: boolean;
  readonly checks: readonly HealthCheck[];
};

/** What one device is to do, and how it comes back. */
export type Share = {
  readonly deviceId: string;
  readonly deviceKeyId: string;
  readonly ring: number;
  /** The device's own window, zone included; the agent checks it itself. */
  readonly window: WindowRule;
  readonly direction: 'forward' | 'back';
  /** Of one that goes back, how; not there: by downgrade. */
  readonly by?: LaterWay | undefined;
  readonly changes: readonly Change[];
  readonly files: readonly PackageFile[];
  readonly wayBack: WayBack;
  readonly simulatedAt: string;
  readonly expectedSeconds: number;
  /** This device's own, where they are not those of the header. They stand within what is approved, like all of the share. */
  readonly rules?: DeviceRules | undefined;
};

/** The rules by which a device acts: its share's, else the header's. Without a share the header's alone are known. */
export function rulesOf(header: DeviceRules, share: Pick<Share, 'rules'> | undefined): DeviceRules {
  const rules = share?.rules ?? header;
  const { restart, rollback, startOffline, checks } = rules;
  return { restart, rollback, startOffline, checks, ...timingOf(rules) };
}

/** Only what says something: what holds anyway is left out, so that a spec without it is the text that it always was. */
export function timingOf({ restartWhen, missed, hooks }: TimingRules): TimingRules {
  return {
    ...(restartWhen === undefined || restartWhen.kind === 'at-once' ? {} : { restartWhen }),
    ...(missed === undefined || missed.kind === 'next-window' ? {} : { missed }),
    ...(hasHooks(hooks) ? { hooks } : {}),
  };
}

/** What must be in when a device is done: what it changed, or, of a drill, what it had before. */
export function changesAtEnd(
  { drill }: Pick<SpecHeader, 'drill'>,
  { changes, wayBack }: Pick<Share, 'changes' | 'wayBack'>,
): readonly Change[] {
  return drill === true && 'changes' in wayBack ? wayBack.changes : changes;
}

export type Spec = { readonly header: SpecHeader; readonly shares: readonly Share[] };
