/** One change of one package on one device, and what a package manager says about a set of them. */
import type { ManagerId, Trouble } from '../inventory/types.ts';

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

/** How this device comes back from these changes, as checked by the device before the change. */
export type WayBack =
  | { readonly kind: 'downgrade'; readonly changes: readonly Change[]; readonly files: readonly PackageFile[] }
  | { readonly kind: 'none'; readonly because: string };

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
};

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
