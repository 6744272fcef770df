/** Whether some package manager is changing the device right now: then what looks unfinished is only not finished yet. */
import type { Machine } from '../machine/index.ts';

/**
 * Which program that `workers` names is running: `12 (apt-get)`, or null. By the names of processes (proc(5), stat), which an ordinary user sees too; taking the lock to find out would
 * get in the other program's way.
 */
export async function whoIsAtWork(machine: Machine, workers: RegExp): Promise<string | null> {
  const names = (await machine.readDir('/proc')) ?? [];
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    const [, command = '', state = ''] = /^\d+ \((.*)\) (\S)/s.exec((await machine.readFile(`/proc/${pid}/stat`, 4096)) ?? '') ?? [];
    // Z, X: ended already; in a container nobody may ever collect it.
    if (workers.test(command) && !/[ZX]/.test(state)) return `${pid} (${command})`;
  }
  return null;
}
