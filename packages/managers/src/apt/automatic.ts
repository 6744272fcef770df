/** Packages that came with others and not by a person's wish, over a removal: apt forgets the mark of what it removes. See apt-mark(8). */
import type { Change } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import { ask, endedWell, notesAt, patience, succeeded } from '../kit/index.ts';
import type { Notes } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { ownFolders } from './arguments.ts';
import { qualifiedName } from './names.ts';
import { translateFailure } from './translate.ts';

type Kept = { readonly automatic: readonly string[] };

/** Notes which of `there`, about to be removed, are marked as automatic, for what goes on after a power cut too. Null: noted. */
export async function noteAutomatic(
  machine: Machine,
  mode: ScanMode,
  changes: readonly Change[],
  there: readonly Change[],
  native: string,
): Promise<Trouble | null> {
  const notes = notesOf(machine, mode);
  // Of an earlier run that was cut off in the middle the note is the truth: part of what it speaks of is gone.
  if (there.length < changes.length && (await notes.read(changes)) !== null) return null;
  const names = there.map(({ name, architecture }) => qualifiedName(name, architecture, native));
  const asked = await ask(machine, 'question', ['apt-mark', 'showauto', ...names]);
  if (!succeeded(asked)) return translateFailure(asked, patience.question, 'apt-mark');
  const automatic = asked.stdout.split('\n').filter((line) => names.includes(line));
  await notes.write(changes, { automatic });
  return null;
}

/** Marks them again, once they are in. Those that could not be marked. */
export async function markAutomaticAgain(machine: Machine, mode: ScanMode, changes: readonly Change[]): Promise<readonly string[]> {
  const notes = notesOf(machine, mode);
  const kept = await notes.read(changes);
  if (kept === null) return [];
  const { automatic } = kept;
  if (automatic.length > 0 && !endedWell(await ask(machine, 'question', ['apt-mark', 'auto', ...automatic]))) return automatic;
  await notes.drop(changes);
  return [];
}

function notesOf(machine: Machine, mode: ScanMode): Notes<Kept> {
  return notesAt(
    machine,
    `${ownFolders(mode.folders).state}/anew.json`,
    (one): one is Kept => 'automatic' in one && Array.isArray(one.automatic) && one.automatic.every((name) => typeof name === 'string'),
  );
}
