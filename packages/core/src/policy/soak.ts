/** The longest soak that a policy may ask for, in days. */
export const longestSoakDays = 60;

/**
 * Seconds of an ISO 8601 duration; `null` when it is not one, is negative, is longer than 60 days, or names months or years,
 * whose length depends on the calendar. A day is 24 hours here.
 */
export function soakSeconds(text: string): number | null {
  if (text.length > 40 || !/^P[0-9.DTHMSW]+$/.test(text)) return null;
  try {
    const duration = Temporal.Duration.from(text);
    if (duration.years !== 0 || duration.months !== 0) return null;
    const { weeks, ...exact } = {
      weeks: duration.weeks,
      days: duration.days,
      hours: duration.hours,
      minutes: duration.minutes,
      seconds: duration.seconds,
    };
    const seconds = Temporal.Duration.from({ ...exact, days: exact.days + weeks * 7 }).total('seconds');
    return seconds <= longestSoakDays * 86_400 ? seconds : null;
  } catch {
    return null;
  }
}
