/** How long the device has been on. */
import type { Machine } from '../machine/index.ts';

/**
 * Seconds since this start of the device, sleep included (CLOCK_BOOTTIME); null: not known. The uptime (proc_uptime(5)) is the host's where the device is a container, so
 * the age of its first process counts: field 22 of /proc/1/stat (proc_pid_stat(5)) is when that was started, in hundredths of a second since the start of the kernel.
 */
export async function readUpSeconds(machine: Machine): Promise<number | null> {
  const kernel = secondsIn(/^(\d+(?:\.\d+)?) /.exec((await machine.readFile('/proc/uptime')) ?? '')?.[1]);
  if (kernel === null) return null;
  // A program's name stands in brackets and may hold anything, also brackets.
  const fields = (await machine.readFile('/proc/1/stat'))?.replace(/^.*\) /s, '').split(' ');
  const started = secondsIn(fields?.[19]);
  if (started === null) return null;
  const age = kernel - started / ticksPerSecond;
  // Where the uptime is the container's own and the first process counts by the host's, the uptime is it.
  return age < 0 ? kernel : age;
}

/** USER_HZ, in which the kernel tells times to programs on every architecture that agents run on. */
const ticksPerSecond = 100;

function secondsIn(text: string | undefined): number | null {
  return text === undefined || !/^\d+(?:\.\d+)?$/.test(text) ? null : Number(text);
}
