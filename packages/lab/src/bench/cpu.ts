/** CPU time by party: server process, database processes, and this generator. It tells more than a rate where a machine has other work. */
import { readdirSync, readFileSync } from 'node:fs';

export type CpuSeconds = { readonly server: number; readonly database: number; readonly generator: number };

/** Clock ticks a second, as Linux reports them to user space on every architecture that Fettle runs on (sysconf(3), _SC_CLK_TCK). */
const ticks = 100;

/** User and system time of a process, and of its children that have ended; null where it is gone. Fields 14 to 17 of /proc/PID/stat (proc(5)); field 2 may hold spaces. */
function cpuOf(pid: string): { seconds: number; ended: number; parent: string; name: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      seconds: (Number(fields[11]) + Number(fields[12])) / ticks,
      ended: (Number(fields[13]) + Number(fields[14])) / ticks,
      parent: fields[1] ?? '',
      name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    };
  } catch {
    return null;
  }
}

/** `folder`: the bench server's own folder; its postmaster names it on its command line. */
export function readCpu(serverPid: number, folder: string): CpuSeconds {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const postmaster = pids.find((pid) => cpuOf(pid)?.name === 'postgres' && commandOf(pid).includes(folder));
  const database = pids.reduce((sum, pid) => {
    const cpu = cpuOf(pid);
    if (cpu === null || postmaster === undefined) return sum;
    // Connections that were silent for a minute are closed: what they took counts as that of ended children.
    if (pid === postmaster) return sum + cpu.seconds + cpu.ended;
    return cpu.parent === postmaster ? sum + cpu.seconds : sum;
  }, 0);
  const own = process.cpuUsage();
  return { server: cpuOf(String(serverPid))?.seconds ?? 0, database, generator: (own.user + own.system) / 1e6 };
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** CPU milliseconds a request, by party. */
export function cpuPerRequest(before: CpuSeconds, after: CpuSeconds, requests: number): string {
  const each = (party: keyof CpuSeconds) => (((after[party] - before[party]) * 1000) / requests).toFixed(2);
  return `CPU ms each: server ${each('server')}, database ${each('database')}, generator ${each('generator')}`;
}
