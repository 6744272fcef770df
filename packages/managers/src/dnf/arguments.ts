/** The options of every dnf command, and what must never happen by default. See dnf(8), dnf.conf(5). */
import type { ManagerFolders, ScanMode } from '../types.ts';

/** Own folders below `folders.cache`. */
export function ownFolders(folders: ManagerFolders): { readonly state: string; readonly cache: string; readonly log: string } {
  const state = `${folders.cache}/dnf`;
  return { state, cache: `${state}/cache`, log: `${state}/log` };
}

/** What the last change or repair printed: dnf writes there itself, so it does not die with the agent. */
export function changeLog(mode: ScanMode): string {
  return `${ownFolders(mode.folders).state}/change.log`;
}

/** Where questions find the lists. `system`: where dnf itself has them. `own`: all that is written lies in our folder; sources and keys stay the system's. */
export function questionFolders(mode: ScanMode): { readonly cachedir?: string; readonly logdir?: string } {
  if (mode.lists === 'system') return {};
  const own = ownFolders(mode.folders);
  return { cachedir: own.cache, logdir: own.log };
}

/**
 * For changes. No repository at all, so that dnf knows nothing but what is installed and the files that are named. Nothing is removed by the way: neither what nothing
 * needs any more, nor the oldest kernel. Weak dependencies are not pulled in. A lock that is held is an answer, not a wait without end.
 */
export const changeOptions = [
  '-y',
  '--disablerepo=*',
  '--setopt=clean_requirements_on_remove=False',
  '--setopt=installonly_limit=0',
  '--setopt=install_weak_deps=False',
  '--setopt=exit_on_lock=True',
  '--noautoremove',
] as const;
