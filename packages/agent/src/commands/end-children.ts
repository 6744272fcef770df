/**
 * Ends what this process started and waits for nothing: for an agent that only observes, when its server stops. Its commands read, and write lists of its own; cutting them off costs
 * a look, and nothing is left running. An agent that manages never does this: what changes a device is let to its end.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Children lead process groups of their own (see the machine's `run`), so each goes with all that it started. */
export function endChildren(pid = process.pid): void {
  for (const child of childrenOf(pid)) {
    try {
      process.kill(-child, 'SIGKILL');
    } catch {
      // Gone already, or not the leader of a group: it goes with its parent's pipes.
    }
  }
}

/** Field 4 of /proc/PID/stat is the parent (proc(5)). */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}
