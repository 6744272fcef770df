/** A device's power: the loop that boots it, sees why it ended, and boots it again after a reboot. */
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { inWorld } from './holder.ts';
import type { Holder } from './holder.ts';
import { childrenOf, commandOf, nameProcess, signal } from './process.ts';
import type { ProcessName } from './process.ts';
import { waitFor } from './wait.ts';

export type Boot = {
  /** RFC 3339. */
  readonly startedAt: string;
  /** `null` while it runs. `failed`: systemd-nspawn gave up, the console file says why. */
  readonly ended: 'reboot' | 'power off' | 'power loss' | 'failed' | null;
};

export type PowerSpec = {
  readonly holder: Holder;
  /** Unique on this machine. */
  readonly machine: string;
  readonly hostname: string;
  readonly root: string;
  readonly networkPath: string;
  /** Devices of this machine that it sees, as the one that its root lies on. */
  readonly bind: readonly string[];
  readonly cgroups: readonly string[];
  readonly consoleFile: string;
  /** Called after each start and end. */
  readonly changed: () => void;
};

export type Power = {
  boots(): readonly Boot[];
  /** The process that supervises the boot; `null` while the device is off. */
  supervisor(): ProcessName | null;
  /** The device's process 1 as this machine numbers it; `null` while there is none. */
  leader(): Promise<number | null>;
  on(): Promise<void>;
  /** Power loss: every process of the device is gone at once, none is asked. */
  cut(): Promise<void>;
  /** Waits until the device is off. Throws after `timeout` milliseconds. */
  untilOff(timeout: number): Promise<void>;
};

/** systemd-nspawn(1) ends with 133 where the container asked for a reboot and is to be started again. */
const REBOOT_STATUS = 133;
const LAUNCH = join(import.meta.dirname, 'launch.ts');

/** Makes the power switch of a device, off. */
export function makePower(spec: PowerSpec): Power {
  const boots: Boot[] = [];
  let running: ProcessName | null = null;
  let cutting = false;

  async function start(): Promise<void> {
    const log = await open(spec.consoleFile, 'a');
    const child = spawn(process.execPath, launchWords(spec), { stdio: ['ignore', log.fd, log.fd], cwd: '/', detached: true });
    boots.push({ startedAt: new Date().toISOString(), ended: null });
    const over = new Promise<void>((resolve) => {
      child.once('exit', (status) => {
        running = null;
        ended(status);
        resolve();
      });
    });
    await log.close();
    const named = child.pid === undefined ? null : await nameProcess(child.pid);
    if (named === null) {
      await over;
      throw new Error(`the device did not start: see ${spec.consoleFile}`);
    }
    running = named;
    spec.changed();
  }

  function ended(status: number | null): void {
    const last = boots.pop();
    if (last === undefined) return;
    const why = cutting ? 'power loss' : status === REBOOT_STATUS ? 'reboot' : status === 0 ? 'power off' : 'failed';
    boots.push({ ...last, ended: why });
    // A start that fails here leaves the device off with its reason on the console; whoever waits for it hears so.
    if (why === 'reboot') start().catch(() => spec.changed());
    else spec.changed();
  }

  async function leader(): Promise<number | null> {
    return running === null ? null : findLeader(running.pid);
  }

  async function untilOff(timeout: number): Promise<void> {
    await waitFor(`${spec.machine} to be off`, () => (running === null ? true : null), { timeout, every: 20 });
  }

  async function cut(): Promise<void> {
    if (running === null) return;
    cutting = true;
    try {
      const first = await leader();
      if (first !== null) signal(first, 'SIGKILL');
      else for (const nspawn of await childrenOf(running.pid)) signal(nspawn, 'SIGKILL');
      await untilOff(10_000);
    } finally {
      cutting = false;
    }
  }

  async function on(): Promise<void> {
    if (running === null) await start();
  }

  return { boots: () => boots, supervisor: () => running, leader, on, cut, untilOff };
}

/** Process 1 of the device that `supervisor` boots, as this machine numbers it; `null` while there is none. */
export async function findLeader(supervisor: number): Promise<number | null> {
  for (const nspawn of await childrenOf(supervisor)) {
    for (const pid of await childrenOf(nspawn)) if ((await commandOf(pid)) === 'systemd') return pid;
  }
  return null;
}

function launchWords(spec: PowerSpec): string[] {
  const words = ['systemd-nspawn', '--quiet', '--boot', `--directory=${spec.root}`, '--register=no', '--keep-unit'];
  words.push(`--network-namespace-path=${spec.networkPath}`, `--machine=${spec.machine}`, `--hostname=${spec.hostname}`);
  words.push(...spec.bind.map((path) => `--bind=${path}`));
  // Its own /etc says where it is and whom it asks.
  words.push('--resolv-conf=off', '--timezone=off', '--console=pipe');
  const [program = '', ...rest] = inWorld(spec.holder, words);
  return ['--disable-warning=ExperimentalWarning', LAUNCH, ...spec.cgroups, '--', `/usr/bin/${program}`, ...rest];
}
