/** The real server as a process, with its embedded database, in folders of its own: what the command line is for. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type TestServer = {
  readonly people: string;
  readonly agents: string;
  readonly folder: string;
  readonly keys: string;
  /** The one-time link that lets the first person in. */
  readonly link: () => string;
  readonly stop: () => Promise<void>;
};

const program = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));
const patienceMs = 60_000;

/** Starts it and waits until it has written what the command line reads. Throws with what it said where it ends instead. */
export async function startServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-cli-server-'));
  chmodSync(folder, 0o755);
  const keys = join(folder, 'keys');
  const env = {
    PATH: process.env['PATH'],
    FETTLE_DATA: join(folder, 'data'),
    FETTLE_KEYS: keys,
    FETTLE_LISTEN: '127.0.0.1:0',
    FETTLE_AGENT_LISTEN: '127.0.0.1:0',
    FETTLE_LOCAL_AGENT: 'off',
    FETTLE_FEEDS: 'off',
    FETTLE_LOG_LEVEL: 'warn',
    // The same programs that the other database tests of this run use.
    ...(process.env['FETTLE_TEST_POSTGRES_BIN'] ? { FETTLE_POSTGRES_BIN: process.env['FETTLE_TEST_POSTGRES_BIN'] } : {}),
  };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const until = performance.now() + patienceMs;
  while (!existsSync(join(keys, 'cli.json'))) {
    if (child.exitCode !== null || performance.now() > until) {
      await stop();
      throw new Error(`The server did not come up:\n${said}`);
    }
    await sleep(50);
  }
  const address = (label: string): string => new RegExp(`^ *${label} +(http\\S+)`, 'm').exec(said)?.[1] ?? '';
  return { people: address('console'), agents: address('agents'), folder, keys, link: () => address('enter'), stop };
}
