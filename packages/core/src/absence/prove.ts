import type { Absence, ContactBefore, ContactNow } from './types.ts';

/** Shorter times are none: a device that is off every night can be reached every day. */
export const shortestAbsenceHours = 24;

/**
 * The time between two contacts in which a device was provably off; null: none, or too short to count. Silence alone proves nothing: a device that could not be
 * reached may have run.
 *
 * After a new start it was off from the last sign of life of the start before, which the agent wrote down whether the server heard it or not, to the start.
 * Within one start the kernel counts what it slept (CLOCK_BOOTTIME less CLOCK_MONOTONIC, clock_gettime(2)); where in the silence that lay is not known, and its
 * beginning is taken: the least of it then falls after any later event.
 */
export function provenAbsence(before: ContactBefore, now: ContactNow): Absence | null {
  if (before.bootId === null) return null;
  return before.bootId === now.bootId ? bySleep(before, now) : byBoot(before, now);
}

function byBoot(before: ContactBefore, now: ContactNow): Absence | null {
  if (now.upSeconds === null || now.aliveBefore === null) return null;
  const until = Temporal.Instant.from(now.at).subtract(milliseconds(now.upSeconds));
  // Its clock may be wrong: by as much as it is now.
  const wrong = Temporal.Instant.from(now.at).until(now.deviceAt);
  const alive = Temporal.Instant.from(now.aliveBefore).subtract(wrong);
  const last = Temporal.Instant.from(before.at);
  return absence(Temporal.Instant.compare(alive, last) > 0 ? alive : last, until, 'boot');
}

function bySleep(before: ContactBefore, now: ContactNow): Absence | null {
  if (before.sleptSeconds === null || now.sleptSeconds === null) return null;
  const from = Temporal.Instant.from(before.at);
  const silence = from.until(now.at).total('seconds');
  return absence(from, from.add(milliseconds(Math.min(now.sleptSeconds - before.sleptSeconds, silence))), 'sleep');
}

function milliseconds(seconds: number): Temporal.Duration {
  return Temporal.Duration.from({ milliseconds: Math.round(seconds * 1000) });
}

function absence(from: Temporal.Instant, until: Temporal.Instant, proof: Absence['proof']): Absence | null {
  if (from.until(until).total('hours') < shortestAbsenceHours) return null;
  return { from: text(from), until: text(until), proof };
}

function text(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: 'millisecond' });
}

/** `its boot`: what proves an absence, for people. */
export const proofWords = { boot: 'its boot', sleep: 'the sleep that its kernel counted' } as const satisfies Record<
  Absence['proof'],
  string
>;
