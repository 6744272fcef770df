/**
 * The process that holds a world together. Its process, network and mount namespaces are the world's: when it ends, by whatever
 * cause, the kernel ends every device, every mount and every interface with it. It dies with the process that opened the world.
 */
import { spawn } from 'node:child_process';
import { childrenOf, commandOf, isRunning, nameProcess, signal } from './process.ts';
import type { ProcessName } from './process.ts';
import { must } from './run.ts';
import { waitFor } from './wait.ts';

export type Holder = {
  /** unshare(1): killing it kills the world. */
  readonly outer: ProcessName;
  /** The world's process 1. */
  readonly init: ProcessName;
};

const START_LIMIT = 10_000;

/** Starts a holder with fresh namespaces and an empty /run, so that nothing of the machine's own services is in reach. */
export async function startHolder(): Promise<Holder> {
  const unshare = [
    'unshare',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount',
    '--net',
    '--ipc',
    '--uts',
    '--mount-proc',
    '--propagation',
    'private',
  ];
  // Ignored SIGCHLD lets the kernel reap orphans: sleep(1) as process 1 would leave zombies.
  const first = ['env', '--ignore-signal=CHLD', 'sleep', 'infinity'];
  // In a session of its own: Ctrl-C is for the opener, which then ends the world in order.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...unshare, '--', ...first], { stdio: 'ignore', cwd: '/', detached: true });
  const outer = await waitFor('the world to start', () => (child.pid === undefined ? null : nameProcess(child.pid)), {
    timeout: START_LIMIT,
  });
  const init = await waitFor('the first process of the world', () => findSleep(outer.pid), { timeout: START_LIMIT, every: 20 });
  const holder = { outer, init };
  try {
    await must(inWorld(holder, ['mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run']));
    await must(inWorld(holder, ['mkdir', '-p', '/run/netns', '/run/systemd/nspawn']));
    return holder;
  } catch (error) {
    await endHolder(holder);
    throw error;
  }
}

async function findSleep(outer: number): Promise<ProcessName | null> {
  for (const pid of await childrenOf(outer)) if ((await commandOf(pid)) === 'sleep') return nameProcess(pid);
  return null;
}

/** The command that runs `argv` in the world: its processes, mounts and server-side network. */
export function inWorld(holder: Holder, argv: readonly string[]): readonly string[] {
  return ['nsenter', '-t', String(holder.init.pid), '-m', '-n', '-p', '-i', '--', ...argv];
}

/** The command that runs `argv` as a process of this machine whose network alone is the world's server side. */
export function onWorldNetwork(holder: Holder, argv: readonly string[]): readonly string[] {
  return ['nsenter', '-t', String(holder.init.pid), '-n', '--', 'setpriv', '--pdeathsig', 'KILL', ...argv];
}

/** A path of the world's mounts, as this process can open it. Absolute symbolic links on the way lead out: mind them. */
export function pathInWorld(holder: Holder, path: string): string {
  return `/proc/${holder.init.pid}/root${path}`;
}

/** Ends the holder and with it everything in the world. */
export async function endHolder(holder: Holder): Promise<void> {
  if (await isRunning(holder.outer)) signal(holder.outer.pid, 'SIGKILL');
  if (await isRunning(holder.init)) signal(holder.init.pid, 'SIGKILL');
  await waitFor('the world to end', async () => ((await isRunning(holder.outer)) || (await isRunning(holder.init)) ? null : true), {
    timeout: 15_000,
    every: 20,
  });
}
