/** A policy: the rules for a set of devices. Plain data, stored as it is and versioned by the server. */
import type { HealthCheck } from '../deployment/checks.ts';
import type { FourEyes } from '../deployment/four-eyes.ts';
import type { Hooks } from '../deployment/signed-commands.ts';
import type { RestartRule } from '../deployment/spec.ts';
import type { TestStep } from '../deployment/test-steps.ts';
import type { UpdateClass } from '../inventory/types.ts';
import type { RestartWhen } from '../restarts/index.ts';
import type { MissedRule, WindowShape } from '../windows/index.ts';
import type { Lane } from './selection/lanes.ts';
import type { SelectionRule, VersionPin } from './selection/types.ts';
import type { BackupRule, DrillRule, WayRule } from '../rollback/index.ts';
import type { Aftercare } from './aftercare.ts';
import type { Proposing } from './proposing.ts';

/**
 * Which devices a ring has. `devices`: exactly these, as far as they belong to the deployment. `share`: so many percent of the devices that no
 * ring lists. `group`: those that are in a group by its rule when the deployment is planned. `stand-ins`: those that are the stand-in of a device of the
 * deployment when it is planned. `rest`: all that are left; the last ring is always the rest,
 * so that every device has a ring.
 */
export type RingMembers =
  | { readonly kind: 'devices'; readonly deviceIds: readonly string[] }
  | { readonly kind: 'share'; readonly percent: number }
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'stand-ins' }
  | { readonly kind: 'rest' };

export type Ring = {
  readonly name: string;
  readonly members: RingMembers;
  /** How long the ring must stay healthy before the next may start: ISO 8601 duration of days and less, e.g. `PT2H`; `PT0S` for none. */
  readonly soak: string;
  readonly gate: {
    /** Verified devices at least; a ring with fewer devices needs all of them. */
    readonly minVerified: number;
    /** Verified of all settled devices, 0 to 1. */
    readonly minRate: number;
  };
  /** Devices of this ring in flight at once, and sent within an hour; not there: what the policy allows. */
  readonly maxParallel?: number;
  readonly devicesPerHour?: number;
};

/** The window of a policy: besides its shape, the lists of holidays on whose days it does not open (their ids, sorted). A plan resolves them into days. */
export type PolicyWindow = WindowShape & { readonly closedOn?: readonly string[] };

export type Policy = {
  readonly name: string;
  readonly select: {
    readonly classes: readonly UpdateClass[];
    /** Names of packages that are never selected; `*` stands for any text. */
    readonly exclude: readonly string[];
  };
  /** In their order, before `select`: the first that matches decides. Left out: none. */
  readonly rules?: readonly SelectionRule[];
  /** Packages that stay at a version, before all rules. Left out: none. */
  readonly pins?: readonly VersionPin[];
  /** What goes in deployments of its own, in their order. Left out: everything goes in one. */
  readonly lanes?: readonly Lane[];
  readonly rings: readonly Ring[];
  /** Read in the time zone of each device's site. */
  readonly window: PolicyWindow;
  readonly restart: RestartRule;
  /** When a restart that is due takes place; not there: at once. */
  readonly restartWhen?: RestartWhen;
  /** What a device does that missed its window; not there: it waits for the next one. */
  readonly missed?: MissedRule;
  /** So many failed devices are borne; one more and the deployment holds. */
  readonly failureBudget: number;
  readonly checks: readonly HealthCheck[];
  /** Signed commands that a device runs around its change; not there: none. */
  readonly hooks?: Hooks;
  /** `automatic`: a device whose change fails goes back by itself, as the approved spec says. `by-person`: a person decides. */
  readonly rollback: 'automatic' | 'by-person';
  /** Which ways back may be used, in their order, by tier and package. Not there: what the device's package manager simulates. */
  readonly ways?: readonly WayRule[];
  /** What is asked of backups before a device changes, by its tier. Not there: nothing. */
  readonly backup?: readonly BackupRule[];
  /** Whether a device changes of which the change has no way back: as ever, where a named person accepted that, or never. Not there: as ever. */
  readonly withoutWayBack?: 'allow' | 'accepted' | 'forbid';
  /** How often ways back are tried, by tier: whoever is late is told. Not there: nobody is reminded. */
  readonly drills?: readonly DrillRule[];
  /** Whether a device out of contact may start what it was told before. */
  readonly startOffline: boolean;
  /** Devices of one deployment in flight at once. */
  readonly maxParallel: number;
  readonly devicesPerHour: number;
  /** Where two different approvers must sign a spec; not there: one is enough. */
  readonly fourEyes?: FourEyes | undefined;
  /** Who proposes deployments; not there: a person. */
  readonly proposing?: Proposing;
  readonly notices: {
    /** How many hours before the window the planned change is announced; longest first. */
    readonly plannedHoursBefore: readonly number[];
    /** No device begins before the announcement was delivered to a contact of its site. Not there: nothing waits for that. */
    readonly required?: true;
  };
  /** Not there: nothing of it, as in `noAftercare`. */
  readonly aftercare?: Aftercare;
  /** Steps that must be done on the first ring before the second begins, in their order; not there: none. */
  readonly testPlan?: readonly TestStep[];
  /** Whether a mission-critical device waits until its stand-in had the same change and was well, or a person lets it go on. Not there: it is asked for, and nothing waits. */
  readonly standIns?: 'ask' | 'require';
  /** Who answers for it. */
  readonly owner: string;
  /** The day by which it must be looked at again, `YYYY-MM-DD`. */
  readonly reviewAt: string;
};

/** Something in a policy that can not be saved. `path` is like `rings[0].gate.minRate`, empty for the whole. */
export type PolicyProblem = { readonly path: string; readonly message: string };

export type PolicyRead =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };
