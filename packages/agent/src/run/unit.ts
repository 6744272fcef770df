/**
 * The one step that changes packages runs in a transient unit of its own, so that an update of the agent itself, or the agent's death, does not leave
 * packages half configured. What the step did is on disk when the unit ends; nobody has to be waiting for it.
 */
import type { StepReceipt } from '@fettle/core/deployment';
import type { ApplyRequest } from '@fettle/managers/types';
import type { Machine } from '@fettle/managers/machine';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson, removeDurably, writeJson } from '../durable.ts';
import { fileNameOf } from '../folders.ts';
import type { Folders } from '../folders.ts';

/** `receipt` of a step that ended; `interrupted`: it began, and nobody can say how far it came. */
export type UnitEnd = { readonly ended: true; readonly receipt: StepReceipt } | { readonly ended: false; readonly because: string };

export type Job = { readonly request: Omit<ApplyRequest, 'progress'>; readonly folders: string };

export type UnitRunner = {
  /** Starts the step, or joins it where it was started before. */
  readonly perform: (id: string, direction: 'forward' | 'back', request: Omit<ApplyRequest, 'progress'>) => Promise<UnitEnd>;
  /** Whether the step was ever started. */
  readonly wasStarted: (id: string, direction: 'forward' | 'back') => boolean;
  readonly forget: (id: string) => void;
};

/** How this program is started again for the step: the executable itself, or node with the source. */
export type SelfCommand = readonly string[];

export function unitRunner(machine: Machine, folders: Folders, self: SelfCommand): UnitRunner {
  const base = (id: string, direction: string) => join(folders.journal, `${fileNameOf(id)}.${direction}`);
  const unitName = (id: string, direction: string) => `fettle-change-${fileNameOf(id)}-${direction}.service`;

  async function start(id: string, direction: string): Promise<void> {
    const command = [
      ...self,
      'perform',
      '--state',
      folders.root,
      '--job',
      `${base(id, direction)}.job.json`,
      '--done',
      `${base(id, direction)}.done.json`,
    ];
    if (await machine.exists('/run/systemd/system')) {
      const argv = [
        'systemd-run',
        '--quiet',
        '--no-block',
        '--collect',
        `--unit=${unitName(id, direction)}`,
        '--property=KillMode=process',
        '--setenv=FETTLE_AGENT_JOB=1',
        ...command,
      ];
      const started = await machine.run(argv, { timeoutMs: 30_000, maxOutputBytes: 16_384 });
      if (started.exitCode === 0) return;
    }
    const child = spawn(command[0] ?? process.execPath, command.slice(1), { detached: true, stdio: 'ignore' });
    writeJson(`${base(id, direction)}.pid.json`, { pid: child.pid ?? 0 });
    child.unref();
  }

  async function isRunning(id: string, direction: string): Promise<boolean> {
    const pid = readJson(`${base(id, direction)}.pid.json`) as { pid: number } | null;
    if (pid !== null) return isOurs(pid.pid, base(id, direction));
    const state = await machine.run(['systemctl', 'is-active', unitName(id, direction)], { timeoutMs: 15_000, maxOutputBytes: 4096 });
    return ['active', 'activating', 'deactivating', 'reloading'].includes(state.stdout.trim());
  }

  return {
    wasStarted: (id, direction) => existsSync(`${base(id, direction)}.job.json`),
    async perform(id, direction, request) {
      if (!existsSync(`${base(id, direction)}.job.json`)) {
        writeJson(`${base(id, direction)}.job.json`, { request, folders: folders.root } satisfies Job);
        await start(id, direction);
      }
      for (let quiet = 0; quiet < 3;) {
        const receipt = readJson(`${base(id, direction)}.done.json`);
        if (receipt !== null) return { ended: true, receipt: receipt as StepReceipt };
        // A unit that was just asked for may not be there yet, and one that just ended may still be writing: look three times.
        quiet = (await isRunning(id, direction)) ? 0 : quiet + 1;
        await sleep(quiet === 0 ? 300 : 500);
      }
      const late = readJson(`${base(id, direction)}.done.json`);
      if (late !== null) return { ended: true, receipt: late as StepReceipt };
      return { ended: false, because: 'the step was begun and did not end: power, or the process, went away in between' };
    },
    forget(id) {
      for (const direction of ['forward', 'back'])
        for (const kind of ['job', 'done', 'pid']) removeDurably(`${base(id, direction)}.${kind}.json`);
    },
  };
}

/** A pid may be somebody else's by now: it is ours only if its command line names our job. */
function isOurs(pid: number, job: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(job);
  } catch {
    return false;
  }
}
