/** What the agent remembers of instructions, holds and changes, so that a restart or a replay changes nothing. */
import { z } from 'zod';
import { readJson, writeJson } from './durable.ts';
import type { Folders } from './folders.ts';

const Memory = z.strictObject({
  highest: z.number().int(),
  /** Ids taken, newest last; bounded, since the sequence alone refuses older ones. */
  ids: z.array(z.string()),
  held: z.array(z.string()),
  heldAt: z.string().nullable(),
  /** When packages were changed, for the limit per day. */
  changes: z.array(z.strictObject({ at: z.string(), packages: z.number().int() })),
});
export type Memory = z.infer<typeof Memory>;

const empty: Memory = { highest: 0, ids: [], held: [], heldAt: null, changes: [] };
const idsKept = 1000;

export function readMemory(folders: Folders): Memory {
  const value = readJson(folders.known);
  return value === null ? empty : Memory.parse(value);
}

/** Remembers that an instruction was taken: before anything is done with it. */
export function rememberInstruction(folders: Folders, id: string, sequence: number): void {
  const memory = readMemory(folders);
  writeJson(folders.known, {
    ...memory,
    highest: Math.max(memory.highest, sequence),
    ids: [...memory.ids, id].slice(-idsKept),
  } satisfies Memory);
}

/** A hold binds from the moment the agent hears of it until it hears otherwise. Written only when it differs. */
export function rememberHolds(folders: Folders, held: readonly string[], at: string): void {
  const memory = readMemory(folders);
  if (JSON.stringify(memory.held.toSorted()) === JSON.stringify(held.toSorted())) return;
  writeJson(folders.known, { ...memory, held: [...held], heldAt: at } satisfies Memory);
}

export function rememberChanges(folders: Folders, packages: number, at: string): void {
  const memory = readMemory(folders);
  writeJson(folders.known, { ...memory, changes: [...recent(memory, at), { at, packages }] } satisfies Memory);
}

/** Packages changed in the 24 hours before `now`. */
export function changedToday(memory: Memory, now: string): number {
  return recent(memory, now).reduce((sum, change) => sum + change.packages, 0);
}

function recent(memory: Memory, now: string): Memory['changes'] {
  const since = Temporal.Instant.from(now).subtract({ hours: 24 });
  return memory.changes.filter((change) => Temporal.Instant.compare(Temporal.Instant.from(change.at), since) > 0);
}
