/** How apt's programs are started: bounds for time and output in one place, so that no command can hang a scan. */
import type { Machine, RunOptions, RunResult } from '../machine/index.ts';

const megabyte = 1024 * 1024;

/** Seconds. `change` is long since stopping dpkg half-way is worse than waiting; the caller's window has its own clock. */
export const patience = { question: 120, refresh: 900, download: 3_600, change: 7_200 } as const;
export type Patience = keyof typeof patience;

const outputLimits: Record<Patience, number> = { question: 64 * megabyte, refresh: megabyte, download: megabyte, change: 4 * megabyte };

/** Runs one program within its bounds. */
export function ask(machine: Machine, kind: Patience, argv: readonly string[], more: Partial<RunOptions> = {}): Promise<RunResult> {
  return machine.run(argv, { timeoutMs: patience[kind] * 1000, maxOutputBytes: outputLimits[kind], ...more });
}

/** Ran to its end with status 0. */
export function endedWell(result: RunResult): boolean {
  return result.exitCode === 0 && !result.timedOut;
}

/** Ended well, and nothing of its output was cut: for answers that are parsed. */
export function succeeded(result: RunResult): boolean {
  return endedWell(result) && !result.truncated;
}
