import type { Absence, ContactBefore, ContactNow } from './types.ts';

/** Shorter times are none: a device that is off every night can be reached every day. */
export const shortestAbsenceHours = 24;

/**
 * The time between two contacts in which a device was provably off; null: none, or too short to count. Silence alone proves nothing: a device that could not be
 * reached may have run.
 *
 * After a new start it was off from the recorded end of the start before, and never from before the server last heard it, to the start. Within one start nothing is
 * proved: the kernel counts how long it slept, and not in how many pieces, and between these it may have been used.
 */
export function provenAbsence(before: ContactBefore, now: ContactNow): Absence | null {
  if (before.bootId === null || before.bootId === now.bootId || now.upSeconds === null || now.aliveBefore === null) return null;
  const until = Temporal.Instant.from(now.at).subtract({ milliseconds: Math.round(now.upSeconds * 1000) });
  const [alive, last] = [Temporal.Instant.from(now.aliveBefore), Temporal.Instant.from(before.at)];
  const from = Temporal.Instant.compare(alive, last) > 0 ? alive : last;
  return from.until(until).total('hours') < shortestAbsenceHours ? null : { from: text(from), until: text(until), proof: 'boot' };
}

function text(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: 'millisecond' });
}

/** `its boot`: what proves an absence, for people. */
export const proofWords = { boot: 'its boot' } as const satisfies Record<Absence['proof'], string>;
