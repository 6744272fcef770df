/** Naming a process so that a recycled number is never mistaken for it. */
import { readFile, readdir } from 'node:fs/promises';

/** `started` is field 22 of /proc/PID/stat (proc_pid_stat(5)): clock ticks after boot. */
export type ProcessName = { readonly pid: number; readonly started: string };

/** The full name of a running process; `null` where there is none (a zombie counts as none). */
export async function nameProcess(pid: number): Promise<ProcessName | null> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The command's name may hold blanks and brackets: fields are counted after the last ')'.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  return started === undefined || state === 'Z' ? null : { pid, started };
}

/** Whether exactly this process still runs. */
export async function isRunning(name: ProcessName): Promise<boolean> {
  const now = await nameProcess(name.pid);
  return now !== null && now.started === name.started;
}

/** Direct children of a process, as the kernel lists them. Empty where the process is gone. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  try {
    const tasks = await readdir(`/proc/${pid}/task`);
    const lists = await Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8')));
    return lists.flatMap((list) =>
      list
        .split(' ')
        .filter((word) => word !== '')
        .map(Number),
    );
  } catch {
    return [];
  }
}

/** The short command name of a process (/proc/PID/comm); `null` where it is gone. */
export async function commandOf(pid: number): Promise<string | null> {
  try {
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
  } catch {
    return null;
  }
}

/** Sends a signal and says whether there was someone to get it. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
