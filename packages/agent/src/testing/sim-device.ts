/**
 * A simulated device in a folder: what dpkg would have, which boot it is, and a log of everything that was done to it. The machine is faked, our code
 * is not. Its files may be read and changed while agents and steps of it run in processes of their own.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { WayLook } from '@fettle/core/deployment';
import type { PackageCondition } from '@fettle/core/inventory';

export type SimPackage = {
  readonly version: string;
  readonly condition: PackageCondition;
  /** dpkg's R: only an installation mends it. */
  readonly reinstall: boolean;
};

export type SimSettings = {
  /** What the transient units do: there is no systemd, it works, it refuses, it says yes and does nothing. */
  readonly systemd: 'none' | 'works' | 'refuses' | 'silent';
  readonly hasManager: boolean;
  readonly freeBytes: number;
  /** Versions whose postinst fails. */
  readonly broken: readonly string[];
  /** Versions that ask for a restart. */
  readonly restarting: readonly string[];
  readonly rebootWorks: boolean;
  /** A pause in the middle of an apply, milliseconds. */
  readonly slowMs: number;
  /** What the next `get` answers instead of working. */
  readonly getTrouble: { readonly code: string; readonly retry: 'now' | 'later' | 'no' } | null;
  /** Versions that can not be had any more once they were taken, and of which the file is lost. */
  readonly lost: readonly { readonly version: string; readonly code: string; readonly retry: 'later' | 'no' }[];
  /** What `apply` answers instead of beginning. */
  readonly applyTrouble: string | null;
  /** A version that the device would take along although nobody approved it. */
  readonly simulatesAlso: string | null;
  /** Versions that its sources offer of packages, each as a security update. */
  readonly offers: Readonly<Record<string, string>>;
  readonly checkUrl: string | null;
  /** Who is signed in at a terminal; null: it can not be found out. */
  readonly people: readonly string[] | null;
  readonly onMains: boolean | null;
  /** What its packages write into its /etc while they are set up, and going back leaves. */
  readonly writes: Readonly<Record<string, string>>;
  /** Its root is a subvolume of a btrfs (`sim-btrfs.ts`). */
  readonly btrfs: boolean;
  /** What becomes of an exchange of two subvolumes: also that only the one back fails, or that the power goes once right before or after it. */
  readonly exchange: 'works' | 'fails' | 'fails-back' | 'cut-before' | 'cut-after';
  /** It starts the same root whatever its name. */
  readonly startsByNumber: boolean;
  /** What its package manager says of ways back of its own, at each look the next, the last for good; none: it has no such way. */
  readonly ownWays: readonly WayLook[];
  /** Of its /etc/machine-id, where its root is a btrfs. */
  readonly machineId: string;
};

export const quietDevice: SimSettings = {
  systemd: 'none',
  hasManager: true,
  freeBytes: 1e9,
  broken: [],
  restarting: [],
  rebootWorks: true,
  slowMs: 0,
  getTrouble: null,
  lost: [],
  applyTrouble: null,
  simulatesAlso: null,
  offers: {},
  checkUrl: null,
  people: [],
  onMains: true,
  writes: {},
  btrfs: false,
  exchange: 'works',
  startsByNumber: false,
  ownWays: [],
  machineId: '1'.repeat(32),
};

export type SimDevice = {
  readonly folder: string;
  readonly settings: () => SimSettings;
  readonly set: (change: Partial<SimSettings>) => void;
  readonly packages: () => Record<string, SimPackage>;
  readonly put: (name: string, item: SimPackage) => void;
  readonly bootId: () => string;
  readonly reboot: () => void;
  /** The boot in which a restart became pending, or null. */
  readonly restartPendingSince: () => string | null;
  readonly askRestart: () => void;
  readonly log: (line: string) => void;
  readonly done: () => string[];
};

export function simDevice(folder: string): SimDevice {
  mkdirSync(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  const read = <T>(name: string, otherwise: T): T =>
    existsSync(path(name)) ? (JSON.parse(readFileSync(path(name), 'utf8')) as T) : otherwise;
  const write = (name: string, value: unknown) => {
    writeFileSync(path(`${name}.${process.pid}`), JSON.stringify(value));
    renameSync(path(`${name}.${process.pid}`), path(name));
  };
  const settings = () => ({ ...quietDevice, ...read<Partial<SimSettings>>('settings', {}) });
  const packages = () => read<Record<string, SimPackage>>('packages', {});
  if (!existsSync(path('boot'))) write('boot', randomUUID());
  return {
    folder,
    settings,
    set: (change) => write('settings', { ...settings(), ...change }),
    packages,
    put: (name, item) => write('packages', { ...packages(), [name]: item }),
    bootId: () => read('boot', ''),
    reboot: () => write('boot', randomUUID()),
    restartPendingSince: () => read<string | null>('restart', null),
    askRestart: () => write('restart', read('boot', '')),
    log: (line) => appendFileSync(path('done'), `${line}\n`),
    done: () => (existsSync(path('done')) ? readFileSync(path('done'), 'utf8').trim().split('\n').filter(Boolean) : []),
  };
}
