/** Whether dnf or rpm are changing the device right now: then what looks unfinished is only not finished yet. */
import { whoIsAtWork } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';

// Not packagekitd: its daemon idles for ever. dnf-automatic runs as dnf-automatic, and its worker is Python: by the script's name.
const workers = /^(?:dnf(?:-3|5|-automatic)?|yum|microdnf|rpm|rpmdb)$/;
const betweenLooksMs = 3_000;

/** `12 (dnf)`, or null. */
export function whoChangesPackages(machine: Machine): Promise<string | null> {
  return whoIsAtWork(machine, workers);
}

/** Waits until nobody is at work, at most so many seconds; answers who still is. */
export async function waitForOthers(machine: Machine, seconds: number): Promise<string | null> {
  for (let waited = 0; ; waited += betweenLooksMs / 1000) {
    const holder = await whoChangesPackages(machine);
    if (holder === null || waited >= seconds) return holder;
    await machine.wait(betweenLooksMs);
  }
}
