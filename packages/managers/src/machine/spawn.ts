/** Starts programs without a shell, bounded in time and output, and ends the whole process group when time is up. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { collectOutput } from './output.ts';
import { commandEnvironment } from './environment.ts';
import type { RunOptions, RunResult } from './types.ts';

export const killAfterMs = 5_000;
/** A daemon that a maintainer script starts may inherit our pipe and hold it open for ever: after the exit we wait this long. */
const drainMs = 1_000;

type Ended = { readonly code: number | null; readonly signal: string | null; readonly notStarted: string | null };

/** Runs the programs side by side, each one's stdout into the next one's stdin. Never rejects: a program that is missing is an answer. */
export async function runPrograms(argvs: readonly (readonly string[])[], options: RunOptions): Promise<RunResult> {
  const children: ChildProcess[] = [];
  const ends: Promise<Ended>[] = [];
  const out = collectOutput(options.maxOutputBytes, options.onLine);
  const err = collectOutput(options.maxOutputBytes, options.onLine);
  for (const [index, argv] of argvs.entries()) {
    const last = index === argvs.length - 1;
    const wantsInput = index > 0 || options.input !== undefined;
    const child = start(argv, options, wantsInput);
    ends.push(endOf(child));
    child.stderr?.on('data', (chunk: Buffer) => err.take(chunk));
    if (last) child.stdout?.on('data', (chunk: Buffer) => out.take(chunk));
    const before = children[index - 1];
    if (before?.stdout && child.stdin) {
      const source = before.stdout;
      source.pipe(child.stdin);
      // A reader that stops early: close our end too, or the writer would wait for ever on a full pipe.
      child.stdin.once('close', () => source.destroy());
    }
    child.stdin?.on('error', () => undefined);
    children.push(child);
  }
  children[0]?.stdin?.end(argvs.length > 0 && options.input !== undefined ? options.input : undefined);

  let timedOut = false;
  const term = setTimeout(() => {
    timedOut = true;
    for (const child of children) killGroup(child, 'SIGTERM');
  }, options.timeoutMs);
  const kill = setTimeout(() => {
    for (const child of children) killGroup(child, 'SIGKILL');
  }, options.timeoutMs + killAfterMs);
  const results = await Promise.all(ends);
  clearTimeout(term);
  clearTimeout(kill);

  const final = results.at(-1) ?? { code: null, signal: null, notStarted: 'no program was named' };
  const stdout = out.end();
  const stderr = err.end();
  return {
    exitCode: final.code,
    signal: final.signal,
    stdout: stdout.text,
    stderr: stderr.text,
    timedOut,
    truncated: stdout.truncated || stderr.truncated,
    notStarted: results.find((one) => one.notStarted !== null)?.notStarted ?? null,
  };
}

function start(argv: readonly string[], options: RunOptions, wantsInput: boolean): ChildProcess {
  const [program = '', ...rest] = argv;
  return spawn(program, rest, {
    env: commandEnvironment(process.env, options.env),
    cwd: options.cwd,
    shell: false,
    // A group of its own, so that a timeout reaches what the program itself started.
    detached: true,
    stdio: [wantsInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, notStarted: error.message }));
    let ended: Ended | null = null;
    child.once('exit', (code, signal) => {
      ended = { code, signal, notStarted: null };
      const drained = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, drainMs);
      child.once('close', () => clearTimeout(drained));
    });
    child.once('close', () => resolve(ended ?? { code: null, signal: null, notStarted: 'the program ended without a status' }));
  });
}

export function killGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
