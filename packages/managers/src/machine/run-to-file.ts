/** Runs a program whose output goes to a file, so that it does not depend on this process: see `RunOptions.outputTo`. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandEnvironment } from './environment.ts';
import { collectOutput } from './output.ts';
import type { OutputCollector } from './output.ts';
import { killAfterMs, killGroup } from './spawn.ts';
import type { RunOptions, RunResult } from './types.ts';

const lookMs = 100;

/** Replaces the file. Lines are handed out as they are seen in it. Input is not supported here: nothing of the kind asks. */
export async function runToFile(argv: readonly string[], options: RunOptions, path: string): Promise<RunResult> {
  const file = await open(path, 'w+', 0o600);
  try {
    const [program = '', ...rest] = argv;
    const child = spawn(program, rest, {
      env: commandEnvironment(process.env, options.env),
      cwd: options.cwd,
      shell: false,
      detached: true,
      stdio: ['ignore', file.fd, file.fd],
    });
    return await watch(child, file, options);
  } finally {
    await file.close();
  }
}

async function watch(child: ChildProcess, file: FileHandle, options: RunOptions): Promise<RunResult> {
  const collected = collectOutput(options.maxOutputBytes, options.onLine);
  let ended: { code: number | null; signal: string | null; notStarted: string | null } | null = null;
  child.once('error', (error) => (ended = { code: null, signal: null, notStarted: error.message }));
  child.once('exit', (code, signal) => (ended = { code, signal, notStarted: null }));
  const begun = performance.now();
  let timedOut = false;
  let killed = false;
  let at = 0;
  while (ended === null) {
    const spent = performance.now() - begun;
    if (spent > options.timeoutMs && !timedOut) {
      timedOut = true;
      killGroup(child, 'SIGTERM');
    } else if (spent > options.timeoutMs + killAfterMs && !killed) {
      killed = true;
      killGroup(child, 'SIGKILL');
    }
    await sleep(lookMs);
    at = await takeFrom(file, at, collected);
  }
  await takeFrom(file, at, collected);
  const output = collected.end();
  // The two events above set it; the compiler can not see that.
  const { code, signal, notStarted } = ended as { code: number | null; signal: string | null; notStarted: string | null };
  return { exitCode: code, signal, stdout: output.text, stderr: '', timedOut, truncated: output.truncated, notStarted };
}

/** Reads what is new since `at`; answers where it came to. */
async function takeFrom(file: FileHandle, at: number, collected: OutputCollector): Promise<number> {
  for (let from = at; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, from);
    if (bytesRead === 0) return from;
    collected.take(buffer.subarray(0, bytesRead));
    from += bytesRead;
  }
}
