import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from './platform/testing/index.ts';

const program = fileURLToPath(new URL('start-test-program.ts', import.meta.url));
const patience = { timeout: 25_000, interval: 50 };

let folder: string;
let servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-start-'));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  for (const server of servers) await server.end('SIGKILL');
  servers = [];
  for (const pid of databases()) process.kill(pid, 'SIGKILL');
  await expect.poll(databases, patience).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

type Server = { out(): string; error(): string; code(): number | null; pid: number; end(signal: NodeJS.Signals): Promise<number | null> };

function start(env: Record<string, string> = {}): Server {
  const settings = {
    FETTLE_DATA: join(folder, 'data'),
    FETTLE_KEYS: join(folder, 'keys'),
    FETTLE_LISTEN: '127.0.0.1:0',
    FETTLE_AGENT_LISTEN: '127.0.0.1:0',
  };
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  const closed = once(child, 'close');
  const server: Server = {
    out: () => out,
    error: () => error,
    code: () => child.exitCode,
    pid: child.pid ?? 0,
    async end(signal) {
      if (child.exitCode === null) child.kill(signal);
      await closed;
      return child.exitCode;
    },
  };
  servers.push(server);
  return server;
}

async function started(env?: Record<string, string>): Promise<Server & { console: string }> {
  const server = start(env);
  await expect.poll(() => /console +(\S+)/.exec(server.out())?.[1] ?? server.error(), patience).toMatch(/^http:/);
  return { ...server, console: /console +(\S+)/.exec(server.out())?.[1] ?? '' };
}

/** Process ids of database servers that work below this test's folder. */
function databases(): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

test('a start from nothing says where everything is, and a signal stops everything', async () => {
  const server = await started();
  expect(server.out()).toMatch(/data +\/.*\n +database +embedded PostgreSQL, newly set up\n/);
  await expect.poll(() => server.out(), patience).toContain('hello');
  expect(await (await fetch(`${server.console}/healthz`)).json()).toEqual({ status: 'ok' });
  expect(databases().length).toBeGreaterThan(0);
  expect(await server.end('SIGTERM')).toBe(0);
  expect(databases()).toEqual([]);
  expect(
    server
      .error()
      .split('\n')
      .filter((line) => /"level":"(warn|error|fatal)"/.test(line)),
  ).toEqual([]);
});

test('after kill -9 of the server the next one takes its database over, and Ctrl-C stops that as well', async () => {
  await (await started()).end('SIGKILL');
  expect(databases().length).toBeGreaterThan(0);
  const next = await started();
  expect(next.out()).toContain('found running and taken over');
  expect(await (await fetch(`${next.console}/healthz`)).json()).toEqual({ status: 'ok' });
  expect(await next.end('SIGINT')).toBe(0);
  expect(databases()).toEqual([]);
});

test('after kill -9 of everything at once the next start is clean', async () => {
  const server = await started();
  await server.end('SIGKILL');
  for (const pid of databases()) process.kill(pid, 'SIGKILL');
  const next = await started();
  expect(next.out()).not.toContain('newly');
  expect(await next.end('SIGTERM')).toBe(0);
});

test('a second server on the same data folder is refused, and the first goes on', async () => {
  const first = await started();
  const second = start();
  await expect.poll(() => second.code(), patience).toBe(1);
  expect(second.error()).toContain(`process ${first.pid}`);
  expect(second.error()).toContain('FETTLE_DATA');
  expect((await fetch(`${first.console}/healthz`)).ok).toBe(true);
  await first.end('SIGTERM');
});

test('a signal in the middle of a start leaves nothing running', async () => {
  const server = start();
  await expect.poll(() => server.out(), patience).toContain('data');
  expect(await server.end('SIGTERM')).toBe(0);
  await expect.poll(databases, patience).toEqual([]);
  const next = await started();
  await next.end('SIGTERM');
});

test('a second signal ends it at once, the database too', async () => {
  const server = start();
  await expect.poll(() => server.out(), patience).toContain('data');
  process.kill(server.pid, 'SIGINT');
  await expect.poll(() => server.out(), patience).toContain('stopping as soon as');
  await new Promise((resolve) => setTimeout(resolve, 600));
  await server.end('SIGINT');
  await expect.poll(databases, patience).toEqual([]);
});

test('a port that is taken is a sentence with the setting, and nothing is left running', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const server = start({ FETTLE_LISTEN: `127.0.0.1:${port}` });
  await expect.poll(() => server.code(), patience).toBe(1);
  expect(server.error()).toContain('something else listens there');
  expect(server.error()).toContain('FETTLE_LISTEN');
  expect(databases()).toEqual([]);
  taken.close();
});

test('folders that lead into each other by a link are refused', async () => {
  mkdirSync(join(folder, 'data/inner'), { recursive: true });
  symlinkSync(join(folder, 'data/inner'), join(folder, 'keys'));
  const server = start();
  await expect.poll(() => server.code(), patience).toBe(1);
  expect(server.error()).toContain('side by side');
  expect(existsSync(join(folder, 'data/database'))).toBe(false);
});

test('a wrong setting is refused before anything is made', async () => {
  const server = start({ FETTLE_LISTEN: 'nowhere' });
  await expect.poll(() => server.code(), patience).toBe(1);
  expect(server.error()).toContain('FETTLE_LISTEN is "nowhere"');
  expect(readdirSync(folder)).toEqual([]);
});

test('two servers work on one database that was given to them, and neither stops it', async () => {
  const database = await openTestDatabase({ contents: 'empty' });
  const env = (name: string) => ({
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    FETTLE_DATA: join(folder, name),
    FETTLE_KEYS: join(folder, `${name}-keys`),
  });
  const [one, two] = await Promise.all([started(env('one')), started(env('two'))]);
  for (const server of [one, two]) expect(server.out()).toContain('PostgreSQL of DATABASE_URL');
  expect(await one.end('SIGTERM')).toBe(0);
  expect((await fetch(`${two.console}/healthz`)).ok).toBe(true);
  expect(await two.end('SIGTERM')).toBe(0);
  expect(existsSync(join(folder, 'one/database'))).toBe(false);
  await database.close();
});

test('what is written to disk holds no password of a database URL', async () => {
  const server = start({ DATABASE_URL: 'postgresql://someone:hunter2@127.0.0.1:1/none', FETTLE_LOG_LEVEL: 'trace' });
  await expect.poll(() => server.code(), patience).toBe(1);
  expect(server.error()).toContain('DATABASE_URL');
  expect(server.error() + server.out()).not.toContain('hunter2');
  for (const name of readdirSync(join(folder, 'data'))) expect(readFileSync(join(folder, 'data', name), 'utf8')).not.toContain('hunter2');
});
