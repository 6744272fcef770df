/**
 * One process a folder. The lock is SQLite's exclusive lock on a file in it (fcntl(2), through node:sqlite): the kernel
 * releases it when its holder dies, however it dies, so there is no stale lock to judge and no process number to believe.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type FolderLock = { release(): void };
/** `pid`: who holds it, as far as it said so. */
export type LockHeld = { readonly heldBy: { readonly pid: number | null } };

const LOCK_FILE = 'server.lock';
const PID_FILE = 'server.pid';
const SQLITE_BUSY = 5;

/** Takes the lock of a folder, making the folder if needed, or says who has it. Never waits. */
export function lockFolder(folder: string): FolderLock | LockHeld {
  mkdirSync(folder, { recursive: true });
  const file = new DatabaseSync(join(folder, LOCK_FILE), { timeout: 0 });
  try {
    file.exec('begin exclusive');
  } catch (error) {
    file.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return { heldBy: { pid: readPid(folder) } };
    throw error;
  }
  writeFileSync(join(folder, PID_FILE), `${process.pid}\n`);
  return { release: () => file.close() };
}

function readPid(folder: string): number | null {
  try {
    const pid = Number(readFileSync(join(folder, PID_FILE), 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
