/** `fettle-agent run` */
import { isSea } from 'node:sea';
import { managers } from '@fettle/managers/list';
import { realMachine } from '@fettle/managers/machine';
import { runAgent } from '../agent.ts';
import { now } from '../clock.ts';
import { readLimits } from '../limits.ts';
import { patience } from '../patience.ts';
import type { SelfCommand } from '../run/step/launch.ts';
import { foldersIn, makeFolders } from '../state/folders.ts';
import { carryOver } from '../state/carry-over.ts';
import { takeLock } from '../state/lock.ts';
import type { Locked } from '../state/lock.ts';
import { notEnrolledHere, readState } from '../state/state.ts';
import { endChildren } from './end-children.ts';
import { complain } from './io.ts';
import { exitCodes } from './options.ts';
import type { Options } from './options.ts';

/** `program` is the file of source that was started, where this is no executable of its own. */
export async function runHere(options: Options, program: string): Promise<number> {
  const folders = foldersIn(options.state);
  const log = (line: string) => process.stdout.write(`${now()} ${line}\n`);
  const notEnrolled = notEnrolledHere(folders);
  if (notEnrolled !== null) return complain(notEnrolled);
  try {
    makeFolders(folders);
  } catch (error) {
    return complain(
      `${folders.root} can not be used: ${error instanceof Error ? error.message : String(error)}. Run the agent as the user who enrolled it.`,
    );
  }
  const locked = takeLock(folders.lock);
  if (!locked.ok)
    return complain(
      `Another agent${locked.pid === null ? '' : ` (process ${locked.pid})`} uses ${folders.root}. One agent per state folder.`,
    );
  let lock = locked;
  try {
    const carried = await carryOver(realMachine(), folders, options.limits);
    if (!carried.ok) return complain(carried.sentence, exitCodes.damaged);
    if (carried.carried) {
      log('the system went back to a snapshot; the state of this agent was brought along');
      const again = changeLock(lock, folders.lock);
      if (again === null) return complain(`Another agent uses ${folders.root}. One agent per state folder.`);
      lock = again;
    }
    const read = readState(folders, now());
    if (!read.ok) return complain(read.sentence, read.why === 'damaged' ? exitCodes.damaged : exitCodes.failed);
    for (const notice of read.notices) log(notice);
    await runAgent({
      state: read.state,
      machine: realMachine(),
      managers,
      limits: () => readLimits(options.limits, options.observe),
      self: selfCommand(program),
      refreshSeconds: options.refreshSeconds,
      scanSeconds: options.scanSeconds,
      once: options.once,
      patience,
      log,
      signal: endOf(options),
    });
  } finally {
    lock.release();
  }
  return exitCodes.done;
}

/** The lock of a folder whose file is another one now. */
function changeLock(old: Extract<Locked, { ok: true }>, path: string): Extract<Locked, { ok: true }> | null {
  const taken = takeLock(path);
  if (taken.ok) old.release();
  return taken.ok ? taken : null;
}

/** Time for a look to end by itself. */
const promptMs = 400;

/** Aborts when the process is asked to end, or where its parent has gone. */
function endOf({ withParent, observe }: Options): AbortSignal {
  const ending = new AbortController();
  const end = () => {
    ending.abort();
    // Who only observes has nothing to bring to an end: the look that is under way is cut off, so that nothing outlives the parent.
    if (observe) setTimeout(endChildren, promptMs).unref();
  };
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, end);
  // The parent holds the other end of stdin: its death, even by kill -9, closes it.
  if (withParent) process.stdin.on('close', end).on('error', end).resume();
  return ending.signal;
}

/** The single executable starts itself; from source, node starts the file. */
function selfCommand(program: string): SelfCommand {
  return isSea() ? [process.execPath] : [process.execPath, program];
}
