import { accessSync, constants, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inCheckout } from './checkout.mjs';
import { Obstacle, say } from './say.mjs';

const ofThisCheckout = inCheckout('.cache', 'setup.lock');

/** A lock folder without a holder's name this old was left by a process that died between its two steps. */
const namelessAfterMs = 5_000;

/**
 * Runs `work` while no other process on this checkout does: two `npm ci` at once ruin node_modules.
 * The lock is a folder (made in one step or not at all) with the holder's pid and start time inside; when that process
 * no longer runs, the lock is taken over.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [folder] the lock's path; that of this checkout unless a test names another
 * @returns {Promise<T>}
 */
export async function withSetupLock(work, folder = ofThisCheckout) {
  await take(folder);
  try {
    return await work();
  } finally {
    release(folder);
  }
}

async function take(/** @type {string} */ folder) {
  makeRoom(dirname(folder));
  for (let told = false; ;) {
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, 'pid'), nameOf(process.pid));
      return;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(folder);
    if (holder === 'gone') continue;
    if (holder !== 'unnamed' && !isRunning(holder)) {
      takeOver(folder, holder);
      continue;
    }
    if (!told) say(`Another Fettle command is setting up this checkout (process ${holder.split(' ')[0]}); waiting for it.`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Moves a dead holder's lock aside. Named after that holder and kept until the release, so that a second process that saw the same dead holder cannot move the new lock. */
function takeOver(/** @type {string} */ folder, /** @type {string} */ holder) {
  try {
    renameSync(folder, `${folder}.stale-${holder.replaceAll(/\W/g, '-')}`);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error;
  }
}

function release(/** @type {string} */ folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(`${basename(folder)}.stale-`)) rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** @returns {string} the holder's name, 'gone' when the lock was released meanwhile, 'unnamed' while its holder is just taking it */
function readHolder(/** @type {string} */ folder) {
  try {
    return readFileSync(join(folder, 'pid'), 'utf8') || namelessSince(folder);
  } catch {
    return namelessSince(folder);
  }
}

function namelessSince(/** @type {string} */ folder) {
  try {
    return Date.now() - statSync(folder).mtimeMs > namelessAfterMs ? '0 nameless' : 'unnamed';
  } catch {
    return 'gone';
  }
}

function isRunning(/** @type {string} */ holder) {
  const pid = Number(holder.split(' ')[0]);
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false;
  }
  return nameOf(pid) === holder;
}

/**
 * Pid and, where /proc tells it (proc(5), fields 3 and 22 of stat), start time: numbers of dead processes are used again.
 * A dead process whose parent has not asked for its status yet (Z) still has its number, and is dead all the same.
 */
function nameOf(/** @type {number} */ pid) {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return afterName[0] === 'Z' || afterName[0] === 'X' ? `${pid} dead` : `${pid} ${afterName[19]}`;
  } catch {
    return `${pid} -`;
  }
}

/** A checkout of somebody else is met here first: everything that a start sets up lies in it. */
function makeRoom(/** @type {string} */ folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') throw error;
    throw new Obstacle(
      `${folder} can not be written (${code}): run this as the user who owns the checkout, or clone it into a folder of your own.`,
    );
  }
}
