import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Obstacle } from '../setup/say.mjs';

/** PostgreSQL refuses root, and initdb wants a user with a passwd entry: nobody has one on every Debian. */
const nobody = 65_534;

/**
 * Waits for end of file on descriptor 3 (its starter is gone, or closed it), then stops the server behind it.
 * $0 is the server, the rest its arguments.
 */
const untilClosed = '"$0" "$@" 3<&- & server=$!; cat <&3 >/dev/null; kill -INT $server; wait $server';

/**
 * Starts a throw-away cluster of Debian's PostgreSQL: own folder, own socket, no network, no safety against power cuts.
 * @returns {Promise<{ url: string, version: string, stop: () => Promise<void> }>} url of a superuser's connection
 */
export async function startCluster() {
  const bin = programs();
  const asRoot = process.getuid?.() === 0;
  const identity = asRoot ? { uid: nobody, gid: nobody } : {};
  const folder = mkdtempSync(join(tmpdir(), 'fettle-postgres-'));
  chmodSync(folder, 0o700);
  if (asRoot) chownSync(folder, nobody, nobody);
  const data = join(folder, 'data');
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    {
      cwd: folder,
      env,
      ...identity,
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  if (made.status !== 0) throw new Obstacle(`initdb failed: ${made.stderr || made.error?.message}`);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    max_connections: '200',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    logging_collector: 'off',
    log_min_messages: 'fatal',
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const server = spawn('/bin/sh', ['-c', untilClosed, join(bin, 'postgres'), ...args], {
    cwd: folder,
    env,
    ...identity,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const gone = new Promise((resolve) => server.on('exit', resolve));
  const stop = async () => {
    server.stdio[3]?.destroy();
    await Promise.race([gone, sleep(10_000, undefined, { ref: false })]);
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = () => spawnSync(join(bin, 'pg_isready'), ['-q', '-h', folder, '-U', 'postgres'], { timeout: 5_000 }).status === 0;
  for (let tries = 0; !ready(); tries += 1) {
    if (tries < 100 && server.exitCode === null) {
      await sleep(200);
      continue;
    }
    await stop();
    throw new Obstacle(`The private cluster of ${bin} does not answer; its own words are above.`);
  }
  const version = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim();
  return { url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`, version, stop };
}

/** Debian keeps each version in a folder of its own; the oldest from 15 on is the one most worth testing. */
function programs() {
  const base = '/usr/lib/postgresql';
  const versions = (existsSync(base) ? readdirSync(base) : [])
    .filter((name) => Number(name) >= 15 && existsSync(join(base, name, 'bin', 'initdb')))
    .sort((a, b) => Number(a) - Number(b));
  if (!versions[0]) throw new Obstacle(`There is no PostgreSQL 15 or newer in ${base}.`);
  return join(base, versions[0], 'bin');
}
