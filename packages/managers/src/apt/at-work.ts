/** Whether apt or dpkg are changing the device right now: then what looks unfinished is only not finished yet. */
import { whoIsAtWork } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';

// Not packagekitd and unattended-upgrades: their daemons idle for ever. The dpkg that they start tells when they work.
const workers = /^(?:dpkg|apt|apt-get|aptitude)$/;

/** `12 (apt-get)`, or null. */
export function whoChangesPackages(machine: Machine): Promise<string | null> {
  return whoIsAtWork(machine, workers);
}
