/**
 * The agent of this very machine, as a child process in observe mode with folders of its own. The server starts it by its program, as a service manager would; it
 * talks to the agents' listener like any other device and has no other way in.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../platform/log.ts';

const program = fileURLToPath(new URL('../../../agent/src/main.ts', import.meta.url));
const longestPauseMs = 60_000;

export type AgentChild = { readonly stop: () => Promise<void> };

/** Runs `fettle-agent` to its end; resolves with its exit code and what it said last. */
export function runToEnd(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const keep = (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said: said.trim() }));
  });
}

/** Keeps `fettle-agent run` alive until stopped; a child that ends by itself is started again after a growing pause. */
export function keepRunning(args: readonly string[], log: Log): AgentChild {
  const ending = new AbortController();
  let child: ChildProcess | null = null;
  const loop = (async () => {
    for (let pause = 1000; !ending.signal.aborted; pause = Math.min(pause * 2, longestPauseMs)) {
      const started = Date.now();
      const code = await new Promise<number | null>((resolve) => {
        // A pipe that closes with the server: the agent ends with it even after kill -9 (see --with-parent).
        child = spawn(process.execPath, [program, ...args, '--with-parent'], { stdio: ['pipe', 'pipe', 'pipe'] });
        child.stdout?.on('data', (chunk: Buffer) => log.debug({ agent: chunk.toString('utf8').trim() }, 'local agent'));
        child.stderr?.on('data', (chunk: Buffer) => log.warn({ agent: chunk.toString('utf8').trim() }, 'local agent'));
        child.on('error', () => resolve(null));
        child.on('close', (exit) => resolve(exit));
      });
      child = null;
      if (ending.signal.aborted) return;
      if (Date.now() - started > longestPauseMs) pause = 1000;
      log.warn({ code }, 'the local agent ended; it is started again');
      await sleep(pause, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      ending.abort();
      child?.kill('SIGTERM');
      const late = setTimeout(() => child?.kill('SIGKILL'), 3000);
      await loop;
      clearTimeout(late);
    },
  };
}
