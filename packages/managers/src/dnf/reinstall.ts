/**
 * Removing packages and installing others of their versions in their place: for those that refuse a downgrade while the newer version is there. Only where exactly these would go.
 * What rpm forgets with a package is noted before: which of its configuration files were edited, and whether a person wanted it.
 */
import type { Change, WayLook } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import { notesAt } from '../kit/index.ts';
import type { Notes, ReceiptBook } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { changeOptions, ownFolders } from './arguments.ts';
import { stateOfChange, versionsOf } from './changes.ts';
import { bringBackEdited, editedFiles } from './edited.ts';
import type { EditedFile } from './edited.ts';
import { readInventory } from './inventory.ts';
import type { Inventory } from './inventory.ts';
import { nevra } from './names.ts';
import type { PackageWord } from './shape.ts';
import { previewTrouble } from './preview.ts';
import { findProgram } from './program.ts';
import { markAgain, reasonsOf } from './reasons.ts';
import type { Reason } from './reasons.ts';
import { runChange } from './run-change.ts';
import { troubleOf } from './translate.ts';

type Kept = { readonly edited: readonly EditedFile[]; readonly reasons: readonly Reason[] };

/** Why dnf would not remove these alone; null: it would, and do nothing else. */
async function removalTrouble(machine: Machine, command: string, packages: readonly PackageWord[]): Promise<Trouble | null> {
  const argv = [command, ...changeOptions.filter((option) => option !== '-y'), '--assumeno', 'remove', ...packages.map(nevra)];
  const changes = packages.map((one): Change => ({ manager: 'dnf', ...one, from: one.version, to: null }));
  return previewTrouble(machine, argv, changes);
}

/** Whether these, as they are installed now, could be taken back like this. Asked while the old versions are in: what depends on a package depends on it by name mostly, and it is asked again. */
export async function lookAtReinstall(machine: Machine, packages: readonly PackageWord[]): Promise<WayLook> {
  if (!(await machine.isRoot())) return { possible: false, because: troubleOf('dnf.not-permitted', {}).cause };
  const found = await findProgram(machine);
  const trouble = found.ok ? await removalTrouble(machine, found.program.command, packages) : found.trouble;
  return trouble === null ? { possible: true } : { possible: false, because: trouble.cause };
}

type Removal = {
  readonly command: string;
  readonly changes: readonly Change[];
  readonly left: readonly Change[];
  readonly before: Inventory;
  readonly progress: (line: string) => void;
};

/** Removes what is still there of `left`, with everything that comes in its place in hand. Null: done, or nothing to remove. */
export async function removeFirst(
  machine: Machine,
  mode: ScanMode,
  book: ReceiptBook,
  { command, changes, left, before, progress }: Removal,
): Promise<Trouble | null> {
  const there = left.flatMap((change) =>
    change.from === null || stateOfChange(change, before.packages) !== 'to-do' ? [] : [{ ...change, version: change.from }],
  );
  if (there.length === 0) return null;
  const trouble = await removalTrouble(machine, command, there);
  if (trouble !== null) return trouble;
  const notes = notesOf(machine, mode);
  // Of an earlier run that was cut off in the middle the note is the truth: part of what it speaks of is gone.
  if (there.length === changes.length || (await notes.read(changes)) === null) {
    const edited = await editedFiles(machine, there.map(nevra));
    const reasons = await reasonsOf(machine, command, there.map(nevra));
    if (edited === null || reasons === null) return troubleOf('dnf.not-noted', {});
    await notes.write(changes, { edited, reasons });
  }
  const removed = await runChange(book, [command, ...changeOptions, 'remove', ...there.map(nevra)], mode, progress);
  if (removed !== null) return removed;
  const after = await readInventory(machine, mode);
  if (!after.ok) return after.trouble;
  const still = there.filter((one) => versionsOf(one, after.value.packages).length > 0);
  if (still.length > 0) return troubleOf('dnf.not-in-effect', { what: `${still.map(({ name }) => name).join(', ')} not removed` });
  // Before the packages come: what starts with them starts with the device's own configuration.
  await broughtBack(machine, mode, changes);
  return null;
}

/** Configuration and marks as before, once the packages are in. `detail` says what of the marks could not be; trouble: a configuration file is not as it was. */
export async function settleAnew(
  machine: Machine,
  mode: ScanMode,
  command: string,
  changes: readonly Change[],
): Promise<{ readonly trouble: Trouble | null; readonly detail: string }> {
  const notes = notesOf(machine, mode);
  const kept = await notes.read(changes);
  if (kept === null) return { trouble: null, detail: '' };
  const lost = await broughtBack(machine, mode, changes);
  const unmarked = await markAgain(machine, command, kept.reasons);
  const detail = unmarked.length === 0 ? '' : ` They count as wanted by a person now: ${unmarked.join(', ')}.`;
  if (lost.length > 0) return { trouble: troubleOf('dnf.edited-lost', { files: lost.slice(0, 10).join(', ') }), detail };
  await notes.drop(changes);
  return { trouble: null, detail };
}

async function broughtBack(machine: Machine, mode: ScanMode, changes: readonly Change[]): Promise<readonly string[]> {
  return bringBackEdited(machine, (await notesOf(machine, mode).read(changes))?.edited ?? []);
}

function notesOf(machine: Machine, mode: ScanMode): Notes<Kept> {
  return notesAt(
    machine,
    `${ownFolders(mode.folders).state}/anew.json`,
    (one): one is Kept => 'edited' in one && Array.isArray(one.edited) && 'reasons' in one && Array.isArray(one.reasons),
  );
}
