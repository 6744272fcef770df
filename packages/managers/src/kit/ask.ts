/** How apt's programs are started: bounds for time and output in one place, so that no command can hang a scan. */
import type { Machine, RunOptions, RunResult } from '../machine/index.ts';

const megabyte = 1024 * 1024;

/** Seconds. `change` is long since stopping dpkg half-way is worse than waiting; the caller's window has its own clock. */
export const patience = { question: 300, refresh: 900, download: 3_600, change: 7_200 } as const;
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

/** So many names go into one command line: the kernel has a limit (execve(2), E2BIG). */
export const namesAtOnce = 2_000;

/** Asks the same question about many names, in as many commands as it takes; the first one that fails ends it. Outputs are joined. */
export async function askInParts(machine: Machine, argv: readonly string[], names: readonly string[]): Promise<RunResult> {
  let joined = '';
  for (let from = 0; ; from += namesAtOnce) {
    const result = await ask(machine, 'question', [...argv, ...names.slice(from, from + namesAtOnce)]);
    joined += result.stdout;
    if (!succeeded(result) || from + namesAtOnce >= names.length) return { ...result, stdout: joined };
  }
}
