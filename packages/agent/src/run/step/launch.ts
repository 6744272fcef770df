/**
 * Starts a step where it outlives the agent: in a transient systemd unit, so that an update of the agent itself, or its death, does not leave
 * packages half configured. Without systemd, or where that refuses, as a process of its own.
 */
import { spawn } from 'node:child_process';
import type { Machine } from '@fettle/managers/machine';

/** How this program is started again for the step: the executable itself, or node with the source. */
export type SelfCommand = readonly string[];

/** `hasEnded`: its process is known, and gone. Under systemd nobody here knows it. */
export type Launched = { readonly ok: true; readonly hasEnded: () => boolean } | { readonly ok: false; readonly because: string };

/** Starts it, as far as anybody can say. */
export async function launch(machine: Machine, argv: readonly string[], unit: string): Promise<Launched> {
  const refused = (await machine.exists('/run/systemd/system')) ? await bySystemd(machine, argv, unit) : 'there is no systemd';
  if (refused === null) return { ok: true, hasEnded: () => false };
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

function byItself([program = '', ...words]: readonly string[]): Promise<Launched> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { detached: true, stdio: 'ignore' });
    child.once('error', (error) => resolve({ ok: false, because: error.message }));
    child.once('spawn', () => {
      child.unref();
      resolve({ ok: true, hasEnded: () => child.exitCode !== null || child.signalCode !== null });
    });
  });
}
