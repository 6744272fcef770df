/** Instants as signed documents write them: RFC 3339, UTC, with `T`, seconds and `Z`. Compared as instants, never as text. */

const pattern = /^\d{4}-\d\d-\d\dT\d\d:[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** The instant, or null for another form, another zone, a leap second, or a date that does not exist. */
export function parseInstant(text: string): Temporal.Instant | null {
  if (!pattern.test(text)) return null;
  try {
    return Temporal.Instant.from(text);
  } catch {
    return null;
  }
}

/** Whether `one` lies before `other`. Both must be valid: RangeError otherwise, because an unreadable time must decide nothing. */
export function isBefore(one: string, other: string): boolean {
  return Temporal.Instant.compare(instantOf(one), instantOf(other)) < 0;
}

/** Whether what ends at `expiresAt` has ended: at that instant it has. */
export function hasEnded(expiresAt: string, now: string): boolean {
  return !isBefore(now, expiresAt);
}

function instantOf(text: string): Temporal.Instant {
  const instant = parseInstant(text);
  if (instant === null) throw new RangeError(`${JSON.stringify(text)} is no RFC 3339 time in UTC (like 2026-01-31T08:00:00Z).`);
  return instant;
}
