/** The real server as a process of its own, on an embedded database in a folder of its own, with an administrator who has entered. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { policy } from './static-server.ts';

const packages = fileURLToPath(new URL('../../..', import.meta.url));
const program = (name: string): string => join(packages, name, 'src/main.ts');

export type RealServer = {
  readonly url: string;
  readonly agentUrl: string;
  readonly rootKeyId: string;
  /** Runs `fettle …` on the server's machine, where the root key still lies; what it printed. */
  readonly fettle: (...args: readonly string[]) => Promise<string>;
  /** A page of the first person, who is let in here; `call` speaks to the API as that person. */
  readonly enter: (page: Page, consoleFolder: string) => Promise<Person>;
  readonly close: () => Promise<void>;
};
export type Person = { readonly call: <T>(method: string, path: string, body?: unknown) => Promise<T> };

/** Starts it; resolves once it answers. */
export async function startRealServer(): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-console-server-'));
  chmodSync(folder, 0o755); // as root the embedded database runs as another user, who must come through
  const keys = join(folder, 'keys');
  const env = { PATH: process.env['PATH'], FETTLE_KEYS: keys };
  const child = spawn(process.execPath, [program('server')], {
    env: {
      ...env,
      FETTLE_DATA: join(folder, 'data'),
      FETTLE_LISTEN: '127.0.0.1:0',
      FETTLE_AGENT_LISTEN: '127.0.0.1:0',
      FETTLE_LOCAL_AGENT: 'off',
      FETTLE_FEEDS: 'off',
      FETTLE_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = await greeting(child);
  const { rootKeyId } = JSON.parse(readFileSync(join(keys, 'cli.json'), 'utf8')) as { rootKeyId: string }; // written by the server that just started
  return {
    url: said.console,
    agentUrl: said.agents,
    rootKeyId,
    fettle: async (...args) => (await promisify(execFile)(process.execPath, [program('cli'), ...args], { env, cwd: folder })).stdout,
    enter: (page, consoleFolder) => enter(page, consoleFolder, said),
    close: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Said = { readonly console: string; readonly agents: string; readonly token: string };

/** The table that a start prints: where console and agents are, and the one-time link. */
function greeting(child: ChildProcess): Promise<Said> {
  return new Promise((done, fail) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const [, agents] = /agents +(http\S+)/.exec(text) ?? [];
      const [, console] = /console +(http\S+)/.exec(text) ?? [];
      const [, token] = /welcome#token=(\S+)/.exec(text) ?? [];
      if (agents !== undefined && console !== undefined && token !== undefined) done({ agents, console, token });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => fail(new Error(`The server ended with ${code}:\n${text}`)));
  });
}

async function enter(page: Page, consoleFolder: string, said: Said): Promise<Person> {
  await page.route(
    (url) => url.origin === said.console && !url.pathname.startsWith('/api/'),
    async (route) => {
      const path = new URL(route.request().url()).pathname;
      const file = extname(path) === '' ? 'index.html' : path;
      await route.fulfill({ path: join(consoleFolder, file), headers: { 'content-security-policy': policy } });
    },
  );
  let csrf = '';
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await page.request.fetch(`${said.console}${path}`, {
      method,
      headers: { origin: said.console, 'x-csrf-token': csrf },
      ...(body === undefined ? {} : { data: body }),
    });
    const text = await answer.text();
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`);
    return JSON.parse(text) as T; // the caller names what the route table says
  };
  const { totpSecret } = await call<{ totpSecret: string }>('POST', '/api/v1/welcome', { token: said.token });
  const me = await call<{ csrf: string }>('POST', '/api/v1/welcome/complete', {
    token: said.token,
    name: 'Anna Müller',
    mail: 'anna@example.org',
    password: 'correct horse battery staple',
    code: totp(totpSecret),
  });
  csrf = me.csrf;
  return { call };
}

/** The code of this half minute (RFC 6238), of a secret in base32 (RFC 4648). */
function totp(secret: string): string {
  const bits = secret.replace(/./g, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'));
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
