/**
 * Mends what an interrupted or failed run left: takes old versions away that stand beside new ones, and installs once more what was not set up. A no-op where nothing
 * is to mend.
 */
import type { StepReceipt } from '@fettle/core/deployment';
import { endedWell, openReceipt, patience } from '../kit/index.ts';
import type { ReceiptBook } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import type { ScanMode } from '../types.ts';
import { runChange } from './run-change.ts';
import { changeLog, changeOptions, ownFolders } from './arguments.ts';
import { waitForOthers } from './at-work.ts';
import { versionsOf } from './changes.ts';
import { readInventory } from './inventory.ts';
import type { Inventory } from './inventory.ts';
import { nevra } from './names.ts';
import { findProgram } from './program.ts';
import type { PackageWord } from './shape.ts';
import { troublesOf } from './state.ts';
import { findStored, isIntact } from './store.ts';
import { translateFailure, troubleOf } from './translate.ts';

/** Half an hour: a large upgrade that lost its agent still comes to its end. */
const longestWait = 1800;

export async function repairDnf(machine: Machine, mode: ScanMode): Promise<StepReceipt> {
  const book = openReceipt(machine, 'repair', mode.now);
  const found = await findProgram(machine);
  if (!found.ok) return book.failed(found.trouble);
  await machine.makeFolder(ownFolders(mode.folders).state);
  const holder = await waitForOthers(machine, longestWait);
  if (holder !== null) return book.failed(troubleOf('dnf.lock-held', { holder }));
  const before = await readInventory(machine, mode);
  if (!before.ok) return book.failed(before.trouble);
  const { duplicates } = before.value.state;
  const unfinished = unfinishedOf(before.value);
  if (unfinished.length === 0) return book.done('Nothing was to be mended.');
  if (!(await machine.isRoot())) return book.failed(troubleOf('dnf.not-permitted', {}));

  if (duplicates.length > 0) {
    // rpm itself, by exact names: it removes these or refuses, and solves nothing.
    const removed = await book.run('change', ['rpm', '-e', ...duplicates.map(nevra)], { outputTo: changeLog(mode) });
    if (!endedWell(removed)) return book.failed(translateFailure(removed, patience.change, 'rpm'));
  }
  const trouble = await installOnceMore(machine, mode, book, found.program.command, unfinished);
  if (trouble !== null) return book.failed(trouble);
  const after = await readInventory(machine, mode);
  if (!after.ok) return book.failed(after.trouble);
  const [still] = troublesOf(after.value.state);
  if (still !== undefined) return book.failed(still);
  return book.done(`Mended: ${unfinished.map(nevra).join(', ')}.`);
}

/** Packages that were not set up: whose script failed, and the newer ones of a pair that an interruption left. */
function unfinishedOf({ packages, state }: Inventory): readonly PackageWord[] {
  const newer = state.duplicates.flatMap((old) =>
    versionsOf(old, packages).filter((one) => !state.duplicates.some((other) => nevra(other) === nevra(one))),
  );
  const words = [...state.unsettled, ...newer].map(({ name, architecture, version }) => ({ name, architecture, version }));
  return [...new Map(words.map((one) => [nevra(one), one])).values()];
}

/** From the store where it has the very file, else from the repositories: the same version either way. */
async function installOnceMore(machine: Machine, mode: ScanMode, book: ReceiptBook, command: string, packages: readonly PackageWord[]) {
  const stored: string[] = [];
  const others: string[] = [];
  for (const one of packages) {
    const file = await findStored(machine, mode.folders, one);
    if (file !== null && (await isIntact(machine, file))) stored.push(file.path);
    else others.push(nevra(one));
  }
  const fromRepositories = changeOptions.filter((option) => option !== '--disablerepo=*');
  const runs = [
    { options: changeOptions, names: stored },
    { options: fromRepositories, names: others },
  ];
  for (const { options, names } of runs) {
    if (names.length === 0) continue;
    const trouble = await runChange(book, [command, ...options, 'reinstall', ...names], mode);
    if (trouble !== null) return trouble;
  }
  return null;
}
