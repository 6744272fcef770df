/**
 * Does exactly the approved changes, from the store's files alone: no repository, no network, nothing else that dnf could choose. The same files are put to its solver
 * first, and nothing runs where its plan is not what was approved. Idempotent: what is done stays done.
 */
import type { Change, StepReceipt } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import { openReceipt } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import type { ApplyRequest, Outcome, ScanMode } from '../types.ts';
import { changeOptions, ownFolders } from './arguments.ts';
import { waitForOthers } from './at-work.ts';
import { difference, goesBack, inWords, stateOfChange, versionsOf } from './changes.ts';
import { getPackages } from './get.ts';
import { noteTransaction, undoTransaction } from './history.ts';
import { readInventory } from './inventory.ts';
import type { Inventory } from './inventory.ts';
import { isPackageReference, nevra } from './names.ts';
import { askPlan } from './plan.ts';
import { findProgram } from './program.ts';
import { removeFirst, settleAnew } from './reinstall.ts';
import { runChange } from './run-change.ts';
import { findStored, isIntact } from './store.ts';
import { troubleOf } from './translate.ts';

type Wish = { readonly change: Change; readonly path: string };

export async function applyChanges(machine: Machine, mode: ScanMode, request: ApplyRequest): Promise<StepReceipt> {
  if (request.by === 'history') return undoTransaction(machine, mode, request);
  const book = openReceipt(machine, request.direction === 'back' ? 'roll-back' : 'apply', mode.now);
  const refusal = await refuseOutright(machine, request.changes);
  if (refusal !== null) return book.failed(refusal);
  const found = await findProgram(machine);
  if (!found.ok) return book.failed(found.trouble);
  await machine.makeFolder(ownFolders(mode.folders).state);
  const holder = await waitForOthers(machine, Math.max(0, request.lockTimeoutSeconds));
  if (holder !== null) return book.failed(troubleOf('dnf.lock-held', { holder }));
  const before = await readInventory(machine, mode);
  if (!before.ok) return book.failed(before.trouble);
  if (before.value.state.duplicates.length > 0)
    return book.failed(troubleOf('dnf.interrupted', { packages: before.value.state.duplicates.map(nevra).join(', ') }));
  const { command } = found.program;
  const anew = request.direction === 'back' && request.by === 'reinstall';
  const left = whatIsLeft(anew ? request.changes.map((change) => asNew(change, before.value)) : request.changes, before.value);
  if (!left.ok) return book.failed(left.trouble);
  if (left.value.length === 0) {
    const settled = anew ? await settleAnew(machine, mode, command, request.changes) : nothingToSettle;
    return settled.trouble === null ? book.done('The device has all of it already.') : book.failed(settled.trouble);
  }
  let wishes = await storedPaths(machine, mode, request, left.value);
  if (!wishes.ok) return book.failed(wishes.trouble);
  if (anew) {
    const removal = { command, changes: request.changes, left: left.value, before: before.value, progress: request.progress };
    const trouble = await removeFirst(machine, mode, book, removal);
    if (trouble !== null) return book.failed(trouble, `${trouble.cause} Nothing was installed; the old packages are in the store.`);
    const now = await readInventory(machine, mode);
    if (!now.ok) return book.failed(now.trouble);
    wishes = { ok: true, value: wishes.value.map(({ change, path }) => ({ change: asNew(change, now.value), path })) };
  }

  const again = wishes.value.filter(({ change }) => stateOfChange(change, before.value.packages) === 'to-finish');
  const fresh = wishes.value.filter((wish) => !again.includes(wish));
  const back = fresh.filter(({ change }) => goesBack(change));
  if (back.length > 0 && back.length < fresh.length) return book.failed(troubleOf('dnf.both-ways', {}));
  const differs = await checkPlan(machine, mode, fresh);
  if (differs !== null) return book.failed(differs);
  if (request.direction === 'forward') await noteTransaction(machine, mode, command, request.changes);
  const verb = back.length > 0 ? 'downgrade' : 'install';
  const runs = [...(fresh.length > 0 ? [{ verb, part: fresh }] : []), ...(again.length > 0 ? [{ verb: 'reinstall', part: again }] : [])];
  for (const { verb: word, part } of runs) {
    const argv = [command, ...changeOptions, word, ...part.map(({ path }) => path)];
    const trouble = await runChange(book, argv, mode, request.progress);
    if (trouble !== null) return book.failed(trouble, await undoneInWords(machine, mode, left.value, trouble));
  }
  const after = await readInventory(machine, mode);
  if (!after.ok) return book.failed(after.trouble);
  const undone = left.value.filter((change) => stateOfChange(change, after.value.packages) !== 'done');
  if (undone.length > 0) return book.failed(troubleOf('dnf.not-in-effect', { what: standing(undone, after.value) }));
  const settled = anew ? await settleAnew(machine, mode, command, request.changes) : nothingToSettle;
  if (settled.trouble !== null) return book.failed(settled.trouble);
  return book.done(`Done: ${left.value.map(inWords).join(', ')}.${settled.detail}`);
}

const nothingToSettle = { trouble: null, detail: '' } as const;

/** One that is to be installed anew and is not there: it was removed. */
function asNew(change: Change, { packages }: Inventory): Change {
  return versionsOf(change, packages).length === 0 ? { ...change, from: null } : change;
}

async function refuseOutright(machine: Machine, changes: readonly Change[]): Promise<Trouble | null> {
  const removed = changes.filter((one) => one.to === null).map((one) => one.name);
  if (removed.length > 0) return troubleOf('dnf.would-remove', { packages: removed.join(', ') });
  const odd = changes.find((one) => one.manager !== 'dnf' || !isPackageReference({ ...one, version: one.to ?? '' }));
  if (odd) return troubleOf('dnf.bad-wish', { what: `${odd.name} ${odd.to ?? ''}`.slice(0, 200) });
  return (await machine.isRoot()) ? null : troubleOf('dnf.not-permitted', {});
}

/** Without what is done already; a package that is neither at `from` nor at `to` means that the approval no longer fits. */
function whatIsLeft(changes: readonly Change[], { packages }: Inventory): Outcome<readonly Change[]> {
  const stated = changes.map((change) => ({ change, state: stateOfChange(change, packages) }));
  const elsewhere = stated.filter(({ state }) => state === 'elsewhere').map(({ change }) => standingOf(change, { packages }));
  if (elsewhere.length > 0) return { ok: false, trouble: troubleOf('dnf.differs', { what: elsewhere.join('; ') }) };
  return { ok: true, value: stated.filter(({ state }) => state !== 'done').map(({ change }) => change) };
}

/** Every file verified just now; what is not in the store is got first, so only then is a network needed. */
async function storedPaths(
  machine: Machine,
  mode: ScanMode,
  request: ApplyRequest,
  left: readonly Change[],
): Promise<Outcome<readonly Wish[]>> {
  const files = left.map((change) =>
    request.files.find((one) => one.name === change.name && one.version === change.to && one.architecture === change.architecture),
  );
  const known = files.filter((file) => file !== undefined);
  const got = known.length < files.length ? null : await getPackages(machine, mode, known);
  if (got?.trouble) return { ok: false, trouble: got.trouble };
  const wishes: Wish[] = [];
  for (const [index, change] of left.entries()) {
    const file = files[index];
    const stored = file === undefined ? null : await findStored(machine, mode.folders, file);
    if (file === undefined || stored === null || !(await isIntact(machine, stored, file.sha256)))
      return { ok: false, trouble: troubleOf('dnf.not-in-store', { package: change.name, version: change.to ?? '' }) };
    wishes.push({ change, path: stored.path });
  }
  return { ok: true, value: wishes };
}

/** null where the solver would do exactly these changes with these files, and nothing else. */
async function checkPlan(machine: Machine, mode: ScanMode, fresh: readonly Wish[]): Promise<Trouble | null> {
  if (fresh.length === 0) return null;
  const wanted = fresh.map(({ change }) => ({ name: change.name, architecture: change.architecture, version: change.to ?? '' }));
  const plan = await askPlan(machine, mode, { wanted, paths: fresh.map(({ path }) => path), repositories: false });
  if (!plan.ok) return plan.trouble;
  const what = difference(
    fresh.map(({ change }) => change),
    plan.value.changes,
    plan.value.removals,
  );
  return what === null ? null : troubleOf('dnf.differs', { what });
}

async function undoneInWords(machine: Machine, mode: ScanMode, left: readonly Change[], trouble: Trouble): Promise<string> {
  const after = await readInventory(machine, mode);
  if (!after.ok) return trouble.cause;
  const undone = left.filter((change) => stateOfChange(change, after.value.packages) !== 'done');
  return undone.length === 0 ? 'All packages have the approved version, yet dnf reported a failure.' : `${standing(undone, after.value)}.`;
}

function standing(changes: readonly Change[], inventory: Pick<Inventory, 'packages'>): string {
  return changes.map((change) => standingOf(change, inventory)).join('; ');
}

function standingOf(change: Change, { packages }: Pick<Inventory, 'packages'>): string {
  const found = versionsOf(change, packages);
  if (found.length === 0) return `${change.name} is not installed`;
  return `${change.name} is at ${found.map((one) => (one.condition === 'installed' ? one.version : `${one.version} (${one.condition})`)).join(' and ')}`;
}
