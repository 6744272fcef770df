import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../setup/checkout.mjs';
import { say } from '../setup/say.mjs';
import { processesMarked } from './marked.mjs';

/** Between asking a step to stop and killing it. */
const defaultGraceMs = 5_000;

const lookEveryMs = 50;

/** The variable by which everything that a step starts is found again, also what has left its process group. */
const marker = 'FETTLE_TEST_STEP';

/**
 * Runs a step in a process group of its own, with a time limit, and leaves nothing of it running.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, limitMs: number, graceMs?: number, onInterrupt: (signal: NodeJS.Signals) => void, output?: number }} options
 *   output: descriptor of the file that takes what it prints; without it that goes where ours goes
 * @returns {Promise<{ code: number, timedOut: boolean }>}
 */
export async function runLimited(command, args, options) {
  const mark = randomUUID();
  const child = spawn(command, args, {
    cwd: root,
    env: { ...options.env, [marker]: mark },
    stdio: ['ignore', options.output ?? 'inherit', options.output ?? 'inherit'],
    detached: true,
  });
  let timedOut = false;
  /** @type {Array<NodeJS.Timeout>} */
  const timers = [];
  const stop = () => {
    killGroup(child.pid, 'SIGTERM');
    timers.push(setTimeout(() => killGroup(child.pid, 'SIGKILL'), options.graceMs ?? defaultGraceMs));
  };
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
    options.onInterrupt(signal);
    stop();
  };
  timers.push(
    setTimeout(() => {
      timedOut = true;
      say(`This step had ${Math.round(options.limitMs / 1000)} s and is stopped.`);
      stop();
    }, options.limitMs),
  );
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const code = await ended(child);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  for (const timer of timers) clearTimeout(timer);
  await sweep(`${marker}=${mark}`, options.graceMs ?? defaultGraceMs);
  return { code, timedOut };
}

/** @returns {Promise<number>} exit code as a shell would give it; 127 when the command cannot be started */
function ended(/** @type {import('node:child_process').ChildProcess} */ child) {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

function killGroup(/** @type {number | undefined} */ pid, /** @type {NodeJS.Signals} */ signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** Ends what the step left behind, and says so: tests are to tidy up after themselves. */
async function sweep(/** @type {string} */ mark, /** @type {number} */ graceMs) {
  if (await noneLeft(mark, graceMs)) return;
  const left = processesMarked(mark);
  say(`Left running by this step, and ended now: ${left.map(({ pid, name }) => `${name} (${pid})`).join(', ')}`);
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    for (const { pid } of processesMarked(mark)) killOne(pid, signal);
    if (await noneLeft(mark, graceMs)) return;
  }
}

/**
 * Some programs take a moment to end after the one that started them. None is believed when seen twice: the kernel shows no environment of a
 * process that is just exchanging its program (execve).
 */
async function noneLeft(/** @type {string} */ mark, /** @type {number} */ withinMs) {
  let empty = 0;
  for (let waited = 0; ; waited += lookEveryMs) {
    empty = processesMarked(mark).length === 0 ? empty + 1 : 0;
    if (empty === 2) return true;
    if (waited >= withinMs && empty === 0) return false;
    await sleep(lookEveryMs);
  }
}

function killOne(/** @type {number} */ pid, /** @type {NodeJS.Signals} */ signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error;
  }
}
