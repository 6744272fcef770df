/** What a manager must still know of a change after a power cut: one note for each list of changes, the newest few, in a file of the device's own. */
import type { Change } from '@fettle/core/deployment';
import type { Machine } from '../machine/index.ts';

/** Of the newest changes only: a way back belongs to the change that was just made. */
const mostNotes = 20;

export type Notes<Note extends object> = {
  /** The note of these changes; null: none was made, or it can not be read. */
  read(changes: readonly Change[]): Promise<Note | null>;
  /** Writes it, in place of one that there was. */
  write(changes: readonly Change[], note: Note): Promise<void>;
  drop(changes: readonly Change[]): Promise<void>;
};

/** The notes in the file `path`. What `isNote` does not take was never noted. */
export function notesAt<Note extends object>(machine: Machine, path: string, isNote: (value: object) => value is Note): Notes<Note> {
  type Kept = Note & { readonly of: string };
  const isKept = (value: unknown): value is Kept =>
    typeof value === 'object' && value !== null && 'of' in value && typeof value.of === 'string' && isNote(value);
  const all = async (): Promise<readonly Kept[]> => {
    try {
      const read: unknown = JSON.parse((await machine.readFile(path)) ?? '[]');
      return Array.isArray(read) ? read.filter(isKept) : [];
    } catch {
      return [];
    }
  };
  const others = async (changes: readonly Change[]): Promise<readonly Kept[]> => (await all()).filter(({ of }) => of !== keyOf(changes));
  return {
    read: async (changes) => (await all()).find(({ of }) => of === keyOf(changes)) ?? null,
    write: async (changes, note) =>
      machine.writeFile(path, JSON.stringify([...(await others(changes)).slice(1 - mostNotes), { ...note, of: keyOf(changes) }])),
    drop: async (changes) => machine.writeFile(path, JSON.stringify(await others(changes))),
  };
}

function keyOf(changes: readonly Change[]): string {
  const words = changes.map(({ name, architecture, from, to }) => JSON.stringify([name, architecture, from, to]));
  return words.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join();
}
