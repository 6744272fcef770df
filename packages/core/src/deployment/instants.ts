/** Instants as RFC 3339 text outside, milliseconds since 1970 inside. Time is always an argument: nothing here reads a clock. */

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Milliseconds since 1970 of an RFC 3339 instant. Throws on anything else: instants are checked at the border. */
export function toMs(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
}

/** RFC 3339 text in UTC. */
export function toInstant(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString();
}

/** The instant that lies an ISO 8601 duration after another; days count as 24 hours (UTC). */
export function addDuration(instant: string, duration: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO('UTC').add(Temporal.Duration.from(duration)).toInstant().toString();
}

/** Is this text an ISO 8601 duration that is not negative? */
export function isDuration(text: string): boolean {
  try {
    return Temporal.Duration.from(text).sign >= 0;
  } catch {
    return false;
  }
}
