/** Our own look at which processes still have replaced program files mapped: proc(5), maps with `(deleted)`. Needs root. */
import type { StaleService } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';

const mostProcesses = 20_000;
/** How a process outside of all units is shown, after its name. */
export const noUnit = ' (no unit)';

/** One entry for each unit. null: /proc can not be listed. Processes that end while we look are simply gone. */
export async function scanStaleProcesses(machine: Machine): Promise<readonly StaleService[] | null> {
  const names = await machine.readDir('/proc');
  if (names === null) return null;
  const ownSpace = await machine.readLink('/proc/1/ns/pid');
  const found = new Map<string, { readonly file: string; readonly command: string; count: number }>();
  for (const pid of names.filter((name) => /^\d+$/.test(name)).slice(0, mostProcesses)) {
    const maps = await machine.readFile(`/proc/${pid}/maps`);
    const file = maps === null ? null : replacedFile(maps);
    // A container's processes run the container's files: not this device's packages.
    if (file === null || (await machine.readLink(`/proc/${pid}/ns/pid`)) !== ownSpace) continue;
    const command = (await machine.readFile(`/proc/${pid}/comm`, 4096))?.trim() ?? 'unknown';
    const unit = unitOf((await machine.readFile(`/proc/${pid}/cgroup`, 65_536)) ?? '') ?? `${command}${noUnit}`;
    const known = found.get(unit);
    if (known) known.count += 1;
    else found.set(unit, { file, command, count: 1 });
  }
  return [...found].map(([unit, { file, command, count }]) => ({
    unit,
    because: `${command} still uses ${file}, which was replaced${count > 1 ? ` (${count} processes)` : ''}`.slice(0, 500),
  }));
}

/**
 * The first executable mapping of a file that is no longer on disk under its name. Not counted: memory that only looks like a file
 * (memfd, shared segments, devices) and what programs make and delete themselves in temporary folders.
 */
export function replacedFile(maps: string): string | null {
  for (const line of maps.split('\n')) {
    const found = /^[0-9a-f]+-[0-9a-f]+ (\S{4}) [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ \d+ +(\/.*) \(deleted\)$/.exec(line);
    if (!found || !(found[1] ?? '').includes('x')) continue;
    const file = found[2] ?? '';
    if (!/^\/(?:memfd:|dev\/|SYSV|tmp\/|var\/tmp\/|run\/|home\/|root\/|\[)/.test(file)) return file;
  }
  return null;
}

/** The systemd unit in /proc/PID/cgroup: the innermost `.service`, or `init.scope` for process 1. null: in none. */
export function unitOf(cgroup: string): string | null {
  for (const line of cgroup.split('\n')) {
    // cgroup v2 is `0::/path`; on hybrid systems systemd's own hierarchy is `1:name=systemd:/path`.
    const path = /^(?:0::|\d+:name=systemd:)(\/.*)$/.exec(line)?.[1];
    if (path === undefined) continue;
    const unit = path.split('/').findLast((part) => part.endsWith('.service') || part === 'init.scope');
    if (unit !== undefined) return unit;
  }
  return null;
}
