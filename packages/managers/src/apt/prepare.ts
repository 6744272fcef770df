/** Makes the folders that apt needs before it is asked. */
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { ownConfiguration, ownFolders } from './arguments.ts';

/** For lists of our own: the folders (apt makes none that is missing) and the configuration file. Idempotent. */
export async function prepareFolders(machine: Machine, mode: ScanMode): Promise<void> {
  const own = ownFolders(mode.folders);
  await machine.makeFolder(own.state);
  if (mode.lists === 'system') return;
  await machine.makeFolder(`${own.lists}/partial`);
  await machine.makeFolder(`${own.cache}/archives/partial`);
  if ((await machine.readFile(own.configuration)) !== ownConfiguration) await machine.writeFile(own.configuration, ownConfiguration);
}

/** A folder of lists and one of archives that stay empty: see `storeOptions`. */
export async function prepareEmptyFolders(
  machine: Machine,
  mode: ScanMode,
): Promise<{ readonly lists: string; readonly archives: string }> {
  const base = ownFolders(mode.folders).state;
  const empty = { lists: `${base}/no-lists`, archives: `${base}/no-archives` };
  await machine.makeFolder(`${empty.lists}/partial`);
  await machine.makeFolder(`${empty.archives}/partial`);
  return empty;
}

/** What the last change or repair printed: apt and dpkg write there themselves, so they do not die with the agent. */
export function changeLog(mode: ScanMode): string {
  return `${ownFolders(mode.folders).state}/change.log`;
}
