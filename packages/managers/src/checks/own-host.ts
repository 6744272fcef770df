/** Checks look at this device only: a check that could reach elsewhere would be a tool to scan a client's network from inside. */
import { BlockList, isIP } from 'node:net';
import type { Machine } from '../machine/index.ts';
import { readAddresses } from '../system/index.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** The address to connect to if `host` means this device: localhost, a loopback address, its own name or an address that it has. */
export async function ownAddress(machine: Machine, host: string): Promise<string | null> {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (name === 'localhost') return '127.0.0.1';
  const family = isIP(name);
  if (family !== 0 && loopback.check(name, family === 6 ? 'ipv6' : 'ipv4')) return name;
  const own = await readAddresses(machine);
  if (family !== 0) return own.includes(name) ? name : null;
  const hostname = (await machine.readFile('/proc/sys/kernel/hostname'))?.trim().toLowerCase();
  return name === hostname ? '127.0.0.1' : null;
}
