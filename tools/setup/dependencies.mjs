import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { inCheckout, root } from './checkout.mjs';
import { runChild, runNode } from './child.mjs';
import { withSetupLock } from './lock.mjs';
import { nodeIsInstalled } from './packaged-node.mjs';
import { Obstacle, say } from './say.mjs';

const lockFile = inCheckout('package-lock.json');
/** What npm itself writes down after an install: the part of the lock that it put on disk. */
const npmRecord = inCheckout('node_modules', '.package-lock.json');
/** What we write down: hash of the lock after a successful `npm ci`. */
const stamp = inCheckout('node_modules', '.fettle-lock');

/** @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean, os?: string[], cpu?: string[] }} Locked */

/**
 * Makes node_modules what package-lock.json says, by `npm ci` when it is not.
 * @returns {Promise<void>} throws an Obstacle when the install fails
 */
export async function ensureDependencies() {
  if (isUpToDate()) return;
  await withSetupLock(async () => {
    if (isUpToDate()) return;
    await install();
  });
}

/** Whether node_modules is what the lock says. Exported for a look without changing anything. */
export function isUpToDate() {
  if (!nodeIsInstalled()) return false;
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash();
  if (!installedByHand()) return false;
  writeFileSync(stamp, lockHash());
  return true;
}

/** Someone ran `npm ci` or `npm install` themselves: npm's record is newer than the lock and agrees with it in every package. */
function installedByHand() {
  if (!existsSync(npmRecord) || statSync(npmRecord).mtimeMs < statSync(lockFile).mtimeMs) return false;
  const wanted = packagesOf(lockFile);
  const present = packagesOf(npmRecord);
  for (const [path, have] of Object.entries(present)) {
    const want = wanted[path];
    if (!want || want.version !== have.version || want.integrity !== have.integrity) return false;
  }
  return Object.entries(wanted).every(([path, want]) => path === '' || want.optional || want.devOptional || want.peer || path in present);
}

/** @returns {Record<string, Locked>} */
function packagesOf(/** @type {string} */ file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

async function install() {
  const paths = Object.entries(packagesOf(lockFile))
    .filter(([path, locked]) => path.includes('node_modules/') && isForThisMachine(locked))
    .map(([path]) => path);
  say(`Installing the packages of package-lock.json (npm ci, about a minute)…`);
  const started = Date.now();
  // npm_execpath is the npm that runs this script; without one (started by hand) the npm in PATH.
  const npm = process.env.npm_execpath;
  // No package in the lock has an install script; should one ever arrive, it does not run unread.
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  // hasty: npm, asked to stop in the middle, was seen to hang at full load instead.
  const options = { cwd: root, hasty: true, whileRunning: () => showProgress(paths, started) };
  const ended = npm?.endsWith('.js') ? runNode(process.execPath, [npm, ...args], options) : runChild('npm', args, options);
  const { code, interrupted } = await ended;
  if (interrupted) throw new Obstacle('Stopped while packages were being installed. The next start begins again.');
  if (code !== 0) {
    throw new Obstacle(
      `npm ci failed with status ${code}; its own words are above. Mostly the package registry could not be reached: check the network, then start again.`,
    );
  }
  writeFileSync(stamp, lockHash());
  say(`Packages are installed (${seconds(started)} s).`);
}

/** The lock lists the builds for every platform; npm leaves out the others. */
function isForThisMachine(/** @type {Locked} */ { os, cpu }) {
  return (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
}

/** npm is silent without a terminal, and a minute of silence looks like a hang: count what has arrived. */
function showProgress(/** @type {string[]} */ paths, /** @type {number} */ started) {
  const timer = setInterval(() => {
    const arrived = paths.filter((path) => existsSync(inCheckout(path, 'package.json'))).length;
    say(`  ${seconds(started)} s: ${arrived} of at most ${paths.length} packages in place`);
  }, 5_000);
  return () => clearInterval(timer);
}

function seconds(/** @type {number} */ since) {
  return Math.round((Date.now() - since) / 1000);
}
