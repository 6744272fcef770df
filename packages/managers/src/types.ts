/** The contract that every package manager folder fulfils. `conformance.test.ts` holds all of them to it. */
import type { Change, DeviceSimulation, Simulation, StepReceipt, Wanted } from '@fettle/core/deployment';
import type { ChangelogFacts, ListState, ManagerId, ManagerScan, RuntimeState, Trouble } from '@fettle/core/inventory';
import type { PackageFileStanding } from '@fettle/core/verification';
import type { Machine } from './machine/index.ts';

/** Expected trouble is a value with a code; only bugs throw. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble };

/** Folders of Fettle's own on the device. In observe mode lists and cache live here, never in the system's folders. */
export type ManagerFolders = {
  /** Own lists and caches (observe mode as an ordinary user, or simulation beside the system's lists). */
  readonly cache: string;
  /** Packages secured before a change: new versions and the way back. */
  readonly store: string;
};

export type ScanMode = {
  /** `own`: lists and cache in `folders.cache`; `system`: the device's own lists. */
  readonly lists: 'own' | 'system';
  readonly folders: ManagerFolders;
  /** RFC 3339, given: a manager does not look at a clock. */
  readonly now: () => string;
};

export type ApplyRequest = {
  readonly changes: readonly Change[];
  readonly files: Simulation['files'];
  readonly direction: 'forward' | 'back';
  readonly lockTimeoutSeconds: number;
  /** Of the way back: how, where it is no plain downgrade. `reinstall`: remove, and install; `history`: undo the transaction of the change. */
  readonly by?: 'reinstall' | 'history';
  readonly progress: (line: string) => void;
};

/** How fast packages are fetched at the most, in bytes a second, and after how many seconds at the latest it is over. */
export type FetchPace = { readonly bytesPerSecond: number; readonly seconds: number };

export type PackageManager = {
  readonly id: ManagerId;
  readonly displayName: string;
  readonly docs: readonly string[];
  readonly can: {
    readonly simulate: boolean;
    readonly pinVersion: boolean;
    readonly goBack: boolean;
    readonly hold: boolean;
    readonly preDownload: boolean;
  };
  detect(machine: Machine): Promise<boolean>;
  /** Refreshes the lists. A refresh that failed and one that succeeded differ (apt-get update exits 0 on both by default). */
  refresh(machine: Machine, mode: ScanMode): Promise<ListState>;
  scan(machine: Machine, mode: ScanMode): Promise<ManagerScan>;
  /**
   * CVE ids from the candidates' changelogs, once per source version; slow (downloads), so apart from `scan`. `from` and `to` are the
   * versions of the package, as in its offer; facts repeat them.
   */
  changelogs(
    machine: Machine,
    mode: ScanMode,
    wanted: readonly { sourceName: string; packageName: string; architecture: string; from: string; to: string }[],
  ): Promise<readonly ChangelogFacts[]>;
  runtime(machine: Machine): Promise<Pick<RuntimeState, 'restartPending' | 'staleServices'>>;
  simulate(machine: Machine, mode: ScanMode, wanted: readonly Wanted[]): Promise<Outcome<DeviceSimulation>>;
  /** Downloads new versions and the way back into the store, each verified against `sha256`. Idempotent. */
  get(machine: Machine, mode: ScanMode, files: Simulation['files'], pace?: FetchPace): Promise<StepReceipt>;
  /** Does exactly `changes` from the store. Idempotent: what is already there is a no-op. */
  apply(machine: Machine, mode: ScanMode, request: ApplyRequest): Promise<StepReceipt>;
  /**
   * The configuration files of these packages, and whether each is still what its package brought. Null: it could not be asked. A manager that does not know of
   * configuration files has no such method.
   */
  configurationFiles?(machine: Machine, names: readonly string[]): Promise<readonly PackageFileStanding[] | null>;
  /** Mends what an interrupted run left (dpkg --configure -a); a no-op receipt where nothing is to mend. */
  repair(machine: Machine, mode: ScanMode): Promise<StepReceipt>;
};
