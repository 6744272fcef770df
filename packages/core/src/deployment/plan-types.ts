/** What a plan is made from, and what it says besides the spec. */
import type { History, LearnedFrom } from '../durations/index.ts';
import type { Trouble } from '../inventory/index.ts';
import type { WindowShape } from '../windows/index.ts';
import type { LaterWay, Simulation } from './change.ts';
import type { CampaignClients, FourEyes } from './four-eyes.ts';
import type { HealthCheck } from './checks.ts';
import type { PlannedTurn } from './order.ts';
import type { DeviceRules, Gate, RestartRule, RingPace, Share, SpecHeader, TimingRules } from './spec.ts';
import type { TestStep } from './test-steps.ts';

/** The policy version as it stood when the plan was made. The window has no zone: each device brings its site's. */
export type PlanPolicy = TimingRules & {
  readonly id: string;
  readonly version: number;
  readonly rings: readonly { readonly name: string; readonly gate: Gate; readonly pace?: RingPace | undefined }[];
  readonly window: WindowShape;
  readonly pace: SpecHeader['pace'];
  readonly failureBudget: number;
  readonly restart: RestartRule;
  readonly rollback: SpecHeader['rollback'];
  readonly startOffline: boolean;
  readonly checks: readonly HealthCheck[];
  /** Whether devices that depend on one that changes are asked for their checks; not there: no. */
  readonly askDependants?: boolean;
  readonly fourEyes?: FourEyes | undefined;
  /** Of its test plan; not there: none. */
  readonly testSteps?: readonly TestStep[];
};

export type PlanDevice = {
  readonly deviceId: string;
  readonly keyId: string;
  /** IANA time zone of the device's site. */
  readonly zone: string;
  /** `mission-critical`, `important`, `standard`, `low`; null: nobody said. */
  readonly tier: string | null;
  readonly dependsOn: readonly string[];
  /** The device that it runs on; not there: none is known. */
  readonly hostId?: string | null;
  /** Whether something of what it gets is urgent there, and the tightest deadline of it; not there: not known. */
  readonly urgent?: boolean | null;
  readonly deadline?: string | null;
  /** Index into the policy's rings. */
  readonly ring: number;
  readonly simulation: Simulation | Trouble;
  /** What its changes and those of devices like it took before; not there: nothing is known. */
  readonly history?: History | undefined;
  /** What the policy in force says of this device otherwise than of the deployment; not there: nothing. */
  readonly own?: (DeviceRules & { readonly window: WindowShape }) | undefined;
};

/** A device that others of the plan may be needed by: within the deployment or not. */
export type PlanDependant = { readonly deviceId: string; readonly dependsOn: readonly string[]; readonly checks: readonly HealthCheck[] };

export type PlanInput = {
  readonly deploymentId: string;
  readonly clientId: string;
  readonly title: string;
  readonly reason: string;
  readonly policy: PlanPolicy;
  readonly devices: readonly PlanDevice[];
  readonly now: string;
  readonly expiresAt: string;
  readonly predecessor: SpecHeader['predecessor'];
  /** Of a roll-back that is no downgrade, how it is done; not there: it is one, or goes forward. */
  readonly by?: LaterWay | undefined;
  /** Each device goes back once it is changed and well; not there: no. */
  readonly drill?: boolean;
  /** What depends on these devices, where the policy has it asked. */
  readonly dependants?: readonly PlanDependant[];
  /** How many clients the campaign has that it is part of; not there: none. */
  readonly campaignClients?: CampaignClients | undefined;
  /** Hex SHA-256 Merkle root over the shares in their order. The core knows no cryptography, so the caller brings it. */
  readonly rootOf: (shares: readonly Share[]) => string;
};

/** A contradiction or something that a person should know before approving. `failing`: the spec must not be approved like this. */
export type PlanProblem = {
  readonly code: string;
  readonly severity: 'attention' | 'failing';
  readonly sentence: string;
  readonly deviceId: string | null;
};

export type Excluded = { readonly deviceId: string; readonly code: string; readonly because: string };

export type Plan = {
  readonly header: SpecHeader;
  readonly shares: readonly Share[];
  readonly excluded: readonly Excluded[];
  /** The order within each ring, and why. */
  readonly turns: readonly PlannedTurn[];
  /** How long each device is expected to take, and from what that is known. */
  readonly expected: readonly { readonly deviceId: string; readonly seconds: number; readonly from: LearnedFrom }[];
  readonly warnings: readonly PlanProblem[];
};
