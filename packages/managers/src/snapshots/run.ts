/** Bounds of the programs that are asked about snapshots, and their failures in words. */
import type { Machine, RunResult } from '../machine/index.ts';

export const quick = { timeoutMs: 60_000, maxOutputBytes: 1024 * 1024 };

/** Runs a program that must succeed; throws with what it said. */
export async function must(machine: Machine, argv: readonly string[], timeoutMs = quick.timeoutMs): Promise<RunResult> {
  const ran = await machine.run(argv, { ...quick, timeoutMs });
  if (ran.exitCode === 0) return ran;
  const why = ran.notStarted ?? (ran.timedOut ? 'its time was up' : ran.stderr.trim() || `exit code ${ran.exitCode ?? 'none'}`);
  throw new Error(`${argv.slice(0, 3).join(' ').slice(0, 100)}: ${why}`);
}
