/** How busy the processors are, and how much memory is in use. */
import type { Machine } from '../machine/index.ts';

/** Time of all processors since the start, in ticks: spent on work, and altogether. */
export type CpuTimes = { readonly busy: number; readonly all: number };

/** The first line of /proc/stat (proc_stat(5)): user, nice, system, idle, iowait, irq, softirq, steal; guests are counted within user. Waiting for a disk is not being busy. Null: it can not be read. */
export async function readCpuTimes(machine: Machine): Promise<CpuTimes | null> {
  const line = /^cpu +([\d ]+)$/m.exec((await machine.readFile('/proc/stat', 4_096)) ?? '')?.[1];
  if (line === undefined) return null;
  const times = line.trim().split(/ +/).slice(0, 8).map(Number);
  const [, , , idle, iowait] = times;
  if (idle === undefined || iowait === undefined) return null;
  const all = times.reduce((sum, ticks) => sum + ticks, 0);
  return { busy: all - idle - iowait, all };
}

/** Percent of the time between two looks in which processors were busy; null: no time has passed, or the counters began anew. */
export function busyPercent(before: CpuTimes, after: CpuTimes): number | null {
  const all = after.all - before.all;
  const busy = after.busy - before.busy;
  return all <= 0 || busy < 0 || busy > all ? null : (busy / all) * 100;
}

/** Percent of memory that programs could not have any more (proc_meminfo(5), MemAvailable); null: it can not be read. */
export async function readMemoryPercent(machine: Machine): Promise<number | null> {
  const text = (await machine.readFile('/proc/meminfo', 4_096)) ?? '';
  const of = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN);
  const total = of('MemTotal');
  const available = of('MemAvailable');
  return total > 0 && available >= 0 && available <= total ? ((total - available) / total) * 100 : null;
}
