import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../log.ts';
import { openClient } from '../pool.ts';
import { startEmbedded } from './index.ts';
import type { EmbeddedOptions, EmbeddedServer } from './index.ts';
import { isAlive } from './postmaster.ts';
import { startProgram } from '../../testing/program.ts';

const root = process.getuid?.() === 0;
let folder: string;
let started: EmbeddedServer[] = [];
/** A data folder whose cluster was made and stopped, for tests that do not look at the making. */
let base: string;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'fettle-embedded-'));
  chmodSync(base, 0o755);
  await (await startEmbedded({ dataFolder: join(base, 'data'), log: silentLog(), roles: ['fettle_app'], durable: false })).stop();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-embedded-'));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  await Promise.all(started.map((server) => server.stop()));
  started = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({
    dataFolder: join(folder, 'data'),
    log: silentLog(),
    roles: ['fettle_app'],
    durable: false,
    ...options,
  });
  started.push(server);
  return server;
}

/** The data folder of this test, with a cluster in it. */
function copyBase(): string {
  execFileSync('cp', ['-a', join(base, 'data'), folder]);
  return join(folder, 'data');
}

async function ask(server: EmbeddedServer, text: string): Promise<unknown> {
  const client = await openClient({ kind: 'socket', host: server.host, user: server.superuser, database: 'postgres' }, silentLog());
  const { rows } = await client.query<{ v: unknown }>(`select (${text})::text as v`);
  await client.end();
  return rows[0]?.v;
}

test('the first start makes the cluster, the second finds it, and a stop leaves nothing running', async () => {
  const first = await start();
  expect(first.how).toBe('made');
  expect(await ask(first, "current_setting('listen_addresses')")).toBe('');
  expect(await ask(first, "current_setting('TimeZone')")).toBe('UTC');
  expect(await ask(first, "select concat(datlocprovider, ' ', datlocale) from pg_database where datname = 'template1'")).toBe('b C.UTF-8');
  const pid = first.pid();
  await first.stop();
  expect(isAlive(pid)).toBe(false);
  const second = await start();
  expect(second.how).toBe('started');
});

test('files and socket are closed to everybody but the account of the database, and no user was added to the machine', async () => {
  const before = readFileSync('/etc/passwd', 'utf8');
  const server = await start();
  const cluster = lstatSync(join(folder, 'data/database/cluster'));
  const run = lstatSync(server.host);
  expect([cluster.mode & 0o777, run.mode & 0o777]).toEqual([0o700, 0o700]);
  if (root) expect(cluster.uid).toBeGreaterThan(0);
  expect(readFileSync('/etc/passwd', 'utf8')).toBe(before);
  if (root) expect(before.split('\n').some((line) => line.split(':')[2] === String(cluster.uid))).toBe(false);
});

test('a database that is killed under us is started again', async () => {
  copyBase();
  const server = await start();
  const before = server.pid();
  process.kill(before, 'SIGKILL');
  await expect.poll(() => server.pid() !== before && isAlive(server.pid()), { timeout: 20_000 }).toBe(true);
  await expect.poll(() => ask(server, '1').catch(() => null), { timeout: 20_000 }).toBe('1');
});

test('a database that a killed server left behind is adopted, watched and stopped', async () => {
  const program = await startProgram([copyBase()]);
  expect(program.said).toMatchObject({ how: 'started' });
  await program.kill();
  const server = await start();
  expect(server.how).toBe('adopted');
  expect(server.pid()).toBe(program.said['pid']);
  expect(await ask(server, '1')).toBe('1');
  process.kill(server.pid(), 'SIGKILL');
  await expect.poll(() => server.pid() !== program.said['pid'], { timeout: 20_000 }).toBe(true);
  expect(await ask(server, '1')).toBe('1');
  await server.stop();
  expect(isAlive(server.pid())).toBe(false);
});

test('when server and database were both killed, the next start recovers what was committed', async () => {
  const program = await startProgram([copyBase()]);
  const client = await openClient(
    { kind: 'socket', host: String(program.said['host']), user: 'fettle_superuser', database: 'postgres' },
    silentLog(),
  );
  await client.query('begin; set local synchronous_commit = on; create table public.kept as select 42 as v; commit');
  await client.end();
  await program.kill();
  process.kill(Number(program.said['pid']), 'SIGKILL');
  await expect.poll(() => isAlive(Number(program.said['pid'])), { timeout: 20_000 }).toBe(false);
  const again = await start();
  expect(again.how).toBe('started');
  expect(await ask(again, 'select v from public.kept')).toBe('42');
});

test('a pid file whose number now belongs to another process does not keep the database from starting', async () => {
  copyBase();
  const pidFile = join(folder, 'data/database/cluster/postmaster.pid');
  const owner = lstatSync(join(folder, 'data/database/cluster'));
  writeFileSync(pidFile, `${process.pid}\n${join(folder, 'data/database/cluster')}\n1\n5432\n\n\n\nready   \n`);
  chownSync(pidFile, owner.uid, owner.gid);
  expect((await start()).how).toBe('started');
});

test('a set-up that was broken off begins anew', async () => {
  const draft = join(folder, 'data/database/cluster.draft');
  mkdirSync(draft, { recursive: true });
  chmodSync(join(folder, 'data/database'), 0o711);
  writeFileSync(join(draft, 'PG_VERSION'), '18\n');
  expect((await start()).how).toBe('made');
  expect(existsSync(draft)).toBe(false);
});

test('a data folder with a long path gets its socket elsewhere', async () => {
  const dataFolder = join(folder, 'a-very-long-name-'.repeat(6));
  const server = await start({ dataFolder });
  expect(server.host.startsWith(folder)).toBe(false);
  expect(await ask(server, '1')).toBe('1');
  rmSync(server.host, { recursive: true, force: true });
});

test('a cluster of another major version is refused', async () => {
  copyBase();
  writeFileSync(join(folder, 'data/database/cluster/PG_VERSION'), '14\n');
  await expect(start()).rejects.toMatchObject({ code: 'database-version', message: expect.stringContaining('PostgreSQL 14') });
});

test.runIf(root)('below a folder that is closed to others, the database lies outside and the data folder links to it', async () => {
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const options = { dataFolder: join(closed, 'data'), outsideFolder: join(folder, 'outside') };
  const server = await start(options);
  expect(server.outside?.startsWith(join(folder, 'outside'))).toBe(true);
  expect(lstatSync(join(closed, 'data/database')).isSymbolicLink()).toBe(true);
  await server.stop();
  const again = await start(options);
  expect([again.how, again.outside]).toEqual(['started', server.outside]);
});

test.runIf(root)('an ordinary user has a database of its own: made, left behind by a kill, adopted, stopped', async () => {
  const nobody = { uid: 65_534, gid: 65_534 };
  mkdirSync(join(folder, 'data'));
  chownSync(join(folder, 'data'), nobody.uid, nobody.gid);
  const first = await startProgram([join(folder, 'data')], nobody);
  expect(first.said).toMatchObject({ how: 'made' });
  expect(lstatSync(join(folder, 'data/database/cluster')).uid).toBe(nobody.uid);
  await first.kill();
  const second = await startProgram([join(folder, 'data')], nobody);
  expect(second.said).toMatchObject({ how: 'adopted', pid: first.said['pid'] });
  await second.stop();
  expect(isAlive(Number(first.said['pid']))).toBe(false);
});

test.runIf(root)("another user cannot connect to root's database, and cannot start on its folder", async () => {
  copyBase();
  const server = await start();
  const nobody = { uid: 65_534, gid: 65_534 };
  const program = await startProgram([join(folder, 'data')], nobody);
  expect(program.said).toMatchObject({ code: 'database-owner' });
  expect(lstatSync(server.host).uid).not.toBe(nobody.uid);
});

test.runIf(root)('an account without an entry in the list of users is told to use DATABASE_URL', async () => {
  mkdirSync(join(folder, 'data'));
  chownSync(join(folder, 'data'), 54_321, 54_321);
  const program = await startProgram([join(folder, 'data')], { uid: 54_321, gid: 54_321 });
  expect(program.said).toMatchObject({ code: 'database-user', remedy: expect.stringContaining('DATABASE_URL') });
});
