/**
 * Going back by dnf's own history (dnf(8), History Command): `history undo` brings the old versions from the repositories and removes what came new. Which transaction it was
 * is noted right before the change, and dnf's own preview of undoing it is held against what was approved: nothing runs where they differ.
 */
import type { Change, StepReceipt, WayLook } from '@fettle/core/deployment';
import { ask, notesAt, openReceipt } from '../kit/index.ts';
import type { Notes } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import type { ApplyRequest, Outcome, ScanMode } from '../types.ts';
import { runChange } from './run-change.ts';
import { changeOptions, ownFolders } from './arguments.ts';
import { waitForOthers } from './at-work.ts';
import { inWords, versionsOf } from './changes.ts';
import { readInventory } from './inventory.ts';
import { isPackageReference } from './names.ts';
import type { PlannedChange } from './plan.ts';
import { previewTrouble } from './preview.ts';
import { findProgram } from './program.ts';
import { troubleOf } from './translate.ts';

/** Whether its history could undo these changes, as the repositories stand now. */
export function lookAtHistory(changes: readonly PlannedChange[]): WayLook {
  const gone = changes.flatMap(({ old }) => (old !== null && old.sha256 === null ? [`${old.name} ${old.version}`] : []));
  if (gone.length === 0) return { possible: true };
  const more = gone.length > 10 ? ` and ${gone.length - 10} more` : '';
  return {
    possible: false,
    because: `No repository of the device offers ${gone.slice(0, 10).join(', ')}${more} any more, and dnf undoes from repositories only`,
  };
}

/** Notes, before the change, which transaction was the last: the one after it is the change's own, also where the agent does not live to see it end. */
export async function noteTransaction(machine: Machine, mode: ScanMode, command: string, changes: readonly Change[]): Promise<void> {
  const asked = await ask(machine, 'question', [command, '-q', '-C', 'history', 'info', 'last']);
  // A device on which dnf has done nothing yet has no history.
  const last = Number(/^Transaction ID\s*:\s*(\d+)\s*$/m.exec(asked.stdout)?.[1] ?? 0);
  await transactions(machine, mode).write(changes, { after: last });
}

/** Undoes the transaction that made these changes the other way round. */
export async function undoTransaction(machine: Machine, mode: ScanMode, request: ApplyRequest): Promise<StepReceipt> {
  const book = openReceipt(machine, 'roll-back', mode.now);
  const odd = request.changes.find((one) => one.manager !== 'dnf' || !isPackageReference({ ...one, version: one.to ?? one.from ?? '' }));
  if (odd) return book.failed(troubleOf('dnf.bad-wish', { what: `${odd.name} ${odd.to ?? ''}`.slice(0, 200) }));
  if (!(await machine.isRoot())) return book.failed(troubleOf('dnf.not-permitted', {}));
  const found = await findProgram(machine);
  if (!found.ok) return book.failed(found.trouble);
  const holder = await waitForOthers(machine, Math.max(0, request.lockTimeoutSeconds));
  if (holder !== null) return book.failed(troubleOf('dnf.lock-held', { holder }));
  const left = await whatIsLeft(machine, mode, request.changes);
  if (!left.ok) return book.failed(left.trouble);
  if (left.value.length === 0) return book.done('The device has all of it already.');
  const noted = await transactions(machine, mode).read(request.changes.map(undone));
  if (noted === null) return book.failed(troubleOf('dnf.no-transaction', {}));
  const id = String(noted.after + 1);
  const options = changeOptions.filter((option) => option !== '-y' && option !== '--disablerepo=*');
  const differs = await previewTrouble(machine, [found.program.command, ...options, '--assumeno', 'history', 'undo', id], request.changes);
  if (differs !== null) return book.failed(differs);
  const trouble = await runChange(book, [found.program.command, '-y', ...options, 'history', 'undo', id], mode, request.progress);
  if (trouble !== null) return book.failed(trouble);
  const after = await whatIsLeft(machine, mode, request.changes);
  if (!after.ok) return book.failed(after.trouble);
  if (after.value.length > 0) return book.failed(troubleOf('dnf.not-in-effect', { what: after.value.map(inWords).join('; ') }));
  return book.done(`Transaction ${id} undone: ${request.changes.map(inWords).join(', ')}.`);
}

async function whatIsLeft(machine: Machine, mode: ScanMode, changes: readonly Change[]): Promise<Outcome<readonly Change[]>> {
  const inventory = await readInventory(machine, mode);
  if (!inventory.ok) return inventory;
  const isIn = (change: Change): boolean => {
    const there = versionsOf(change, inventory.value.packages);
    return change.to === null
      ? !there.some(({ version }) => version === change.from)
      : there.some(({ version, condition }) => version === change.to && condition === 'installed');
  };
  return { ok: true, value: changes.filter((change) => !isIn(change)) };
}

type Noted = { readonly after: number };

function transactions(machine: Machine, mode: ScanMode): Notes<Noted> {
  return notesAt(
    machine,
    `${ownFolders(mode.folders).state}/transactions.json`,
    (one): one is Noted => 'after' in one && Number.isInteger(one.after),
  );
}

function undone(change: Change): Change {
  return { ...change, from: change.to, to: change.from };
}
