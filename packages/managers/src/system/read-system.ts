/** Puts together what the device says about itself. */
import type { SystemFacts } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import { readAddresses } from './addresses.ts';
import { parseOsRelease } from './os-release.ts';
import { readVirtualisation } from './virtualisation.ts';

/** Absent knowledge is null or `unknown`; only what the kernel always tells may throw when it does not. */
export async function readSystem(machine: Machine): Promise<SystemFacts> {
  const release = parseOsRelease((await machine.readFile('/etc/os-release')) ?? (await machine.readFile('/usr/lib/os-release')) ?? '');
  const id = release.get('ID') ?? 'unknown';
  const versionId = release.get('VERSION_ID') ?? 'unknown';
  return {
    hostname: (await machine.readFile('/proc/sys/kernel/hostname'))?.trim() || 'unknown',
    machineId: await readMachineId(machine),
    os: { id, versionId, prettyName: release.get('PRETTY_NAME') ?? `${id} ${versionId}` },
    kernel: (await machine.readFile('/proc/sys/kernel/osrelease'))?.trim() || 'unknown',
    architecture: await readArchitecture(machine),
    virtualisation: await readVirtualisation(machine),
    cpus: countCpus((await machine.readFile('/sys/devices/system/cpu/online')) ?? ''),
    memoryBytes: memoryOf((await machine.readFile('/proc/meminfo')) ?? ''),
    addresses: await readAddresses(machine),
    timeZone: await readTimeZone(machine),
  };
}

/** machine-id(5): 32 hex digits; `uninitialized` and an empty file mean that there is none yet. */
async function readMachineId(machine: Machine): Promise<string | null> {
  const text = (await machine.readFile('/etc/machine-id'))?.trim() ?? '';
  return /^[0-9a-f]{32}$/.test(text) ? text : null;
}

/** The kernel's word, as `uname -m`. */
async function readArchitecture(machine: Machine): Promise<string> {
  const asked = await machine.run(['uname', '-m'], { timeoutMs: 10_000, maxOutputBytes: 4096 });
  return asked.stdout.trim() || 'unknown';
}

/** The kernel's list form, `0-3,8`. 0: not told. */
export function countCpus(online: string): number {
  let count = 0;
  for (const part of online.trim().split(',')) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (range) count += Number(range[2] ?? range[1]) - Number(range[1]) + 1;
  }
  return count;
}

function memoryOf(meminfo: string): number {
  const kibibytes = /^MemTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kibibytes === undefined ? 0 : Number(kibibytes) * 1024;
}

/** The IANA name behind /etc/localtime; Debian's /etc/timezone where that is a copy. null: neither names one. */
async function readTimeZone(machine: Machine): Promise<string | null> {
  const linked = (await machine.readLink('/etc/localtime'))?.split('/zoneinfo/')[1];
  const named = (linked ?? (await machine.readFile('/etc/timezone')) ?? '').trim();
  return /^[A-Za-z][\w+/-]{1,60}$/.test(named) ? named : null;
}
