/** When the device was on: what the server tells a device that was off from one that could not be reached by. */
import type { Machine } from '@fettle/managers/machine';
import { readUpSeconds } from '@fettle/managers/system';
import type { Power } from '@fettle/protocol/agent';
import { wakingSeconds } from '../clock.ts';
import type { ContactState } from '../state/contact.ts';

/** Since when it is on, and how much of that it slept: the time since its start less the time that it was awake. */
export async function readPower(machine: Machine): Promise<Omit<Power, 'aliveBefore'>> {
  const { device, kernel } = await readUpSeconds(machine);
  const slept = kernel === null ? null : Math.round(kernel - wakingSeconds());
  // Less than none: the uptime is a container's, the other clock its host's.
  return { upSeconds: device === null ? null : Math.floor(device), sleptSeconds: slept === null || slept < 0 ? null : slept };
}

/**
 * The last sign of life before this start of the device. Each attempt at a contact is one, whether the server heard it or not, and the state is written before each: so
 * the last one of the start before is still there at the first one of this start.
 */
export function aliveBefore(before: ContactState, bootId: string): string | null {
  return before.bootId === null || before.bootId === bootId ? before.aliveBefore : before.sentAt;
}
