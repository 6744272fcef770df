/** One change of one package on one device, and what a package manager says about a set of them. */
import type { ManagerId, Trouble } from '../inventory/types.ts';
import type { SignedCommandRef } from './signed-commands.ts';

/** `from: null` is a new installation (a dependency), `to: null` a removal: Fettle never approves removals. */
export type Change = {
  readonly manager: ManagerId;
  readonly name: string;
  readonly architecture: string;
  readonly from: string | null;
  readonly to: string | null;
};

/** What was asked for: bring this package to exactly this version (newer, or older when going back). */
export type Wanted = {
  readonly manager: ManagerId;
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
};

/** What is asked of a package manager to have these changes; what is removed is not asked for. */
export function wantedOf(changes: readonly Change[]): readonly Wanted[] {
  return changes.flatMap(({ manager, name, architecture, to }) => (to === null ? [] : [{ manager, name, architecture, version: to }]));
}

/** An archive file that a change needs: what the signed index says of it. `sha256` is hex. */
export type PackageFile = {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Where the device can take it: its configured archive, or its own store of secured packages. */
  readonly from: 'archive' | 'store';
};

/** A way back of the policy's plan that there was not, and why. */
export type PassedOver = { readonly way: string; readonly because: string };

/** What snapshots of a system are taken of. */
export const snapshotSystems = ['btrfs'] as const;

/** What a snapshot of the system takes back, and what it does not. Paths of the device. */
export type SnapshotScope = {
  readonly filesystem: (typeof snapshotSystems)[number];
  /** The subvolume that is /, from the top of its file system. */
  readonly subvolume: string;
  /** Folders with data of people and programs that lie in it: what is written there after the snapshot is lost. */
  readonly alsoBack: readonly string[];
  /** File systems and subvolumes of their own: they stay as they are. */
  readonly notCovered: readonly string[];
};

/** Whether the device can come back by a snapshot, as it looked for itself. */
export type SnapshotLook =
  | { readonly possible: true; readonly scope: SnapshotScope }
  | { readonly possible: false; readonly because: string };

/** Whether the device can come back in a way of its package manager's own, as that said itself. */
export type WayLook = { readonly possible: true } | { readonly possible: false; readonly because: string };

/** How a device is built anew by a person. `by`: who does it, a person or a role; `from`: where the image or the backup is; `steps`: what to do, or where that is written. */
export type RebuildPlan = { readonly by: string; readonly from: string; readonly minutes: number; readonly steps: string };

/** What agents may know of ways back beyond a downgrade: they refuse a share that names what they do not know. `by-reinstall`: a roll-back that a person orders, done like that. */
export const wayWords = ['passed-over', 'command', 'snapshot', 'reinstall', 'history', 'rebuild', 'by-reinstall'] as const;
export type WayWord = (typeof wayWords)[number];

/**
 * How this device comes back from these changes, as checked before the change. `command`: a command that the root key signed brings the old versions; the device looks
 * whether it did. `snapshot`: the device takes one of its system right before the change, makes it its root again, and restarts. `reinstall`: the packages are removed, their configuration
 * stays, and the old versions are installed. `history`: the package manager undoes its own transaction, with what came new. `rebuild`: the device does nothing, a person builds it anew. `passedOver`: what the
 * policy names before it; not there: nothing.
 */
export type WayBack =
  | {
      readonly kind: 'downgrade';
      readonly changes: readonly Change[];
      readonly files: readonly PackageFile[];
      readonly passedOver?: readonly PassedOver[] | undefined;
    }
  | {
      readonly kind: 'command';
      readonly command: SignedCommandRef;
      readonly changes: readonly Change[];
      /** None: it takes no packages from an archive. */
      readonly files: readonly PackageFile[];
      readonly passedOver?: readonly PassedOver[] | undefined;
    }
  | {
      readonly kind: 'snapshot';
      readonly scope: SnapshotScope;
      /** The old versions, which the device looks for afterwards. What came new is gone, too. */
      readonly changes: readonly Change[];
      /** None: everything is in the snapshot. */
      readonly files: readonly PackageFile[];
      readonly passedOver?: readonly PassedOver[] | undefined;
    }
  | {
      readonly kind: 'reinstall';
      readonly changes: readonly Change[];
      /** The old versions, secured before the change as for a downgrade. */
      readonly files: readonly PackageFile[];
      readonly passedOver?: readonly PassedOver[] | undefined;
    }
  | {
      readonly kind: 'history';
      /** The old versions, and what came new: that is removed. */
      readonly changes: readonly Change[];
      /** None: its sources must still have the old versions. */
      readonly files: readonly PackageFile[];
      readonly passedOver?: readonly PassedOver[] | undefined;
    }
  | {
      readonly kind: 'rebuild';
      readonly rebuild: RebuildPlan;
      /** The old versions, which are looked for afterwards. */
      readonly changes: readonly Change[];
      /** None: nothing is secured on the device for it. */
      readonly files: readonly PackageFile[];
      readonly passedOver?: readonly PassedOver[] | undefined;
    }
  | { readonly kind: 'none'; readonly because: string };

/** How a roll-back that a person orders is done, where it is no downgrade: as the way back of that kind. */
export const laterWays = ['reinstall'] as const;
export type LaterWay = (typeof laterWays)[number];

/** A way back that the device goes by itself. */
export type OwnWayBack = Exclude<WayBack, { readonly kind: 'none' | 'rebuild' }>;

/** What a device reports where it went its way back and that did not work either. */
export const wayBackFailed = 'roll-back.failed';

/** Whether the device goes back by itself, where its policy lets it; else it stays as it is, and people see to it. */
export function goesByItself(wayBack: WayBack): wayBack is OwnWayBack {
  return wayBack.kind !== 'none' && wayBack.kind !== 'rebuild';
}

/** A package manager's own word on what it would do. Sorted by name, then architecture, so that equal means equal. */
export type Simulation = {
  readonly at: string;
  readonly changes: readonly Change[];
  readonly files: readonly PackageFile[];
  readonly downloadBytes: number;
  readonly diskBytes: number | null;
  readonly wayBack: WayBack;
  /** Known before the change: a kernel or a package that sets the restart flag. `unknown` is said as unknown. */
  readonly restart: 'needed' | 'not-needed' | 'unknown';
  /** Not there: the device did not look, as agents before this one do not. */
  readonly snapshot?: SnapshotLook | undefined;
  /** Not there: its package manager has no such way, or its agent is older. */
  readonly reinstall?: WayLook | undefined;
  readonly history?: WayLook | undefined;
  /** Of `wayWords`, those that its agent knows, and others of agents to come; not there: none, as agents before this one. */
  readonly understands?: readonly string[] | undefined;
};

/** What a device can say by itself of how it comes back: its package manager knows no commands. */
export type SimulatedWayBack = Extract<WayBack, { readonly kind: 'downgrade' | 'none' }>;
export type DeviceSimulation = Simulation & { readonly wayBack: SimulatedWayBack };

/** What one step on a device did: kept as evidence, in the order in which it happened. */
export type StepReceipt = {
  readonly step:
    | 'lists'
    | 'simulate'
    | 'get'
    | 'check-before'
    | 'before-change'
    | 'after-change'
    | 'apply'
    | 'repair'
    | 'restart'
    | 'check-after'
    | 'scan'
    | 'roll-back'
    | 'check-rolled-back';
  readonly startedAt: string;
  readonly endedAt: string;
  readonly ok: boolean;
  /** The argument lists that ran, as they ran. */
  readonly commands: readonly { readonly argv: readonly string[]; readonly exitCode: number | null }[];
  readonly trouble: Trouble | null;
  /** In words for a person; at most 4,000 characters. */
  readonly detail: string;
};
