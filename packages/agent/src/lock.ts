/** One agent per state folder. The lock names process and its start time, so that a reused pid is not taken for a living owner. */
import { existsSync, linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';

export type Locked = { readonly ok: true; readonly release: () => void } | { readonly ok: false; readonly pid: number };

/** Takes the lock, or says who has it. A lock whose owner is gone (kill -9, power cut) is taken over. */
export function takeLock(path: string): Locked {
  const mine = `${process.pid} ${startTime(process.pid) ?? '?'}`;
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, mine, { mode: 0o600 });
  try {
    for (let round = 0; round < 3; round += 1) {
      try {
        // link() fails where the lock exists: two starters can not both succeed.
        linkSync(beside, path);
        return { ok: true, release: () => releaseIfMine(path, mine) };
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error;
      }
      const owner = readOwner(path);
      if (owner !== null && startTime(owner.pid) === owner.startedAt) return { ok: false, pid: owner.pid };
      rmSync(path, { force: true });
    }
    return { ok: false, pid: 0 };
  } finally {
    unlinkSync(beside);
  }
}

function releaseIfMine(path: string, mine: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === mine) rmSync(path, { force: true });
}

function readOwner(path: string): { pid: number; startedAt: string } | null {
  try {
    const [pid = '', startedAt = ''] = readFileSync(path, 'utf8').split(' ');
    return { pid: Number(pid), startedAt };
  } catch {
    return null;
  }
}

/** Field 22 of /proc/PID/stat (proc(5)): clock ticks after boot at which the process started; null: no such process. */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
