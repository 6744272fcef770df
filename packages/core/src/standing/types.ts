/** What a standing approval grants: plain data with a canonical text, whose hash is what approvers sign and what each device holds a change against. */
import type { Gate, RestartRule, SpecHeader } from '../deployment/spec.ts';
import type { HealthCheck } from '../deployment/checks.ts';
import type { Hooks } from '../deployment/signed-commands.ts';
import type { Policy, SelectionRule, UpdateCondition, VersionPin } from '../policy/index.ts';
import type { RestartWhen } from '../restarts/index.ts';
import type { MissedRule, WindowShape } from '../windows/index.ts';

/** `pace`: limits of its own beside those of the lane; null: none. */
export type GrantRing = {
  readonly name: string;
  readonly gate: Gate;
  readonly pace: { readonly maxParallel: number | null; readonly devicesPerHour: number | null };
};

/** One lane of the policy; a policy without lanes has one, of no name. `takes: null`: all that no lane before it takes. */
export type GrantLane = {
  readonly name: string | null;
  readonly takes: UpdateCondition | null;
  readonly rings: readonly GrantRing[];
  readonly pace: SpecHeader['pace'];
};

/** By what a device acts. All of it is said, also what holds anyway: a text that is signed leaves nothing to be known. */
export type GrantRules = {
  /** IANA time zone of the site. */
  readonly zone: string;
  /** One for each lane, in their order. */
  readonly windows: readonly WindowShape[];
  readonly select: Policy['select'];
  readonly rules: readonly SelectionRule[];
  readonly pins: readonly VersionPin[];
  readonly restart: RestartRule;
  readonly restartWhen: RestartWhen;
  readonly missed: MissedRule;
  readonly checks: readonly HealthCheck[];
  /** Signed commands around a change: these, and no others. */
  readonly hooks: Hooks;
  /** `forbid`: nothing is changed there that has no way back. Whether a person accepted it is for the server to know. */
  readonly withoutWayBack: 'allow' | 'accepted' | 'forbid';
  readonly rollback: Policy['rollback'];
  readonly startOffline: boolean;
};

export type Grant = {
  readonly format: 'fettle-grant/1';
  readonly clientId: string;
  /** The policy under whose id and version deployments are made. */
  readonly policy: { readonly id: string; readonly version: number; readonly name: string };
  /** So many different approvers must have signed this very text. */
  readonly approvalsNeeded: number;
  readonly failureBudget: number;
  readonly lanes: readonly GrantLane[];
  /** For every device that is not named below, those that come later included; null: none but those that are named. */
  readonly usual: GrantRules | null;
  /** Devices for which something else holds, sorted. */
  readonly others: readonly { readonly deviceIds: readonly string[]; readonly rules: GrantRules }[];
  /** Devices of which the policy is not whole: nothing is granted there. Sorted. */
  readonly without: readonly string[];
};

/** The longest that a standing approval may hold, in days. */
export const longestGrantDays = 365;
/** So many days before its end people are told that it ends, and so long after that it has ended. */
export const renewalDays = 30;

/** Why something is not within a grant. `deviceId: null`: it is about the deployment as a whole. */
export type Outside = { readonly deviceId: string | null; readonly sentence: string };
