/**
 * When people are warned of a restart, computed from how long it is until then: at once, because that is the one warning that can not be missed by a delay that is too
 * short for it, and again as it comes nearer, never two in quick succession.
 */

const before = [3_600, 900, 300, 60];
/** Two warnings lie at least so far apart, in seconds. */
export const leastBetween = 180;
/** A message that was shown for less before the restart was not seen. Seconds. */
export const leastSeen = 30;
/** A restart that comes later than it was announced by more than a look or two is announced anew: the device slept in between. Seconds. */
export const lateAfter = 180;
/** A message that was shown longer ago does not stand for a restart that is forced now: the last one stands less than four minutes before it, and it may be late by three. */
export const longestSeen = 420;
/** The shortest delay of which anybody can be warned. Seconds. */
export const leastDelay = 60;

/** Seconds before the restart at which a message is shown, longest first; of a delay below a minute none can be relied on, and there is none. */
export function warningTimes(delaySeconds: number): readonly number[] {
  if (!(delaySeconds >= leastDelay) || !Number.isFinite(delaySeconds)) return [];
  const times = [Math.floor(delaySeconds)];
  for (const seconds of before) if ((times.at(-1) ?? 0) - seconds >= leastBetween) times.push(seconds);
  return times;
}
