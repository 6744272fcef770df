/** When a notice is due. Pure. */

/** An announcement so many hours before the expected start. */
export type Announcement = { readonly dueAt: Temporal.Instant; readonly hours: number };

/** How often what was announced is compared with what is expected by then. */
export const comparedEvery = { minutes: 5 } as const;

/**
 * The times at which a planned change is announced: so many hours before it is expected to begin, longest first, the first of them at once where
 * its time has passed. Without an expected start the announcement goes at once; a policy without hours announces nothing.
 */
export function announcements(hoursBefore: readonly number[], start: string | null, now: Temporal.Instant): readonly Announcement[] {
  const [longest, ...others] = hoursBefore.toSorted((a, b) => b - a);
  if (longest === undefined) return [];
  if (start === null) return [{ dueAt: now, hours: longest }];
  const before = (hours: number) => Temporal.Instant.from(start).subtract({ hours });
  const first = later(before(longest), now);
  const reminders = others
    .map((hours) => ({ dueAt: before(hours), hours }))
    .filter(({ dueAt }) => Temporal.Instant.compare(dueAt, first) > 0);
  return [{ dueAt: first, hours: longest }, ...reminders];
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) > 0 ? a : b;
}

/** How often a notice is tried before it is given up: with the pauses below, for a day and a half. */
export const mostTries = 12;

/** When to try again after so many tries without an answer that settles it: 1, 2, 4 … minutes, at most six hours. */
export function tryAgainAt(tries: number, now: Temporal.Instant): Temporal.Instant {
  return now.add({ minutes: Math.min(2 ** Math.max(tries - 1, 0), 360) });
}

/** A notice that nobody could send for so long tells of what is past: it is not sent any more. */
export const staleAfterHours = 72;
