/** Which start of the device this is. */
import type { Machine } from '../machine/index.ts';

/**
 * A new one after each start (random(4), /proc/sys/kernel/random/boot_id). It answers "did it restart?"; the uptime does not: in a
 * container that is the host's. Throws where the kernel does not tell: without it no restart could ever be verified.
 */
export async function readBootId(machine: Machine): Promise<string> {
  const id = (await machine.readFile('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
  if (!/^[0-9a-f-]{36}$/.test(id))
    throw new Error('The kernel does not tell its boot id (/proc/sys/kernel/random/boot_id); is /proc mounted?');
  return id;
}
