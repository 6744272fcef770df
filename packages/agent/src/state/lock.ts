/**
 * One agent per state folder. The lock is the kernel's (fcntl(2), taken through SQLite), so it ends with its process however that ends:
 * there is no stale lock, and of two that start at once one succeeds. The file beside it only says who.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { startOf } from './process.ts';

export type Locked = { readonly ok: true; readonly release: () => void } | { readonly ok: false; readonly pid: number | null };

/** Takes the lock, or says who has it. */
export function takeLock(path: string): Locked {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    // SQLITE_BUSY (5); anything else is a fault of the file, and no other agent.
    if (!(error instanceof Error && 'errcode' in error && error.errcode === 5)) throw error;
    return { ok: false, pid: lockedBy(path) };
  }
  writeFileSync(`${path}.owner`, `${process.pid} ${startOf(process.pid) ?? '?'}\n`, { mode: 0o600 });
  return { ok: true, release: () => database.close() };
}

/** The process that holds the lock, as it wrote itself down, if it still lives; null: nobody. For people, not for decisions. */
export function lockedBy(path: string): number | null {
  try {
    const [pid = '', start = ''] = readFileSync(`${path}.owner`, 'utf8').trim().split(' ');
    return startOf(Number(pid)) === start ? Number(pid) : null;
  } catch {
    return null;
  }
}
