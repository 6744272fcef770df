/**
 * Starts a step where it outlives the agent: in a transient systemd unit, so that an update of the agent itself, or its death, does not leave
 * packages half configured. Without systemd, or where that refuses, as a process of its own.
 */
import { spawn } from 'node:child_process';
import type { Machine } from '@fettle/managers/machine';

/** How this program is started again for the step: the executable itself, or node with the source. */
export type SelfCommand = readonly string[];

/** `hasEnded`: its process is gone, as far as can be told; asked `seconds` after the start. */
export type Launched =
  | { readonly ok: true; readonly hasEnded: (seconds: number) => Promise<boolean> }
  | { readonly ok: false; readonly because: string };

/** Until then systemd may not have got round to the unit, and says `inactive` of one that it will start. */
const unitSettles = 3;

/** Starts it, as far as anybody can say. */
export async function launch(machine: Machine, argv: readonly string[], unit: string): Promise<Launched> {
  const refused = (await machine.exists('/run/systemd/system')) ? await bySystemd(machine, argv, unit) : 'there is no systemd';
  if (refused === null) return { ok: true, hasEnded: async (seconds) => seconds > unitSettles && !(await isActive(machine, unit)) };
  const started = await byItself(argv);
  return started.ok ? started : { ok: false, because: `${refused}; ${started.because}` };
}

async function bySystemd(machine: Machine, argv: readonly string[], unit: string): Promise<string | null> {
  const started = await machine.run(
    [
      'systemd-run',
      '--quiet',
      '--no-block',
      '--collect',
      `--unit=${unit}`,
      '--description=Fettle changes approved packages',
      // apt and what it starts are not to be ended with the step's own process; a shutdown waits for them.
      '--property=KillMode=process',
      '--property=TimeoutStopSec=15min',
      ...argv,
    ],
    { timeoutMs: 30_000, maxOutputBytes: 16_384 },
  );
  if (started.exitCode === 0) return null;
  return `systemd-run: ${started.notStarted ?? (started.stderr.trim() || `exit code ${started.exitCode ?? 'none'}`)}`;
}

async function isActive(machine: Machine, unit: string): Promise<boolean> {
  const asked = await machine.run(['systemctl', 'is-active', unit], { timeoutMs: 15_000, maxOutputBytes: 4096 });
  // Anything but a clear word means that it may be.
  return !['inactive', 'failed', 'unknown'].includes(asked.stdout.trim());
}

function byItself([program = '', ...words]: readonly string[]): Promise<Launched> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { detached: true, stdio: 'ignore' });
    child.once('error', (error) => resolve({ ok: false, because: error.message }));
    child.once('spawn', () => {
      child.unref();
      resolve({ ok: true, hasEnded: () => Promise.resolve(child.exitCode !== null || child.signalCode !== null) });
    });
  });
}
