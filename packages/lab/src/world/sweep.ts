/** Cleaning up after a world whose owner was killed before it could close it. */
import { rm } from 'node:fs/promises';
import { removeCgroup } from './cgroups.ts';
import { endHolder } from './holder.ts';
import { isRunning } from './process.ts';
import { readStates, removeState } from './state.ts';
import type { WorldState } from './state.ts';

/** Removes every world that nobody owns any more, and names them. A world whose owner runs is left alone. */
export async function sweepLeftWorlds(): Promise<readonly string[]> {
  const swept: string[] = [];
  for (const state of await readStates()) {
    if (await isRunning(state.owner)) continue;
    await removeWorld(state);
    swept.push(state.id);
  }
  return swept;
}

/** Ends a world's processes, with which its mounts and interfaces go, then removes its groups, its files and its state. */
export async function removeWorld(state: WorldState): Promise<void> {
  await endHolder(state.holder);
  for (const group of state.cgroups) await removeCgroup(group);
  await rm(state.dir, { recursive: true, force: true });
  await removeState(state.id);
}
