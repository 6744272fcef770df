/** A server of its own for a benchmark: the real process on its embedded database, in a folder that goes away with it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeClient } from '@fettle/protocol/client';
import type { ApiClient } from '@fettle/protocol/client';
import { argumentsFor, serverEnvironment, serverProgram } from '../server-process.ts';
import { readCpu } from './cpu.ts';
import type { CpuSeconds } from './cpu.ts';

export type BenchServer = {
  readonly process: ChildProcess;
  readonly keysFolder: string;
  readonly people: string;
  readonly agents: string;
  readonly pid: number;
  readonly api: ApiClient;
  readonly key: string;
  readonly rss: () => number;
  readonly cpu: () => CpuSeconds;
  readonly stop: () => Promise<void>;
};

/** `program`: another one that starts the server; it can be spoken to through its process. */
export async function startBenchServer(env: Record<string, string> = {}, program: string = serverProgram): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-bench-'));
  // The account of the embedded database has to get in; otherwise its files would go elsewhere and stay.
  chmodSync(folder, 0o711);
  const child = spawn(process.execPath, argumentsFor(program), {
    env: {
      ...serverEnvironment,
      ...process.env,
      FETTLE_DATA: join(folder, 'data'),
      FETTLE_KEYS: join(folder, 'keys'),
      FETTLE_LISTEN: '127.0.0.1:0',
      FETTLE_AGENT_LISTEN: '127.0.0.1:0',
      FETTLE_LOCAL_AGENT: 'off',
      FETTLE_FEEDS: 'off',
      FETTLE_LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('the server has no output');
  // Ctrl-C ends the server too, and the folder goes with it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill('SIGTERM'));
  child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let said = '';
  stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  // Any free port: what it prints says where it listens.
  const addressOf = (label: string) => new RegExp(`^  ${label} +(http://\\S+)$`, 'm').exec(said)?.[1];
  for (let tries = 0; addressOf('console') === undefined; tries += 1) {
    if (child.exitCode !== null || tries > 300) throw new Error(`the server did not start:\n${said}`);
    await sleep(200);
  }
  const people = addressOf('console') ?? '';
  const agents = addressOf('agents') ?? '';
  const { key } = await readKey(join(folder, 'keys', 'cli.json'));
  const api = makeClient(async ({ method, url, body }) => {
    const answer = await fetch(people + url, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${url}: ${JSON.stringify(value)}`);
    return { status: answer.status, body: value };
  });
  return {
    process: child,
    keysFolder: join(folder, 'keys'),
    people,
    agents,
    pid: child.pid ?? 0,
    api,
    key,
    rss: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    cpu: () => readCpu(child.pid ?? 0, folder),
    async stop() {
      const ended = child.exitCode ?? new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function readKey(path: string): Promise<{ key: string }> {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as { key: string };
    } catch {
      await sleep(100);
    }
  }
  throw new Error(`${path} was not written`);
}
