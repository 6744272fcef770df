/** Telling one process from another that has the same number later. */
import { readFileSync } from 'node:fs';

/** Field 22 of /proc/PID/stat (proc(5)): clock ticks after boot at which the process started; null: no such process, or a dead one. */
export function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Z and X: it ended, and only its parent has not noticed.
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
