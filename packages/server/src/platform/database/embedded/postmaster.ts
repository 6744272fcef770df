/** One PostgreSQL server process: found by its pid file, started, waited for, stopped. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readlinkSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartProblem } from '../../start-problem.ts';
import type { ServerAccount } from './account.ts';
import { CLEAN_ENVIRONMENT } from './cluster.ts';
import { SOCKET_NAME } from './place.ts';

export type Postmaster = {
  readonly pid: number;
  readonly socketFolder: string;
  /** Ends when the process has ended. */
  readonly ended: Promise<void>;
};

export type PostmasterOptions = {
  readonly binFolder: string;
  readonly clusterFolder: string;
  readonly socketFolder: string;
  readonly logFile: string;
  readonly account: ServerAccount;
  readonly settings: Readonly<Record<string, string>>;
};

type PidFile = { readonly pid: number; readonly socketFolder: string; readonly status: string };

const LOOK_MS = 15;
const WATCH_MS = 500;
const LARGEST_LOG = 10_000_000;
const LONGEST_FAREWELL_MS = 10_000;
const LONGEST_START_MS = 15 * 60_000;

/** The server that already runs on this cluster (an earlier one of ours that was killed leaves it behind), once it is ready; else null. */
export async function findRunning(clusterFolder: string): Promise<Postmaster | null> {
  const deadline = Date.now() + LONGEST_START_MS;
  for (;;) {
    const found = readPidFile(clusterFolder);
    if (found === null) return null;
    if (!isServerOf(found.pid, clusterFolder)) {
      forgetDead(found, clusterFolder);
      return null;
    }
    if (found.status === 'ready') return { pid: found.pid, socketFolder: found.socketFolder, ended: endOf(found.pid) };
    if (Date.now() > deadline) throw notReady(clusterFolder);
    await pause(LOOK_MS);
  }
}

/** Starts a server and waits until it takes connections. Recovery after a crash may take minutes; a server that ends is a StartProblem. */
export async function launch(options: PostmasterOptions): Promise<Postmaster> {
  const deadline = Date.now() + LONGEST_FAREWELL_MS;
  for (;;) {
    try {
      return await launchOnce(options);
    } catch (error) {
      // Sessions of a server that was killed take a moment to notice; until then PostgreSQL refuses to start beside them.
      const wait = error instanceof StartProblem && error.message.includes('pre-existing shared memory') && Date.now() < deadline;
      if (!wait) throw error;
      await pause(LOOK_MS * 10);
    }
  }
}

async function launchOnce(options: PostmasterOptions): Promise<Postmaster> {
  const log = openLog(options.logFile);
  const separate = options.account.separate?.server;
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(options.binFolder, 'postgres'), ['-D', options.clusterFolder, '-k', options.socketFolder, ...settings], {
    cwd: '/',
    env: CLEAN_ENVIRONMENT,
    // A group of its own: Ctrl-C reaches us first and we stop it in order.
    detached: true,
    // A file, not a pipe: a server that outlives us must be able to go on writing.
    stdio: ['ignore', log, log],
    ...(separate === undefined ? {} : { uid: separate.uid, gid: separate.gid }),
  });
  closeSync(log);
  let failure: Error | null = null;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      failure = error;
      resolve();
    });
  });
  child.unref();
  let over = false;
  void ended.then(() => (over = true));
  const deadline = Date.now() + LONGEST_START_MS;
  for (;;) {
    const found = readPidFile(options.clusterFolder);
    if (found !== null && found.pid === child.pid && found.status === 'ready')
      return { pid: found.pid, socketFolder: options.socketFolder, ended };
    if (over) throw endedAtStart(options.logFile, failure);
    if (Date.now() > deadline) throw notReady(options.clusterFolder);
    await pause(LOOK_MS);
  }
}

/** Stops a server: sessions are ended and everything is written (fast); if that takes too long, at once, and the next start recovers. */
export async function stopPostmaster(pid: number, patienceMs: number): Promise<void> {
  const steps = [
    ['SIGINT', patienceMs],
    ['SIGQUIT', 1_000],
    ['SIGKILL', 1_000],
  ] as const;
  for (const [signal, patience] of steps) {
    if (!send(pid, signal)) return;
    if (await endsWithin(pid, patience)) return;
  }
}

/** Tells the server on a cluster to stop without ceremony, for a process that ends now. Synchronous. */
export function stopNow(clusterFolder: string): void {
  const pid = runningPid(clusterFolder);
  if (pid !== null) send(pid, 'SIGQUIT');
}

/** The process id of the server on this cluster, ready or not; null if none runs. */
export function runningPid(clusterFolder: string): number | null {
  const found = readPidFile(clusterFolder);
  return found !== null && isServerOf(found.pid, clusterFolder) ? found.pid : null;
}

/** True while a process with this number exists and has not ended: one that waits for a parent to take note of its end is over. */
export function isAlive(pid: number): boolean {
  if (!numberIsTaken(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    // proc(5): "pid (name) state …"; the name may hold anything, so look behind its last bracket.
    return !/^\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*(?=\))/s, ''));
  } catch {
    return false;
  }
}

/** Format: PostgreSQL's src/include/utils/pidfile.h. */
function readPidFile(clusterFolder: string): PidFile | null {
  const path = join(clusterFolder, 'postmaster.pid');
  if (!existsSync(path)) return null;
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, socketFolder: lines[4]?.trim() ?? '', status: lines[7]?.trim() ?? '' };
}

/**
 * PostgreSQL believes its lock files as long as a process with their number exists: another one of the same user by now, or the
 * dead server itself while nobody took note of its end. Beside a server's living sessions it still refuses to start, by their memory.
 */
function forgetDead(dead: PidFile, clusterFolder: string): void {
  if (!numberIsTaken(dead.pid)) return;
  rmSync(join(clusterFolder, 'postmaster.pid'), { force: true });
  if (dead.socketFolder !== '') rmSync(join(dead.socketFolder, `${SOCKET_NAME}.lock`), { force: true });
}

function numberIsTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isServerOf(pid: number, clusterFolder: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    // The server works in its cluster's folder, whatever its command line came to say.
    return readlinkSync(`/proc/${pid}/cwd`) === clusterFolder;
  } catch {
    return false;
  }
}

function endOf(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve();
    }, WATCH_MS);
    timer.unref();
  });
}

async function endsWithin(pid: number, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await pause(LOOK_MS);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function openLog(path: string): number {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function endedAtStart(logFile: string, failure: Error | null): StartProblem {
  const said = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
  return new StartProblem(
    'database-start',
    `The embedded database did not start: ${failure?.message ?? said}`,
    `Its log is ${logFile}.`,
    failure ?? undefined,
  );
}

function notReady(clusterFolder: string): StartProblem {
  return new StartProblem(
    'database-start',
    `The database in ${clusterFolder} has been starting for a quarter of an hour.`,
    'Look at its log beside that folder; if it recovers a large database, start again later.',
  );
}
