/** Makes the cluster (initdb) and writes who may connect to it. */
import {
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartProblem } from '../../start-problem.ts';
import type { Ids, ServerAccount } from './account.ts';

export const SUPERUSER = 'fettle_superuser';

const run = promisify(execFile);

/** What the programs may see of our environment: nothing that changes their language, place or connection. */
export const CLEAN_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export type ClusterOptions = {
  readonly clusterFolder: string;
  readonly binFolder: string;
  readonly account: ServerAccount;
  /** False only for tests: the files of a new cluster are not forced to the disk. */
  readonly durable: boolean;
};

/** Makes the cluster if there is none. Interrupted at any point, the next call begins anew. Returns whether it was made. */
export async function ensureCluster(options: ClusterOptions): Promise<boolean> {
  const made = !existsSync(join(options.clusterFolder, 'PG_VERSION'));
  if (made) await makeCluster(options);
  else await checkVersion(options);
  return made;
}

/** Only the user who starts us may connect, over the socket, as one of the three roles. Rewritten at every start. */
export function writeAccess(clusterFolder: string, account: ServerAccount, roles: readonly string[]): void {
  const user = `"${account.connectingUser.replaceAll('"', '""')}"`;
  const access = 'local all all peer map=fettle\nlocal replication all peer map=fettle\n';
  writeFor(account, join(clusterFolder, 'pg_hba.conf'), access);
  writeFor(account, join(clusterFolder, 'pg_ident.conf'), [SUPERUSER, ...roles].map((role) => `fettle ${user} ${role}\n`).join(''));
}

/** A folder that belongs to the account PostgreSQL runs under and is closed to all others. */
export function makePrivateFolder(folder: string, account: ServerAccount): void {
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 });
    if (account.separate !== null) chownSync(folder, account.separate.server.uid, account.separate.server.gid);
  }
  const found = lstatSync(folder);
  const owner = account.separate?.server.uid ?? process.getuid?.();
  if (found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0) return;
  throw new StartProblem(
    'database-folder',
    `${folder} should be a folder that only the database's account may enter, and is not.`,
    'Somebody else may have made it. Look at it, remove it, and start again.',
  );
}

async function makeCluster(options: ClusterOptions): Promise<void> {
  const { account, clusterFolder } = options;
  const draft = `${clusterFolder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const as = account.separate?.initdb ?? null;
  if (as !== null) chownSync(draft, as.uid, as.gid);
  await runInitdb(options, draft, as);
  if (account.separate !== null) giveTo(draft, account.separate.server);
  renameSync(draft, clusterFolder);
}

async function runInitdb(options: ClusterOptions, folder: string, as: Ids | null): Promise<void> {
  const program = join(options.binFolder, 'initdb');
  const identity = as === null ? {} : { uid: as.uid, gid: as.gid };
  try {
    const major = await majorOf(options.binFolder);
    // The builtin provider (17 and newer) keeps indexes independent of the machine's libraries, so the folder can move.
    const locale = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C'];
    const durability = options.durable ? [] : ['--no-sync'];
    const args = ['-D', folder, '-U', SUPERUSER, '--auth=peer', '--encoding=UTF8', ...locale, ...durability];
    await run(program, args, { cwd: '/', env: CLEAN_ENVIRONMENT, ...identity });
  } catch (cause) {
    throw new StartProblem('database-initdb', `The database could not be set up in ${folder}: ${lastLines(cause)}`, remedyOf(cause), cause);
  }
}

async function majorOf(binFolder: string): Promise<number> {
  const { stdout } = await run(join(binFolder, 'postgres'), ['--version'], { cwd: '/', env: CLEAN_ENVIRONMENT });
  return Number(/(\d+)/.exec(stdout)?.[1] ?? 0);
}

async function checkVersion(options: ClusterOptions): Promise<void> {
  const stored = Number(readFileSync(join(options.clusterFolder, 'PG_VERSION'), 'utf8').trim());
  const ours = await majorOf(options.binFolder);
  if (stored === ours) return;
  throw new StartProblem(
    'database-version',
    `The database in ${options.clusterFolder} was made by PostgreSQL ${stored}, but the programs here are version ${ours}.`,
    'Start the release of Fettle that made it, or point FETTLE_POSTGRES_BIN at programs of that version.',
  );
}

function giveTo(path: string, ids: Ids): void {
  lchownSync(path, ids.uid, ids.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(join(path, name), ids);
}

function writeFor(account: ServerAccount, path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  if (account.separate !== null) chownSync(path, account.separate.server.uid, account.separate.server.gid);
}

function lastLines(cause: unknown): string {
  const stderr = typeof cause === 'object' && cause !== null && 'stderr' in cause ? String(cause.stderr).trim() : '';
  const text = stderr === '' ? (cause instanceof Error ? cause.message : String(cause)) : stderr;
  return text.split('\n').slice(-3).join(' ').trim();
}

function remedyOf(cause: unknown): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  if (code === 'ENOENT')
    return 'These programs need glibc 2.27 or newer. Set DATABASE_URL, or FETTLE_POSTGRES_BIN to programs of this system.';
  if (code === 'EACCES')
    return 'Is the folder on a file system from which nothing may run (noexec)? Choose another with FETTLE_DATA, or set DATABASE_URL.';
  return 'Is the disk full or read-only? Choose another folder with FETTLE_DATA, or set DATABASE_URL.';
}
