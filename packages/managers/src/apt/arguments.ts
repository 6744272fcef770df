/** The options of every apt command: which lists and caches, and what must never happen by default. See apt.conf(5), apt-get(8). */
import type { ManagerFolders, ScanMode } from '../types.ts';

/** Own folders below `folders.cache`, by what apt calls them. */
export function ownFolders(folders: ManagerFolders): {
  readonly lists: string;
  readonly cache: string;
  readonly configuration: string;
  readonly state: string;
} {
  return {
    lists: `${folders.cache}/apt/lists`,
    cache: `${folders.cache}/apt/cache`,
    configuration: `${folders.cache}/apt/own.conf`,
    state: `${folders.cache}/apt`,
  };
}

/**
 * The device's configuration may hook programs into `apt-get update` that tidy the system's caches (Docker's images do). With lists of
 * our own they have no business; `#clear` works in a file only (apt.conf(5)), so this file goes in by `-c`.
 */
export const ownConfiguration = [
  '// Written by Fettle: used for lists of its own only.',
  '#clear APT::Update::Pre-Invoke;',
  '#clear APT::Update::Post-Invoke;',
  '#clear APT::Update::Post-Invoke-Success;',
  '',
].join('\n');

/**
 * apt takes its cache of packages for current where dpkg's status file has the size and the second of change that it had
 * (pkgcachegen.cc): after a change from 1.0 to 2.0 within that second it would go on saying 1.0. It removes the cache after changes of
 * its own, but ours are made without one (`storeOptions`), and dpkg knows of none. So every question merges the status file anew; the
 * part made of the lists, which is nearly all of the work, stays cached (srcpkgcache).
 */
const installedNow = ['-o', 'Dir::Cache::pkgcache='] as const;

/**
 * Options that say where lists and caches are. `system`: the device's own. `own`: everything that is written lies in our
 * folder, while sources, trusted keys, preferences and dpkg's status stay the system's. The sandbox user is switched off there since
 * the folder is closed to other users (mode 0700), apt's `_apt` among them; signatures and hashes are checked all the same.
 */
export function listOptions(mode: ScanMode): readonly string[] {
  if (mode.lists === 'system') return installedNow;
  const own = ownFolders(mode.folders);
  return [
    '-c',
    own.configuration,
    '-o',
    `Dir::State::lists=${own.lists}`,
    '-o',
    `Dir::Cache=${own.cache}`,
    // Container images switch apt's caches off to stay small; a scan asks apt several times and is 4 times as slow without.
    '-o',
    'Dir::Cache::srcpkgcache=srcpkgcache.bin',
    ...installedNow,
    '-o',
    'Acquire::GzipIndexes=false',
    '-o',
    'APT::Sandbox::User=root',
    '-o',
    'Acquire::Languages=none',
  ];
}

/**
 * What Fettle changes and no more: recommended packages are not pulled in by an update, and a wish that would only work by removing
 * something is no wish. Simulation and installation use the very same words.
 */
export const installOptions = ['--no-install-recommends', '--no-install-suggests'] as const;

/** Keeps the device's own configuration files (dpkg(1): --force-confdef, --force-confold). */
export const conffileOptions = ['-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold'] as const;

/**
 * Options for changes from the store: no lists at all, so that apt knows nothing but what is installed and the files that are named,
 * needs no network and can not choose anything else. Own caches in memory, or the empty world would be cached as the system's; an own
 * folder of archives, since apt takes a file from the system's by its size alone.
 */
export function storeOptions(empty: { readonly lists: string; readonly archives: string }): readonly string[] {
  return [
    '-o',
    `Dir::State::lists=${empty.lists}`,
    '-o',
    `Dir::Cache::archives=${empty.archives}`,
    '-o',
    'Dir::Cache::pkgcache=',
    '-o',
    'Dir::Cache::srcpkgcache=',
    '-o',
    'APT::Sandbox::User=root',
  ];
}
