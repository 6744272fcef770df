import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { pathToFileURL } from 'node:url';
import { inCheckout } from './checkout.mjs';

/** How long a child may take to stop after it was asked to, before its whole process group is killed. */
const patientMs = 30_000;
/** The same for one that may be cut off anywhere because its work is done again from the start. */
const hastyMs = 2_000;

const passedOn = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a command with our output and waits for it.
 *
 * The child gets a process group of its own. A Ctrl-C at the terminal reaches npm, this process and everything in the
 * same group, and npm then sends it again; the child is to hear of it exactly once, so only the first signal is passed
 * on, and what comes after it while the child stops is swallowed.
 *
 * @param {string} command absolute path, or a name in PATH
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, lifeline?: boolean, hasty?: boolean, whileRunning?: () => () => void }} options
 *   `lifeline` gives the child file descriptor 3, which closes when this process ends in whatever way (see lifeline.mjs);
 *   `hasty`: it may be killed when it does not stop at once;
 *   `whileRunning` starts something beside the child and returns how to stop it
 * @returns {Promise<{ code: number, interrupted: boolean }>} exit code as a shell would give it (128 + signal), and
 *   whether the person asked it to stop
 */
export function runChild(command, args, options) {
  return new Promise((resolve, reject) => {
    const ownGroup = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.lifeline ? ['ignore', 'inherit', 'inherit', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      detached: ownGroup,
    });
    let interrupted = false;
    /** @type {NodeJS.Timeout | undefined} */
    let deadline;
    const passOn = (/** @type {NodeJS.Signals} */ signal) => {
      if (interrupted || child.pid === undefined) return;
      interrupted = true;
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
      deadline = setTimeout(() => killGroup(child.pid, ownGroup), options.hasty ? hastyMs : patientMs);
    };
    for (const signal of passedOn) process.on(signal, passOn);
    const stopWatching = stopWhenNpmIsGone(() => passOn('SIGTERM'));
    const stopBeside = options.whileRunning?.();
    const settle = () => {
      clearTimeout(deadline);
      stopWatching();
      stopBeside?.();
      for (const signal of passedOn) process.off(signal, passOn);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      settle();
      resolve({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), interrupted });
    });
  });
}

const lifeline = pathToFileURL(inCheckout('tools', 'setup', 'lifeline.mjs')).href;

/**
 * Runs a program in Node as runChild does; it also stops when this process is gone without a word (`kill -9`).
 * @param {string} node path of the Node to run it with
 * @param {string[]} args program and arguments
 * @param {Omit<Parameters<typeof runChild>[2], 'lifeline'>} options
 */
export function runNode(node, args, options) {
  return runChild(node, ['--import', options.hasty ? `${lifeline}?SIGKILL` : lifeline, ...args], { ...options, lifeline: true });
}

/** Kills a child and what it started. It may have ended in the meantime, which is what we wanted. */
function killGroup(/** @type {number | undefined} */ pid, /** @type {boolean} */ group) {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * `kill -9` on npm leaves this process without a signal, under another parent (or under npm's shell, which is). Started
 * by npm, that means: stop. Started by hand (a service manager, nohup), a new parent means nothing.
 */
function stopWhenNpmIsGone(/** @type {() => void} */ stop) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const line = lineToNpm();
  const timer = setInterval(() => {
    if (lineToNpm() !== line) stop();
  }, 500);
  timer.unref();
  return () => clearInterval(timer);
}

/** Our parent and, where that is the shell between npm and us, the shell's parent (proc(5), fields 2 and 4 of stat). */
function lineToNpm() {
  try {
    const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8')) ?? [];
    return name && /^(ba|da)?sh$/.test(name) ? `${process.ppid} ${rest?.split(' ')[1]}` : `${process.ppid}`;
  } catch {
    return `${process.ppid}`;
  }
}
