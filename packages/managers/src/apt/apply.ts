/**
 * Does exactly the approved changes, from the store's files alone: no lists, no network, nothing else that apt could choose. The very
 * same command is simulated first, and nothing runs where its plan is not what was approved. Idempotent: what is done stays done.
 */
import type { Change, StepReceipt } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { ApplyRequest, Outcome, ScanMode } from '../types.ts';
import { conffileOptions, installOptions, storeOptions } from './arguments.ts';
import { ask, endedWell, openReceipt, patience, succeeded } from '../kit/index.ts';
import { difference, inWords, installedOf, stateOf } from './changes.ts';
import { getPackages } from './get.ts';
import { isUnfinished, readInstalled } from './installed.ts';
import type { DpkgPackage } from './installed.ts';
import type { ReceiptBook } from '../kit/index.ts';
import { markAutomaticAgain, noteAutomatic } from './automatic.ts';
import { isPackageReference, sameSlot } from './names.ts';
import { removalTrouble, removeWords } from './reinstall.ts';
import { changeLog, prepareEmptyFolders } from './prepare.ts';
import { parsePlan } from './simulation-output.ts';
import type { PlannedInstall } from './simulation-output.ts';
import { findStored, isIntact } from './store.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';
import { unfinishedTrouble } from './unfinished.ts';

type Inventory = { readonly packages: readonly DpkgPackage[]; readonly nativeArchitecture: string };

export async function applyChanges(machine: Machine, mode: ScanMode, request: ApplyRequest): Promise<StepReceipt> {
  const book = openReceipt(machine, request.direction === 'back' ? 'roll-back' : 'apply', mode.now);
  const refusal = await refuseOutright(machine, request.changes);
  if (refusal !== null) return book.failed(refusal);
  const empty = await prepareEmptyFolders(machine, mode);
  const lock = ['-o', `DPkg::Lock::Timeout=${Math.max(0, Math.floor(request.lockTimeoutSeconds))}`];
  const busy = await waitForOthers(machine, [...storeOptions(empty), ...lock], request);
  if (busy !== null) return book.failed(busy);
  const before = await readInstalled(machine);
  if (!before.ok) return book.failed(before.trouble);
  const anew = request.direction === 'back' && request.by === 'reinstall';
  const left = whatIsLeft(anew ? request.changes.map((change) => asNew(change, before)) : request.changes, before);
  if (!left.ok) return book.failed(left.trouble);
  if (left.value.length === 0) {
    if (anew) await markAutomaticAgain(machine, mode, request.changes);
    return book.done('The device has all of it already.');
  }

  const paths = await storedPaths(machine, mode, request, left.value);
  if (!paths.ok) return book.failed(paths.trouble);
  let inventory: Inventory = before;
  let fresh = left.value;
  if (anew) {
    const removed = await removeFirst(machine, mode, request, { book, options: [...storeOptions(empty), ...lock], left: fresh, before });
    if (!removed.ok) return book.failed(removed.trouble, 'Nothing was installed; the packages of the old versions are in the store.');
    inventory = removed.value;
    fresh = fresh.map((change) => asNew(change, removed.value));
  }
  const words = [
    '-q',
    '-y',
    ...storeOptions(empty),
    ...installOptions,
    '--no-remove',
    // What was removed a moment ago has no mark to keep: it gets its own back afterwards.
    ...(anew ? [] : ['--mark-auto']),
    // Finishes what an interrupted run left of the very same changes.
    '--fix-broken',
    // dpkg sets up nothing of a package whose unpacking broke off: it has to be unpacked once more, be it the same version.
    ...(fresh.some((change) => installedOf(change, inventory.packages, inventory.nativeArchitecture)?.reinstallRequired === true)
      ? ['--reinstall']
      : []),
    ...(request.direction === 'back' ? ['--allow-downgrades'] : []),
    ...lock,
    '-o',
    'Dpkg::Use-Pty=0',
    ...conffileOptions,
    'install',
    ...paths.value,
  ];
  const differs = await checkPlan(machine, words, fresh, inventory);
  if (differs !== null) return book.failed(differs);
  const result = await book.run('change', ['apt-get', ...words], { onLine: request.progress, outputTo: changeLog(mode) });
  const after = await readInstalled(machine);
  const undone = after.ok ? fresh.filter((change) => stateOf(change, after.packages, after.nativeArchitecture) !== 'done') : fresh;
  if (!endedWell(result)) {
    return book.failed(translateFailure(result, patience.change, 'apt-get'), undoneInWords(undone, after.ok ? after : inventory));
  }
  if (!after.ok) return book.failed(after.trouble);
  if (undone.length > 0) return book.failed(troubleOf('apt.not-in-effect', { what: undoneInWords(undone, after) }, excerptOf(result)));
  const unmarked = anew ? await markAutomaticAgain(machine, mode, request.changes) : [];
  const marks = unmarked.length === 0 ? '' : ` They count as installed by hand now: ${unmarked.join(', ')}.`;
  return book.done(`Done: ${left.value.map(inWords).join(', ')}.${marks}`);
}

/** One that is to be installed anew and is not there: an earlier run had removed it. */
function asNew(change: Change, { packages, nativeArchitecture }: Inventory): Change {
  return installedOf(change, packages, nativeArchitecture) === null ? { ...change, from: null } : change;
}

type Removal = {
  readonly book: ReceiptBook;
  readonly options: readonly string[];
  readonly left: readonly Change[];
  readonly before: Inventory;
};

/** Only with everything that comes in their place in hand, and only these. How the packages stand afterwards. */
async function removeFirst(
  machine: Machine,
  mode: ScanMode,
  request: ApplyRequest,
  { book, options, left, before }: Removal,
): Promise<Outcome<Inventory>> {
  const native = before.nativeArchitecture;
  const there = left.filter((change) => change.from !== null && stateOf(change, before.packages, native) === 'to-do');
  if (there.length === 0) return { ok: true, value: before };
  const trouble = await removalTrouble(machine, there, native, options);
  if (trouble !== null) return { ok: false, trouble };
  const marked = await noteAutomatic(machine, mode, request.changes, there, native);
  if (marked !== null) return { ok: false, trouble: marked };
  const words = removeWords(there, native, options);
  const result = await book.run('change', ['apt-get', ...words], { onLine: request.progress, outputTo: changeLog(mode) });
  if (!endedWell(result)) return { ok: false, trouble: translateFailure(result, patience.change, 'apt-get') };
  const after = await readInstalled(machine);
  return after.ok ? { ok: true, value: after } : after;
}

async function refuseOutright(machine: Machine, changes: readonly Change[]): Promise<Trouble | null> {
  const removed = changes.filter((one) => one.to === null).map((one) => one.name);
  if (removed.length > 0) return troubleOf('apt.would-remove', { packages: removed.join(', ') });
  const odd = changes.find((one) => one.manager !== 'apt' || !isPackageReference({ ...one, version: one.to ?? '' }));
  if (odd) return troubleOf('apt.bad-wish', { what: `${odd.name} ${odd.to ?? ''}`.slice(0, 200) });
  return (await machine.isRoot()) ? null : troubleOf('apt.not-permitted', {});
}

/**
 * While another program is at work, half of what dpkg says is about to change: what is to be done is decided only after it. `apt-get
 * check` waits for the lock and gives it back; of its own answers only these two stop us, since a broken state may be what we mend.
 */
async function waitForOthers(machine: Machine, options: readonly string[], request: ApplyRequest): Promise<Trouble | null> {
  const seconds = patience.question + Math.max(0, request.lockTimeoutSeconds);
  const checked = await ask(machine, 'question', ['apt-get', '-q', ...options, 'check'], {
    timeoutMs: seconds * 1000,
    onLine: request.progress,
  });
  if (endedWell(checked)) return null;
  const trouble = translateFailure(checked, seconds, 'apt-get');
  return trouble.code === 'apt.lock-held' || trouble.code === 'apt.interrupted' ? trouble : null;
}

/** Without what is done already; a package that is neither at `from` nor at `to` means that the approval no longer fits. */
function whatIsLeft(changes: readonly Change[], inventory: Inventory): Outcome<readonly Change[]> {
  const left: Change[] = [];
  const elsewhere: string[] = [];
  for (const change of changes) {
    const state = stateOf(change, inventory.packages, inventory.nativeArchitecture);
    if (state === 'done') continue;
    if (state === 'elsewhere') {
      const found = installedOf(change, inventory.packages, inventory.nativeArchitecture);
      elsewhere.push(
        found === null ? `${change.name} is not installed` : `${change.name} is at ${found.version}, not at ${change.from ?? 'none'}`,
      );
    } else left.push(change);
  }
  if (elsewhere.length > 0) return { ok: false, trouble: troubleOf('apt.differs', { what: elsewhere.join('; ') }) };
  return { ok: true, value: left };
}

/** Every file verified just now; what is not in the store is got first, so only then is a network needed. */
async function storedPaths(
  machine: Machine,
  mode: ScanMode,
  request: ApplyRequest,
  left: readonly Change[],
): Promise<Outcome<readonly string[]>> {
  const files = [];
  for (const change of left) {
    const file = request.files.find(
      (one) => one.name === change.name && one.version === change.to && one.architecture === change.architecture,
    );
    if (file === undefined) return { ok: false, trouble: troubleOf('apt.not-secured', { package: change.name, version: change.to ?? '' }) };
    files.push(file);
  }
  const got = await getPackages(machine, mode, files);
  if (!got.ok) return { ok: false, trouble: got.trouble ?? troubleOf('apt.unknown', { status: 'no trouble was named' }) };
  const paths: string[] = [];
  for (const file of files) {
    const stored = await findStored(machine, mode.folders, file);
    if (stored === null || !(await isIntact(machine, stored, file.sha256))) {
      return { ok: false, trouble: troubleOf('apt.not-secured', { package: file.name, version: file.version }) };
    }
    paths.push(stored.path);
  }
  return { ok: true, value: paths };
}

/** The same words with `-s`: null where apt would do exactly what is left, and nothing else. */
async function checkPlan(
  machine: Machine,
  words: readonly string[],
  left: readonly Change[],
  inventory: Inventory,
): Promise<Trouble | null> {
  const simulated = await ask(machine, 'question', ['apt-get', '-s', ...words]);
  if (!succeeded(simulated)) return translateFailure(simulated, patience.question, 'apt-get');
  const plan = parsePlan(simulated.stdout);
  if (plan === null) return troubleOf('apt.unreadable', { program: 'apt-get' }, excerptOf(simulated));
  const native = inventory.nativeArchitecture;
  const finishing = left.filter((one) => stateOf(one, inventory.packages, native) === 'to-finish');
  const expected = left.filter((one) => !finishing.includes(one));
  // What an interrupted run unpacked of these changes is only set up, or unpacked once more.
  const isAgain = (one: PlannedInstall): boolean =>
    finishing.some((change) => change.name === one.name && change.to === one.to && sameSlot(change.architecture, one.architecture, native));
  const newly = { ...plan, installs: plan.installs.filter((one) => !isAgain(one)) };
  const what = difference(expected, new Set(finishing.map((one) => one.name)), newly, native);
  if (what === null) return null;
  const unfinished = inventory.packages.filter(
    (one) => isUnfinished(one) && plan.configures.includes(one.name) && !left.some((change) => change.name === one.name),
  );
  if (unfinished.length > 0) return unfinishedTrouble(unfinished, excerptOf(simulated));
  return troubleOf('apt.differs', { what }, excerptOf(simulated));
}

function undoneInWords(undone: readonly Change[], inventory: Inventory): string {
  if (undone.length === 0) return 'All packages have the approved version, yet apt reported a failure.';
  const words = undone.map((change) => {
    const found = installedOf(change, inventory.packages, inventory.nativeArchitecture);
    return found === null ? `${change.name} is not installed` : `${change.name} is at ${found.version} (${found.condition})`;
  });
  return `${words.join('; ')}.`;
}
