/**
 * Where the embedded database lies: `<data>/database`. A server started by root runs PostgreSQL under another account, which must
 * be able to pass through every folder above; below root's home it cannot. Then the database lies in /var/lib/fettle and
 * `<data>/database` is a link to it.
 */
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, mkdtempSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartProblem } from '../../start-problem.ts';

export const OUTSIDE = '/var/lib/fettle';
/** A socket's path must fit into sun_path (108 bytes on Linux, 104 on macOS; unix(7)). */
const LONGEST_SOCKET_PATH = 100;
export const SOCKET_NAME = '.s.PGSQL.5432';

export type DatabasePlace = {
  /** Absolute, without links. */
  readonly folder: string;
  /** True if it had to lie outside the data folder. */
  readonly outside: boolean;
};

/** Finds or makes the database folder. `separateAccount`: PostgreSQL will not run as we do. `outside`: where to go if it cannot reach it. */
export function placeDatabase(dataFolder: string, separateAccount: boolean, outside = OUTSIDE): DatabasePlace {
  mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
  const data = realpathSync(dataFolder);
  const path = join(data, 'database');
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) makeFolder(path, data, separateAccount ? outside : null);
  const folder = existing(path);
  const closed = separateAccount ? firstClosedFolder(dirname(folder)) : null;
  if (closed !== null) {
    throw new StartProblem(
      'database-folder',
      `The folder ${closed} is closed to others, so the account of the embedded database cannot reach ${folder}.`,
      `Open it for passing through (chmod o+x ${closed}), or choose another folder with FETTLE_DATA.`,
    );
  }
  return { folder, outside: dirname(folder) !== data };
}

/** The folder of the database's socket: `run` beside it, or a private one with a short path where that path would be too long. */
export function placeSocket(databaseFolder: string, owner: { uid: number; gid: number } | null): string {
  const beside = join(databaseFolder, 'run');
  const uid = owner?.uid ?? process.getuid?.() ?? 0;
  const short = `fettle-${uid}-${createHash('sha256').update(databaseFolder).digest('hex').slice(0, 16)}`;
  return Buffer.byteLength(join(beside, SOCKET_NAME)) <= LONGEST_SOCKET_PATH ? beside : join(shortFolder(), short);
}

function makeFolder(path: string, data: string, outside: string | null): void {
  if (outside === null || firstClosedFolder(data) === null) {
    mkdirSync(path);
    // Whatever the umask says: the database's own account passes through, and sees nothing.
    return chmodSync(path, outside === null ? 0o700 : 0o711);
  }
  mkdirSync(outside, { recursive: true, mode: 0o755 });
  const folder = mkdtempSync(join(outside, 'database-'));
  chmodSync(folder, 0o711);
  symlinkSync(folder, path);
}

function existing(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new StartProblem(
      'database-folder',
      `${path} points to a folder that is not there.`,
      'Bring that folder back; to begin anew with an empty database, remove the link.',
      cause,
    );
  }
}

/** The first folder from the root downwards that other accounts may not pass through, or null. */
function firstClosedFolder(folder: string): string | null {
  const above = dirname(folder) === folder ? null : firstClosedFolder(dirname(folder));
  if (above !== null) return above;
  return (statSync(folder).mode & 0o001) === 0 ? folder : null;
}

function shortFolder(): string {
  const wanted = process.getuid?.() === 0 ? '/run' : (process.env['XDG_RUNTIME_DIR'] ?? tmpdir());
  try {
    accessSync(wanted, constants.W_OK | constants.X_OK);
    return wanted;
  } catch {
    return tmpdir();
  }
}
