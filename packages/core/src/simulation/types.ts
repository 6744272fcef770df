/** What a simulation is given and what it says. Instants are RFC 3339 text, durations whole seconds, shares from 0 to 1. */
import type { DeploymentState, DeploymentStatus, Facts, HoldReason, RunFacts, RunOutcome, Share } from '../deployment/index.ts';

export const stateFormat = 'fettle-state';
export const stateVersion = 1;

/** By when something that the change ends must be in, as the findings judged it; the tightest rule that asks for it, and one of the updates. */
export type StateDeadline = { readonly at: string; readonly by: string; readonly what: string };

/** A device of a deployment, with all that the engine knows of it. */
export type StateDevice = {
  readonly deviceId: string;
  readonly name: string;
  readonly window: Share['window'];
  /** Where its share says otherwise than the header. */
  readonly rules?: Share['rules'];
  readonly expectedSeconds: number;
  /** Of all that it fetches; not there: not known. */
  readonly bytes?: number;
  /** How many packages change on it. */
  readonly changes: number;
  readonly wayBack: boolean;
  readonly facts: RunFacts;
  readonly deadlines: readonly StateDeadline[];
};

/** A freeze of the whole deployment that was declared ahead, or is in force: from its first instant on, and before its last. */
export type StateFreeze = { readonly from: string; readonly until: string; readonly because: string };

export type StateDeployment = {
  readonly state: DeploymentState;
  readonly devices: readonly StateDevice[];
  /** Those that bind all of it; not there: none. What binds some of its devices stands with these. */
  readonly freezes?: readonly StateFreeze[];
};

/** State as `fettle deploy export` writes it: everything that the simulation needs, and nothing that opens anything. */
export type ExportedState = {
  readonly format: typeof stateFormat;
  readonly version: typeof stateVersion;
  readonly exportedAt: string;
  readonly client: { readonly id: string; readonly name: string };
  /** IANA zone in which the client reads times. */
  readonly zone: string;
  readonly checkInSeconds: number;
  readonly panicStop: boolean;
  readonly freeze: { readonly until: string; readonly because: string } | null;
  /** Sent within the last hour by other deployments of the client. */
  readonly clientSentLastHour: number;
  readonly clientDevicesPerHour: number;
  /** Limits beyond the deployment, with what others had under way; not there: none. */
  readonly bounds?: Facts['bounds'];
  readonly saidWell?: Facts['saidWell'];
  readonly deployments: readonly StateDeployment[];
};

/** What is assumed of a world that nobody knows yet. */
export type Assumptions = {
  /** Share of devices that are away from the start. */
  readonly awayShare: number;
  /** How long they are away, in the middle: each comes back after half to one and a half of it. */
  readonly awaySeconds: number;
  /** Share of devices on which the change fails; where the way back may run by itself, they are rolled back. */
  readonly failShare: number;
  /** Share of devices that refuse the instruction, for example because their limits say no. */
  readonly refuseShare: number;
  /** By how much a change may take longer or shorter than expected, as a share of that. */
  readonly durationSpread: number;
  /** A restart on top of what is expected, where the spec restarts. */
  readonly restartSeconds: number;
  /** From the end of a change to its report, and again to the scan that verifies it. */
  readonly reportSeconds: number;
  /** To fetch and secure the packages, once the device has its instruction. */
  readonly secureSeconds: number;
  readonly checkInSeconds: number;
  /** A person approves so long after the start; null: nobody does. */
  readonly approveAfterSeconds: number | null;
  /** A person releases a hold after so long, and accepts what it is about; null: nobody does. */
  readonly releaseAfterSeconds: number | null;
};

/** Something that is decided beforehand, of one device or of all. Times are milliseconds since 1970. */
export type Happening =
  | { readonly at: number; readonly do: 'leaves' | 'returns'; readonly deviceId: string }
  | { readonly at: number; readonly do: 'fails' | 'refuses' | 'is well'; readonly deviceId: string }
  | { readonly at: number; readonly do: 'approve' | 'panic stop' | 'panic stop lifted' | 'freeze ended' }
  | { readonly at: number; readonly do: 'freeze'; readonly until: number; readonly because: string }
  | { readonly at: number; readonly do: 'hold' | 'cancel'; readonly because: string }
  | { readonly at: number; readonly do: 'release'; readonly because: string };

export type SimulationInput = {
  readonly state: ExportedState;
  /** The instant at which it begins; what was exported is taken to stand so then. */
  readonly from: string;
  readonly assumptions: Assumptions;
  readonly seed: number;
  readonly happenings?: readonly Happening[];
  /** At most so many steps; undefined: what a world of this size may need. */
  readonly mostSteps?: number;
};

export type DeviceResult = {
  readonly deploymentId: string;
  readonly deviceId: string;
  readonly ring: number;
  readonly outcome: RunOutcome | null;
  readonly attempts: number;
  /** When the change began on the device. */
  readonly begunAt: string | null;
  /** When it was verified, or ended otherwise. */
  readonly endedAt: string | null;
  readonly window: { readonly from: string; readonly to: string } | null;
  /** The tightest deadline, and whether the change was verified by then. */
  readonly deadline: (StateDeadline & { readonly met: boolean }) | null;
  /** Why it was not done by its deadline, or never, in the engine's own words; null: it is well. */
  readonly why: string | null;
};

export type RingResult = {
  readonly deploymentId: string;
  readonly ring: number;
  readonly name: string;
  readonly devices: number;
  readonly verified: number;
  readonly openedAt: string | null;
  /** When its last device was verified; null: not all were. */
  readonly verifiedAt: string | null;
  /** When its gate let the next one go. */
  readonly passedAt: string | null;
};

export type HoldResult = {
  readonly deploymentId: string;
  readonly reason: HoldReason;
  readonly at: string;
  readonly releasedAt: string | null;
  readonly ring: number | null;
  readonly detail: string;
};

export type WindowUse = { readonly deploymentId: string; readonly from: string; readonly to: string; readonly devices: number };

export type DeploymentResult = {
  readonly deploymentId: string;
  readonly title: string;
  readonly status: DeploymentStatus;
  readonly finishedAt: string | null;
  readonly devices: number;
  readonly verified: number;
  /** What it waited for at the end of the simulation, in the engine's own words. */
  readonly waiting: readonly string[];
};

/** One simulated future. */
export type SimulationResult = {
  readonly seed: number;
  readonly from: string;
  readonly until: string;
  readonly steps: number;
  /** Whether it came to its end; false: it was cut off after its steps, and later things are not known. */
  readonly complete: boolean;
  readonly deployments: readonly DeploymentResult[];
  readonly rings: readonly RingResult[];
  readonly devices: readonly DeviceResult[];
  readonly holds: readonly HoldResult[];
  readonly windows: readonly WindowUse[];
  /** When the last device of the client was verified; null: not all were. */
  readonly clientVerifiedAt: string | null;
};
