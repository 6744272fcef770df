/** What a world writes down about itself, so that other commands find it and the next run can clean up after a killed one. */
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessName } from './process.ts';
import { worldStates } from './places.ts';

export type DeviceState = {
  readonly name: string;
  readonly address: string;
  readonly zone: string;
  readonly supervisor: ProcessName | null;
};

export type WorldState = {
  readonly id: string;
  readonly purpose: 'test' | 'command';
  readonly dir: string;
  /** The process that opened the world; it closes it. */
  readonly owner: ProcessName;
  readonly holder: { readonly outer: ProcessName; readonly init: ProcessName };
  readonly cgroups: readonly string[];
  readonly devices: readonly DeviceState[];
  /** Sentences for a person: addresses, links. */
  readonly notes: readonly string[];
};

function stateFile(id: string): string {
  return join(worldStates, `${id}.json`);
}

/** Writes the state whole: a reader sees the old one or the new one, never half of one. */
export async function writeState(state: WorldState): Promise<void> {
  await mkdir(worldStates, { recursive: true });
  const half = `${stateFile(state.id)}.half`;
  await writeFile(half, JSON.stringify(state, null, 2));
  await rename(half, stateFile(state.id));
}

/** Forgets a world that is gone. */
export async function removeState(id: string): Promise<void> {
  await rm(stateFile(id), { force: true });
}

/** All worlds that wrote a state, open or left behind. A file that is not a state is passed over. */
export async function readStates(): Promise<readonly WorldState[]> {
  const names = await readdir(worldStates).catch(() => []);
  const states = await Promise.all(names.filter((name) => name.endsWith('.json')).map((name) => readState(join(worldStates, name))));
  return states.filter((state) => state !== null);
}

async function readState(file: string): Promise<WorldState | null> {
  try {
    // Written by writeState of this checkout alone, in a folder of its own.
    const state = JSON.parse(await readFile(file, 'utf8')) as WorldState;
    return typeof state.id === 'string' && typeof state.dir === 'string' ? state : null;
  } catch {
    return null;
  }
}
